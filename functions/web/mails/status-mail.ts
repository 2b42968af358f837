import type { RequestRecord } from '../../domain/ledger/record.ts';
import { deliveryFailureWords } from '../../wording/delivery-failure.ts';
import { askText, shortAskText } from '../../wording/request.ts';
import { statusWords } from '../../wording/status.ts';
import { utcText } from '../../wording/time.ts';
import { withdrawalWords } from '../../wording/withdrawal.ts';
import type { Html } from '../parts/html.ts';
import { type Mail, mail, mailHtml } from '../parts/mail.ts';
import { type Fact, factsTable, factsText, mailHeading, mailParagraph } from './facts.ts';
import { changeFacts, originFacts, requesterFact } from './request-facts.ts';

export interface StatusMailInput {
  record: RequestRecord;
  /** The end of the subject, by which its reader knows the request. */
  subjectEnd: string;
  /** What the status means for the reader. */
  meaning: string;
  /** Who made the request, from the reader's point of view. */
  requester: string;
  /** Whether what the request says in words is left out. */
  hasNoWords?: boolean;
  /** What follows the facts. */
  details?: { text: string[]; html: Html | undefined };
  /** The reader's own link, if the mail has not room for everything. */
  link?: { url: string; label: string };
}

/** A mail about the status of a request. It mostly has no link: there is nothing to do in it. */
export function statusMail(input: StatusMailInput): Mail {
  const { record, subjectEnd, meaning, requester, hasNoWords, details, link } = input;
  const { symbol, label } = statusWords(record.status);
  const asked = `${requester} asked to ${askText(record)}.`;
  const facts = factsOf(record, hasNoWords);
  const paragraphs = [`${label.toUpperCase()}. ${meaning}`, asked, factsText(facts), ...(details?.text ?? [])];
  return mail({
    subject: `${label}: ${shortAskText(record)}${subjectEnd}`,
    preheader: meaning,
    ...(link && { link }),
    text: { beforeLink: paragraphs.join('\n\n') },
    body: {
      beforeLink: mailHtml`${mailHeading(`${symbol} ${label}`)}${mailParagraph(meaning)}${mailParagraph(asked)}
${factsTable(facts)}${details?.html}`,
    },
  });
}

/** Who decided, who could not be reached, why it was requested and by whom. */
function factsOf(record: RequestRecord, hasNoWords = false): Fact[] {
  const { request } = record;
  return [
    ...decisionFacts(record),
    ...unreachableFacts(record),
    ...(hasNoWords ? [requesterFact(record)] : [...originFacts(record), ...changeFacts(record)]),
    { term: 'Request', value: request.requestId },
  ];
}

function decisionFacts({ votes, cancellation, accounts }: RequestRecord): Fact[] {
  const voted = votes.map(({ approver, decision, at, comment }) =>
    decisionFact(decision === 'approve' ? 'Approved by' : 'Rejected by', approver, at, comment),
  );
  if (!cancellation) return voted;
  const { because } = cancellation;
  if (because) {
    return [
      decisionFact('Cancelled', withdrawalWords(because, accounts), cancellation.at, cancellation.comment),
      ...voted,
    ];
  }
  return [decisionFact('Cancelled by', cancellation.by, cancellation.at, cancellation.comment), ...voted];
}

/** Unreachable approvers only matter if the request expired. */
function unreachableFacts({ status, unreachable }: RequestRecord): Fact[] {
  if (status !== 'EXPIRED' || unreachable.length === 0) return [];
  const lines = unreachable.map(({ approver, reason }) => `${approver}: ${deliveryFailureWords(reason)}`);
  return [{ term: 'Not reached', value: lines.join('\n') }];
}

function decisionFact(term: string, who: string, at: string, comment: string): Fact {
  return { term, value: [`${who}, ${utcText(at)}`, comment.trim()].filter(Boolean).join('\n') };
}
