import { firstLeft, type Lane, type Line, type LineName, offsetOf, secondsOf } from './line.ts';

/** A turn as it was given: it may move later, which the line knows. */
export interface Turn {
  line: LineName;
  lane: Lane;
  /** Epoch milliseconds. */
  at: number;
  /** By how much the turns of its lane had moved when it was given. */
  offset: number;
}

/** How many milliseconds are left until a turn; less than 0 when it is over. */
export function timeUntil(turn: Turn, line: Line | undefined, now: number): number {
  const moved = line ? offsetOf(line, turn.lane) - turn.offset : 0;
  return turn.at + moved - now;
}

/** A turn that is over for longer belongs to a task that was stopped: all of those must not come at once. */
const LAPSED_MILLISECONDS = 5000;

/** Whether a turn with so many milliseconds left is over, so that nobody may take it any more. */
export function hasLapsed(left: number): boolean {
  return left < -LAPSED_MILLISECONDS;
}

/** A cold start is not late. After a moment in which no function could run, all that waited come together. */
const LATE_MILLISECONDS = 1000;

/**
 * Whether a turn with so many milliseconds left is taken so late that its calls would meet those of others. While some go first, this
 * is counted from their end: they have moved every turn by their length, also those that were over already.
 * @param lent milliseconds that the line lends: a turn of an idle one begins so long ago
 */
export function isLate(left: number, line: Line | undefined, { now, lent }: { now: number; lent: number }): boolean {
  return left - firstLeft(line, now) < -(lent + LATE_MILLISECONDS);
}

/**
 * How often a change takes another turn, because the one that it had has moved or lapsed. After that it goes before everybody:
 * nothing waits for ever while others go before it, and the history of an execution has room for so many turns.
 */
export const MOST_MOVES: Record<Lane, number> = { front: 10, back: 1 };

/** A turn that is further away is waited for in the workflow, where waiting costs nothing. */
export const PATIENCE_MILLISECONDS = 6000;

/** How often a read looks again whether its turn has come. After that it goes before everybody. */
export const MOST_LOOKS: Record<Lane, number> = { front: 30, back: 1 };

/** A read whose turn is further away looks again later. */
export const FAR_MILLISECONDS = 60_000;

/**
 * When a read looks again; not if its turn is near.
 * @param looks how often it has looked, or was tried for another reason
 */
export function nextLook(left: number, lane: Lane, looks: number): 'soon' | 'later' | 'none' {
  if (left <= PATIENCE_MILLISECONDS || looks >= MOST_LOOKS[lane]) return 'none';
  return left <= FAR_MILLISECONDS ? 'soon' : 'later';
}

/** The place of a request in its line. */
export interface Standing {
  /** How many changes are before its first one. A read of a contact is half a change. */
  before: number;
  /** How many there are in the line, with its own. */
  all: number;
  /** Until its first turn, as it looks now: later ones may go before it. */
  secondsLeft: number;
}

/** Where a request stands whose changes have these turns; a turn takes `each` milliseconds of the line. */
export function standingOf(
  { first, last, each }: { first: Turn; last: Turn; each: number },
  line: Line,
  now: number,
): Standing {
  const turns = (milliseconds: number) => Math.max(0, Math.round(milliseconds / each));
  const left = timeUntil(first, line, now);
  const own = turns(last.at - first.at) + 1;
  const all = Math.max(own, turns(line.backEnd - now));
  return { before: Math.min(all - own, turns(left)), all, secondsLeft: secondsOf(left, line) };
}
