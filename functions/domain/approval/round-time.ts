import type { RequestEventType } from '../ledger/events.ts';
import type { RequestRecord } from '../ledger/record.ts';
import { isAsked, isEverybodyAsked } from './rounds.ts';

/** The clocks of Step Functions and Lambda agree to within a second. */
const CLOCK_SKEW_MILLISECONDS = 1000;

/** Even if the task is also made to fail as often as it is retried, an execution keeps half of the events that it may have. */
const MOST_EARLY_WAKES = 30;

/** What keeps approvers from being asked may pass. */
const MOST_TRIES_TO_ASK = 3;

const BEGINNINGS: RequestEventType[] = ['ApprovalRequested', 'Reminded', 'Escalated', 'WaitExtended'];

/**
 * How long a round still waits, in whole seconds; 0 once its time is up. The record alone says so: whoever wakes the execution,
 * or fails its task, has no say in when a round ends.
 * @param now epoch milliseconds
 * @param timeScale how many seconds of the clock a second of the workflow lasts; 1 on AWS
 */
export function secondsLeft(record: RequestRecord, round: number, now: number, timeScale = 1): number {
  const { approval, expiresAt } = record;
  const seconds = approval?.rounds[round]?.seconds ?? 0;
  const beganAt = beginningOf(record, round);
  const endsAt = beganAt === undefined ? now + seconds * 1000 * timeScale : beganAt + seconds * 1000 * timeScale;
  const left = Math.min(endsAt, Date.parse(expiresAt ?? '')) - now;
  return left > CLOCK_SKEW_MILLISECONDS * timeScale ? Math.ceil(left / 1000 / timeScale) : 0;
}

/**
 * How often a round may be left before its time until the request ends. Each time costs 13 of the 25,000 events that an execution
 * may have. Where the task has failed, and approvers have not been asked, it was hardly a wake: asking them has failed.
 */
export function mostEarlyWakes(record: RequestRecord, round: number, hasFailed: boolean): number {
  return hasFailed && !isEverybodyAsked(record, round) ? MOST_TRIES_TO_ASK : MOST_EARLY_WAKES;
}

/** When the round began, in epoch milliseconds; nothing if it has not, or only with an earlier plan. */
function beginningOf(record: RequestRecord, round: number): number | undefined {
  if (record.round !== round || !isAsked(record)) return undefined;
  const beginning = record.history.findLast(({ type }) => BEGINNINGS.includes(type));
  return beginning && Date.parse(beginning.at);
}
