import type { ExecutionEnd } from '../../../schemas/compiled/record-outcome.input.js';
import type { ExecutionGoneError } from '../errors.ts';
import type { RequestRecord } from '../ledger/record.ts';

/** How an execution is doing: its status, or `DOES_NOT_EXIST`, and when it ended, in epoch milliseconds. */
export interface ExecutionState {
  status: string;
  stoppedAt?: number;
}

/** Time for RecordOutcome, which hears of the end of an execution at once. No function that it has called is at work for so long. */
const PATIENCE_MILLISECONDS = 600_000;

/** Longer than ApplyChange may run: a stopped execution does not stop the functions that it has called. */
const AT_WORK_MILLISECONDS = 20_000;

/** With these a workflow ends that has told what there was to tell, or has kept an event that nobody could read. */
const ANSWERED = new Set(['ChangeRequestFailed', 'ChangeRequestPartiallyApplied', 'MalformedEventError']);

/** Step Functions may not know an execution yet that has just begun. */
const UNKNOWN_MILLISECONDS = 900_000;

/** At most so many requests are looked at each time, so that other callers keep their share of the quota of DescribeExecution. */
const MOST_EACH_TIME = 200;

/** How often somebody looks. */
const PERIOD_MILLISECONDS = 300_000;

/**
 * Why nothing will happen to a request any more; nothing if its execution may still do something.
 * @param now epoch milliseconds
 * @param timeScale how many seconds of the clock a second of the workflow lasts; 1 on AWS
 */
export function whyStranded(
  { status, stoppedAt }: ExecutionState,
  { createdAt }: Pick<RequestRecord, 'createdAt'>,
  now: number,
  timeScale = 1,
): string | undefined {
  if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return undefined;
  const isUnknown = status === 'DOES_NOT_EXIST';
  const age = now - (isUnknown ? Date.parse(createdAt) : (stoppedAt ?? now));
  if (age < (isUnknown ? UNKNOWN_MILLISECONDS : PATIENCE_MILLISECONDS) * timeScale) return undefined;
  return isUnknown ? 'its execution does not exist any more' : endedEarly(status);
}

const GONE: ExecutionGoneError['name'] = 'ExecutionGoneError';

/** An execution as Step Functions describes it; times in epoch milliseconds. */
export interface DescribedExecution {
  status: string;
  input: unknown;
  error?: string;
  startedAt: number;
  /** Missing as long as it has not ended. */
  stoppedAt?: number;
  redrivenAt?: number;
}

/** Whether an execution has been redriven since this end: then its requests have not been left. */
export function isRedriven({ status, redrivenAt = 0 }: DescribedExecution, { stoppedAt }: ExecutionEnd): boolean {
  return status === 'PENDING_REDRIVE' || redrivenAt >= stoppedAt;
}

/** Whether the workflow has come to its own end, and told what there was to tell. */
export function isAnswered({ status, error }: DescribedExecution): boolean {
  // Whoever stops an execution names the error, too.
  return status === 'SUCCEEDED' || (status === 'FAILED' && error !== undefined && ANSWERED.has(error));
}

/** For how long a function may still change contacts of a request whose execution has ended: milliseconds, from 0. */
export function millisecondsAtWork(
  { applyingSince }: Pick<RequestRecord, 'applyingSince'>,
  stoppedAt: number,
  now: number,
  timeScale = 1,
): number {
  return applyingSince === undefined ? 0 : Math.max(0, stoppedAt + AT_WORK_MILLISECONDS * timeScale - now);
}

/**
 * Whether a request was ended because its execution was gone: if that is redriven, there is nothing left for it to tell. Of a
 * campaign, only the workflow has counts, and it tells at once.
 */
export function isEndedInItsPlace({
  results = [],
  counts,
  isEnding,
}: Pick<RequestRecord, 'results' | 'counts' | 'isEnding'>): boolean {
  return results.some(({ error }) => error?.name === GONE) || (counts !== undefined && isEnding === undefined);
}

/** Why nothing will happen any more to a request whose execution has ended. */
export function endedEarly(status: string): string {
  return `its execution ended ${status} before its outcome was recorded`;
}

/** Of all open requests, oldest first, those that are looked at this time. Where there are many, each has its turn. */
export function takeTurn<Request>(open: Request[], now: number): Request[] {
  const turns = Math.max(1, Math.ceil(open.length / MOST_EACH_TIME));
  const turn = Math.floor(now / PERIOD_MILLISECONDS) % turns;
  return open.slice(turn * MOST_EACH_TIME, (turn + 1) * MOST_EACH_TIME);
}
