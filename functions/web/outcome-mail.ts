import { isOutOfReach } from '../domain/approval.ts';
import type { RequestStatus } from '../domain/request.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import { decisionFacts, unreachedFacts } from './decision-facts.ts';
import type { Html } from './html.ts';
import { type Mail, mail, mailHtml } from './mail.ts';
import { type Fact, factsTable, factsText, mailHeading, mailParagraph, mailSection } from './mail-facts.ts';
import { MAIL_STYLE } from './mail-style.ts';
import { askText, shortAskText, sourceTerm, sourceText } from './request-text.ts';
import { outcomeSentence, type ResultView, resultViews } from './result-view.ts';
import { statusText } from './status-text.ts';
import { visibleText } from './visible-text.ts';

export interface InvalidMailInput {
  /** `null` when the request has none that can be read. */
  requestId: string | null;
  /** Each a line: a JSON pointer into the request, and what is wrong there. */
  reasons: string[];
}

const CORRECT_AND_SEND_AGAIN = 'Nothing was changed. Correct what is listed here and send the request again.';

/** What the requester can do now; nothing where all is well. */
const NEXT_STEPS: Partial<Record<RequestStatus, string>> = {
  REJECTED: 'If the change is still needed, talk to the approver and send a new request.',
  EXPIRED: 'If the change is still needed, send a new request.',
  PARTIALLY_APPLIED: 'Once the cause is fixed, send a new request for the changes that are missing.',
  FAILED: 'Once the cause is fixed, send a new request.',
};

/** The mail that tells the requester how their request ended. It holds no link: there is nothing to do in it. */
export function outcomeMail({ record }: { record: RequestRecord }): Mail {
  const { request, status } = record;
  const { symbol, label } = statusText(status);
  const ticket = request.source.reference;
  const facts = factsOf(record);
  const results = resultViews(record);
  const meaning = [outcomeSentence(record), nextStep(record)].filter(Boolean).join(' ');
  const asked = `You asked to ${askText(record)}.`;
  const paragraphs = [`${label.toUpperCase()}. ${meaning}`, asked, factsText(facts), ...resultLines(results)];
  return mail({
    subject: `${label}: ${shortAskText(record)}${ticket ? ` (${ticket})` : ''}`,
    preheader: meaning,
    text: { beforeLink: paragraphs.join('\n\n') },
    body: {
      beforeLink: mailHtml`${mailHeading(`${symbol} ${label}`)}${mailParagraph(meaning)}${mailParagraph(asked)}
${factsTable(facts)}${resultList(results)}`,
    },
  });
}

/** The mail that tells the requester why their request was not accepted. It holds no link. */
export function invalidMail({ requestId, reasons }: InvalidMailInput): Mail {
  const name = requestId ? `request ${requestId}` : 'your request';
  const sentence = `The change of alternate contacts in ${name} was not accepted.`;
  const paragraphs = [sentence, 'REASONS', reasons.map(bulleted).join('\n'), CORRECT_AND_SEND_AGAIN];
  const items = reasons.map((reason) => mailHtml`<li style="${MAIL_STYLE.paragraph}">${reason}</li>`);
  return mail({
    subject: `Not accepted: ${requestId ? name : 'change of alternate contacts'}`,
    preheader: CORRECT_AND_SEND_AGAIN,
    text: { beforeLink: paragraphs.join('\n\n') },
    body: {
      beforeLink: mailHtml`${mailHeading('✗ Not accepted')}${mailParagraph(sentence)}${mailSection('Reasons')}
<ul style="margin:8px 0 0;padding-left:20px">${items}</ul>
${mailSection('What to do')}${mailParagraph(CORRECT_AND_SEND_AGAIN)}`,
    },
  });
}

function nextStep(record: RequestRecord): string | undefined {
  return isOutOfReach(record)
    ? 'Ask the team that runs this service to put the addresses right, then send a new request.'
    : NEXT_STEPS[record.status];
}

function factsOf(record: RequestRecord): Fact[] {
  const { request } = record;
  return [
    ...decisionFacts(record),
    ...unreachedFacts(record),
    { term: 'Why', value: request.reason },
    { term: sourceTerm(record), value: sourceText(record) },
    { term: 'Request', value: request.requestId },
  ];
}

function headText({ contacts, status }: ResultView): string {
  return `${status.symbol} ${contacts}: ${status.label.toLowerCase()}`;
}

function resultLines(results: ResultView[]): string[] {
  const lines = results.flatMap((result) => [headText(result), ...(result.why ? [`  ${indented(result.why)}`] : [])]);
  return lines.length > 0 ? ['RESULTS', lines.join('\n')] : [];
}

function resultList(results: ResultView[]): Html | undefined {
  if (results.length === 0) return undefined;
  return mailHtml`${mailSection('Results')}
${results.map(resultParagraph)}`;
}

function resultParagraph(result: ResultView): Html {
  const why = result.why && mailHtml`<br><span class="m-quiet" style="${MAIL_STYLE.quietText}">${result.why}</span>`;
  return mailHtml`<p style="${MAIL_STYLE.paragraph}">${headText(result)}${why}</p>
`;
}

/** A reason on a line of its own, its further lines indented. */
function bulleted(reason: string): string {
  return `- ${indented(reason)}`;
}

function indented(text: string): string {
  return visibleText(text).replaceAll('\n', '\n  ');
}
