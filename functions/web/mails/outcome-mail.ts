import type { RequestRecord } from '../../domain/ledger/record.ts';
import { askerText } from '../../wording/identity.ts';
import { nextStepText } from '../../wording/next-step.ts';
import { type ResultWords, resultWords } from '../../wording/result.ts';
import { outcomeSentence, statusWords } from '../../wording/status.ts';
import { visibleText } from '../../wording/visible-text.ts';
import type { Html } from '../parts/html.ts';
import { type Mail, mail, mailHtml } from '../parts/mail.ts';
import { MAIL_STYLE } from '../parts/mail-style.ts';
import { mailHeading, mailParagraph, mailSection } from './facts.ts';
import { hidesWords } from './request-facts.ts';
import { statusMail } from './status-mail.ts';
import { ticketSuffix } from './subject-end.ts';

export interface InvalidMailInput {
  /** `null` if the request has none that can be read. */
  requestId: string | null;
  /** Each in one line. */
  reasons: string[];
}

export interface OutcomeMailInput {
  record: RequestRecord;
  /** Of a campaign: `<base>/requests/<43 characters>`, the requester's own link, the only one in either part of the mail. */
  link?: string | undefined;
}

/** The mail that tells requesters how their request ended. */
export function outcomeMail({ record, link }: OutcomeMailInput): Mail {
  const results = resultWords(record);
  return statusMail({
    record,
    subjectEnd: hidesWords(record) ? '' : ticketSuffix(record),
    hasNoWords: hidesWords(record),
    meaning: [outcomeSentence(record), nextStepText(record)].filter(Boolean).join(' '),
    requester: askerText(record),
    details: { text: resultLines(results), html: resultList(results) },
    ...(link !== undefined && { link: { url: link, label: 'See what became of each change' } }),
  });
}

/** The mail that tells requesters why their request was not accepted. It has no link. */
export function invalidMail({ requestId, reasons }: InvalidMailInput): Mail {
  const { symbol, label } = statusWords('INVALID');
  const subject = requestId === null ? 'change of alternate contacts' : `request ${requestId}`;
  const who = requestId === null ? 'Your request' : `Request ${requestId}`;
  const sentence = `${who} to change alternate contacts was not accepted. Nothing was changed.`;
  const toDo = nextStepText({ status: 'INVALID' });
  const items = reasons.map((line) => mailHtml`<li style="${MAIL_STYLE.paragraph}">${line}</li>`);
  return mail({
    subject: `${label}: ${subject}`,
    preheader: toDo,
    text: { beforeLink: [sentence, 'REASONS', reasons.map(bulleted).join('\n'), toDo].join('\n\n') },
    body: {
      beforeLink: mailHtml`${mailHeading(`${symbol} ${label}`)}${mailParagraph(sentence)}${mailSection('Reasons')}
<ul style="margin:8px 0 0;padding-left:20px">${items}</ul>
${mailSection('What to do')}${mailParagraph(toDo)}`,
    },
  });
}

function headText({ contacts, status }: ResultWords): string {
  return `${status.symbol} ${contacts}: ${status.label.toLowerCase()}`;
}

function moreLines({ why, accounts }: ResultWords): string[] {
  return [...(why ? [why] : []), ...accounts];
}

function resultLines(results: ResultWords[]): string[] {
  const lines = results.flatMap((result) => [
    headText(result),
    ...moreLines(result).map((line) => `  ${indented(line)}`),
  ]);
  return lines.length > 0 ? ['RESULTS', lines.join('\n')] : [];
}

function resultList(results: ResultWords[]): Html | undefined {
  if (results.length === 0) return undefined;
  return mailHtml`${mailSection('Results')}
${results.map(resultParagraph)}`;
}

function resultParagraph(result: ResultWords): Html {
  const more = moreLines(result).map(
    (line) => mailHtml`<br><span class="m-quiet" style="${MAIL_STYLE.quietText}">${line}</span>`,
  );
  return mailHtml`<p style="${MAIL_STYLE.paragraph}">${headText(result)}${more}</p>
`;
}

function bulleted(line: string): string {
  return `- ${indented(line)}`;
}

/** Further lines are indented, so that none looks like an item of its own. */
function indented(text: string): string {
  return visibleText(text).replaceAll('\n', '\n  ');
}
