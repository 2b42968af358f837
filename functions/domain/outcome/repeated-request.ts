import { type RequestEvent, WORKFLOW } from '../ledger/events.ts';
import type { RequestRecord } from '../ledger/record.ts';
import type { RequestStatus } from '../request/request.ts';

/** A ticket whose comments send its webhook again must not be answered for ever. */
const HOURS_BETWEEN_ANSWERS = 24;

/** How a request ends whose changes, or some of them, were not made: sending it again does nothing. */
const IN_VAIN: RequestStatus[] = ['INVALID', 'REJECTED', 'EXPIRED', 'CANCELLED', 'FAILED', 'PARTIALLY_APPLIED'];

/** Whether a request with an id that is taken is the one that has the id, sent again. */
export function isRepetition({ request }: RequestRecord, source: { system?: string } | null): boolean {
  return request.source.system === source?.system;
}

/**
 * What follows when a requestId comes again: a ticket is told at most once a day. Of its own request it is told once that has
 * ended in vain; of somebody else's, which has taken its id, at once.
 */
export function answerRepetition(record: RequestRecord, isOwn: boolean, at: string): RequestEvent[] {
  const { status, results, history } = record;
  if (isOwn && !(results && IN_VAIN.includes(status))) return [];
  const answeredAt = history.findLast(({ type }) => type === 'RepetitionAnswered')?.at;
  const hours = answeredAt === undefined ? Number.POSITIVE_INFINITY : hoursBetween(answeredAt, at);
  return hours < HOURS_BETWEEN_ANSWERS ? [] : [{ type: 'RepetitionAnswered', at, by: WORKFLOW }];
}

function hoursBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 3_600_000;
}
