import type { RequestRecord } from '../ledger/record.ts';

/** How an execution is doing: its status, or `DOES_NOT_EXIST`, and when it ended, in epoch milliseconds. */
export interface ExecutionState {
  status: string;
  stoppedAt?: number;
}

/** Time to redrive an execution that was stopped by mistake. No function that it has called is at work for so long. */
const REDRIVE_MILLISECONDS = 600_000;

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
  if (age < (isUnknown ? UNKNOWN_MILLISECONDS : REDRIVE_MILLISECONDS) * timeScale) return undefined;
  return isUnknown
    ? 'its execution does not exist any more'
    : `its execution ended ${status} before its outcome was recorded`;
}

/** Of all open requests, oldest first, those that are looked at this time. Where there are many, each has its turn. */
export function takeTurn<Request>(open: Request[], now: number): Request[] {
  const turns = Math.max(1, Math.ceil(open.length / MOST_EACH_TIME));
  const turn = Math.floor(now / PERIOD_MILLISECONDS) % turns;
  return open.slice(turn * MOST_EACH_TIME, (turn + 1) * MOST_EACH_TIME);
}
