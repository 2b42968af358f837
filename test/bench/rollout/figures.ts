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
  /** When the first of them was taken, and when the first was approved, by a person or by the policy. */
  startedAt: number;
  decidedAt: number;
  /** Whether a person has approved them. */
  isApproved: boolean;
  tally: HistoryTally;
}

/** What a case has shown. */
export interface Figures {
  requests: number;
  changes: number;
  /** Seconds from the first request to the last write; NaN if a person had to decide in between. */
  makespan: number;
  /** Seconds from the first decision to the first write, from there to the last one, and what the quota of Put needs for that. */
  start: number;
  applyPhase: number;
  minimum: number;
  lost: string[];
  twice: string[];
  /** Of the service's calls of Account Management. */
  throttled: number;
  /** Of all tasks and of those that the quotas make, and state transitions; for each change. */
  retries: number;
  pacedRetries: number;
  transitions: number;
  lambdaThrottles: number;
  /** In USD, for a thousand changes. */
  dollars: number;
  /** When each change was written, in seconds since the first request or, if a person decides, since the first decision. */
  writes: number[];
}

export function figuresOf({ requests, statuses, calls, startedAt, decidedAt, isApproved, tally }: Seen): Figures {
  const changes = changesOf({ requests }).length;
  const own = ownCalls(calls);
  const writtenAt = acceptedPuts(own).map(timeOf);
  const [first = Number.NaN, last = Number.NaN] = [writtenAt[0], writtenAt.at(-1)];
  const from = isApproved ? decidedAt : startedAt;
  return {
    requests: requests.length,
    changes,
    makespan: isApproved ? Number.NaN : (last - startedAt) / 1000,
    start: (first - decidedAt) / 1000,
    applyPhase: (last - first) / 1000,
    minimum: putMinimum(changes),
    lost: lostChanges(requests, statuses, writtenContacts(own)),
    twice: writtenTwice(own),
    throttled: throttledShare(own),
    retries: tally.retries / changes,
    pacedRetries: tally.pacedRetries / changes,
    transitions: tally.transitions / changes,
    lambdaThrottles: tally.lambdaThrottles,
    dollars: (costOf(tally) * 1000) / changes,
    writes: writtenAt.map((time) => (time - from) / 1000),
  };
}
