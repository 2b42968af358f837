import type { RequestRecord } from '../ledger/record.ts';
import { isBroken, type Line, type LineName, secondsOf } from '../pace/line.ts';
import { type Standing, standingOf, timeUntil } from '../pace/turn.ts';

/** How many changes of a request have been applied so far. */
export interface Applying {
  applied: number;
  all: number;
  /** Until the turn of the last one is over; 0 if it is. */
  secondsLeft: number;
}

/** How far the plan of a campaign is. */
export interface Planning {
  /** How many of its contacts have been read. */
  read: number;
  all: number;
  /** Until the last one is read; missing while nobody can tell. */
  secondsLeft?: number;
}

/** How far a request is that is being planned or stands in a line, or whose changes are being applied. */
export type RequestProgress = { planning: Planning } | { line: Standing } | { applying: Applying };

/** The line in which a request stands, or stood until its changes were applied; nothing if it has no turns, or has ended. */
export function lineAwaitedBy({ status, turns, results }: RequestRecord): LineName | undefined {
  const isUnderWay = (status === 'RECEIVED' || status === 'APPROVED') && !results;
  return isUnderWay ? turns?.first.line : undefined;
}

/**
 * Whether some of several changes may have been applied: turns move, but never to an earlier time than they were given.
 * @param now epoch milliseconds
 */
export function mayBeAppliedInPart({ status, turns, plan = [] }: RequestRecord, now: number): boolean {
  return status === 'APPROVED' && turns !== undefined && turns.first.at <= now && plan.length > 1;
}

/**
 * How far a request is; nothing if that is not known, or if its only change is being applied.
 * @param line the one that it awaits
 * @param applied how many of its changes have been applied
 * @param now epoch milliseconds
 */
export function progressOf(
  record: RequestRecord,
  line: Line | undefined,
  applied: number,
  now: number,
): RequestProgress | undefined {
  const { turns, plan = [] } = record;
  if (!line || isBroken(line, now) || !turns || lineAwaitedBy(record) === undefined) return undefined;
  if (applied === 0 && timeUntil(turns.first, line, now) > 0) return { line: standingOf(turns, line, now) };
  if (record.status !== 'APPROVED' || plan.length < 2) return undefined;
  const secondsLeft = secondsOf(timeUntil(turns.last, line, now) + turns.each, line);
  return { applying: { applied, all: plan.length, secondsLeft } };
}
