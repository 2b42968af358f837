import type { RequestRecord } from '../domain/request-record.ts';
import type { Fact } from './mail-facts.ts';
import { cancellation } from './result-view.ts';
import { utcText } from './time-text.ts';

/** Who decided what, when and with which comment. */
export function decisionFacts(record: RequestRecord): Fact[] {
  const cancelled = cancellation(record);
  const votes = record.votes.map(({ approver, decision, at, comment }) =>
    decisionFact(decision === 'approve' ? 'Approved by' : 'Rejected by', approver, at, comment),
  );
  return cancelled ? [decisionFact('Cancelled by', cancelled.who, cancelled.at, cancelled.comment), ...votes] : votes;
}

/** Whom no mail reached and why, when the request expired. */
export function unreachedFacts({ status, unreachable = [] }: RequestRecord): Fact[] {
  if (status !== 'EXPIRED' || unreachable.length === 0) return [];
  return [{ term: 'Not reached', value: unreachable.map(({ approver, why }) => `${approver}: ${why}`).join('\n') }];
}

function decisionFact(term: string, who: string, at: string, comment = ''): Fact {
  return { term, value: [`${who}, ${utcText(at)}`, comment.trim()].filter(Boolean).join('\n') };
}
