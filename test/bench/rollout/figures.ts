import type { LoggedCall } from 'embedded-aws/endpoint/call-log.ts';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { acceptedPuts, ownCalls, throttledShare, timeOf, writtenContacts, writtenTwice } from './account-calls.ts';
import { changesOf } from './cases.ts';
import type { HistoryTally } from './history-tally.ts';
import { lostChanges } from './lost-changes.ts';
import { costOf } from './prices.ts';
import { putMinimum } from './quota-minimum.ts';

/** What was seen of requests; times are milliseconds since 1970 on the stack's clock. */
export interface Seen {
  requests: ChangeRequest[];
  /** How each request ended, by its requestId. */
  statuses: ReadonlyMap<string, string>;
  /** The calls of Account Management since the requests were put. */
  calls: LoggedCall[];
  putAt: number;
  /** When the first of them was approved, by a person or by the policy. */
  decidedAt: number;
  tally: HistoryTally;
}

/** What a case has shown. */
export interface Figures {
  requests: number;
  changes: number;
  /** Seconds from the first request put, and from the first decision, to the last write; what the quota of Put needs. */
  makespan: number;
  applyPhase: number;
  minimum: number;
  lost: string[];
  twice: string[];
  /** Of the service's calls of Account Management. */
  throttled: number;
  /** Of all tasks and of ApplyChange alone, and state transitions; for each change. */
  retries: number;
  applyRetries: number;
  transitions: number;
  lambdaThrottles: number;
  /** In USD, for a thousand changes. */
  dollars: number;
  /** When each change was written, in seconds since the first request was put. */
  writes: number[];
}

export function figuresOf({ requests, statuses, calls, putAt, decidedAt, tally }: Seen): Figures {
  const changes = changesOf({ requests }).length;
  const own = ownCalls(calls);
  const writes = acceptedPuts(own).map((call) => (timeOf(call) - putAt) / 1000);
  const makespan = Math.max(0, ...writes);
  return {
    requests: requests.length,
    changes,
    makespan,
    applyPhase: Number.isFinite(decidedAt) ? makespan - (decidedAt - putAt) / 1000 : Number.NaN,
    minimum: putMinimum(changes),
    lost: lostChanges(requests, statuses, writtenContacts(own)),
    twice: writtenTwice(own),
    throttled: throttledShare(own),
    retries: tally.retries / changes,
    applyRetries: tally.applyRetries / changes,
    transitions: tally.transitions / changes,
    lambdaThrottles: tally.lambdaThrottles,
    dollars: (costOf(tally) * 1000) / changes,
    writes,
  };
}
