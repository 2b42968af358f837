import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { type RequestEvent, WORKFLOW } from '../ledger/events.ts';
import type { RequestRecord } from '../ledger/record.ts';
import { isRedacted, redactedRequest } from '../ledger/redacted.ts';
import { digest } from '../request/digest.ts';
import { isRequester, type RequestStatus } from '../request/request.ts';

/** A ticket whose comments send its webhook again must not be answered for ever. */
const HOURS_BETWEEN_ANSWERS = 24;

/** Who takes an id again and again fills neither a ledger nor a mailbox. */
const CONTESTS_TOLD_A_DAY = 3;

/** How a request ends whose changes, or some of them, were not made: sending it again does nothing. */
const IN_VAIN: RequestStatus[] = ['INVALID', 'REJECTED', 'EXPIRED', 'CANCELLED', 'FAILED', 'PARTIALLY_APPLIED'];

/**
 * Whether a request whose id is taken is the one that has the id, sent again: it asks for the same changes, for the same person and
 * the same ticket. The reason may differ, because several events may lead to one baseline.
 */
export function isRepetition({ request, history }: RequestRecord, again: ChangeRequest): boolean {
  const same = isRedacted({ history }) ? redactedRequest(again) : again;
  return isRequester(request, again.requestedBy) && digest(contentOf(request)) === digest(contentOf(same));
}

/** What follows when a request comes again: its ticket is told at most once a day, once the request has ended in vain. */
export function answerRepetition(record: RequestRecord, at: string): RequestEvent[] {
  const { status, results, history } = record;
  if (!results || !IN_VAIN.includes(status)) return [];
  const isAnswered = history.some((event) => event.type === 'RepetitionAnswered' && isOfLastDay(event, at));
  return isAnswered ? [] : [{ type: 'RepetitionAnswered', at, by: WORKFLOW }];
}

/** Who is told that another request has taken the id of one. */
export interface Contest {
  events: RequestEvent[];
  /** Whether the requester of the other one is told; then its execution is in the events. */
  tellsOther: boolean;
  /** Whether the requester of the one that has the id is told, once a day. */
  tellsFirst: boolean;
}

/** What follows when another request comes under the id of this one. A retry by its execution tells nobody twice. */
export function contestId({ history }: RequestRecord, executionArn: string, at: string): Contest {
  const contests = history.filter((event) => event.type === 'IdContested');
  const lately = contests.filter((event) => isOfLastDay(event, at));
  const isTold = contests.some((event) => event.executionArn === executionArn) || lately.length >= CONTESTS_TOLD_A_DAY;
  const events: RequestEvent[] = isTold ? [] : [{ type: 'IdContested', at, by: WORKFLOW, executionArn }];
  return { events, tellsOther: !isTold, tellsFirst: !isTold && lately.length === 0 };
}

function contentOf({ changes, changeSet, replaces, source }: ChangeRequest): object {
  return { changes, changeSet, replaces, reference: source.reference };
}

function isOfLastDay(event: RequestEvent, at: string): boolean {
  return (Date.parse(at) - Date.parse(event.at)) / 3_600_000 < HOURS_BETWEEN_ANSWERS;
}
