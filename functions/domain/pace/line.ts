/** The lines in which calls of a service with a quota wait for their turn. */
export type LineName = 'contacts' | 'deletions';

/**
 * The lanes of a line. Requests of a few changes stand in the front one, and go before what is left of larger ones in the back
 * one; in each lane, who comes first goes first.
 */
export type Lane = 'front' | 'back';

/** The most changes of a request in the front lane. */
const MOST_IN_FRONT = 3;

export function laneOf(changes: number): Lane {
  return changes <= MOST_IN_FRONT ? 'front' : 'back';
}

/**
 * How often a change takes another turn, because the one that it had has moved or lapsed, or a read looks again whether its turn has
 * come. After that it goes before everybody: nothing waits for ever while others go before it, and the history of an execution
 * has room for so many turns.
 */
export const MOST_MOVES: Record<Lane, number> = { front: 10, back: 1 };

/** A turn that is further away is waited for in the workflow, where waiting costs nothing. */
export const PATIENCE_MILLISECONDS = 6000;

/** Whether a read whose turn has so many milliseconds left looks again later: soon enough, that is, if it does so as often as it may. */
export function looksAgain(left: number, lane: Lane, looks: number): boolean {
  return left > PATIENCE_MILLISECONDS && left <= PATIENCE_MILLISECONDS * (1 + MOST_MOVES[lane] - looks);
}

/** A line. All times are epoch milliseconds, or milliseconds. */
export interface Line {
  /** When the last turn of the front lane is over. */
  frontEnd: number;
  /** When the last turn of both lanes is over; never before `frontEnd`. */
  backEnd: number;
  /** By how much the turns of the front lane have moved so far: since the service has turned calls away. */
  pushed: number;
  /** By how much those of the back lane have: for that, and for what went before them. */
  shifted: number;
  /** Until when some go before everybody; 0 if nobody has yet. */
  firstEnd: number;
  /** How slow the line is, in percent of its usual time for a turn: more than 100 while others use the quota, too. */
  slowness: number;
  /** When the service last turned a call away; 0 if never. */
  slowedAt: number;
}

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
 * Whether a turn with so many milliseconds left is taken so late that its calls would meet those of others. Those that go first have
 * moved it, too, but a turn that was over already must not begin beside them.
 * @param lent milliseconds that the line lends: a turn of an idle one begins so long ago
 */
export function isLate(left: number, line: Line | undefined, { now, lent }: { now: number; lent: number }): boolean {
  const first = Math.max(0, (line?.firstEnd ?? 0) - now);
  return left - first < -(lent + LATE_MILLISECONDS);
}

export function offsetOf({ pushed, shifted }: Line, lane: Lane): number {
  return lane === 'front' ? pushed : shifted;
}

/** No turn is further away: a request has its contacts for a day, and thousands of accounts need hours. */
export const FURTHEST_MILLISECONDS = 86_400_000;

/** Whether a line is one that reservations cannot have made: a clock was wrong, or somebody else has written it. */
export function isBroken({ frontEnd, backEnd, pushed, shifted, slowness, slowedAt }: Line, now: number): boolean {
  const isKnown = [frontEnd, backEnd, pushed, shifted, slowness, slowedAt].every(Number.isFinite);
  const isSlow = slowness >= USUAL_SLOWNESS && slowness <= MOST_SLOWNESS;
  return !isKnown || !isSlow || frontEnd > backEnd || backEnd - now > FURTHEST_MILLISECONDS;
}

/**
 * Where a reservation begins. In the front lane: behind the turns that it has given, before what is left of the back lane, or behind
 * that, when it has just ended. In the back lane: behind everybody. In both: now, because nobody is in line, or at the beginning of
 * another line, because this one is broken.
 */
export type Place = 'behindLane' | 'beforeBack' | 'behindBack' | 'behindAll' | 'now' | 'anew';

/**
 * The place of a reservation.
 * @param floor the earliest time: some moments ago, because an idle line lends a part of the burst
 */
export function placeIn(line: Line | undefined, lane: Lane, { now, floor }: { now: number; floor: number }): Place {
  if (!line || line.backEnd < floor) return 'now';
  if (isBroken(line, now)) return 'anew';
  if (lane === 'back') return 'behindAll';
  if (line.frontEnd >= floor) return 'behindLane';
  return line.backEnd > now ? 'beforeBack' : 'behindBack';
}

/** Of a line that nobody else uses, in percent. */
export const USUAL_SLOWNESS = 100;
/** A quarter of the quota is ours in any case. */
const MOST_SLOWNESS = 400;

/** Several calls that are turned away at the same time say the same. */
export const SLOWS_DOWN_EVERY_MILLISECONDS = 1000;

/** One call that is turned away may be chance: a pause is enough. Another one so soon after it is somebody else. */
const SOON_MILLISECONDS = 5000;
const PAUSE_TURNS = 3;

/** How slow the line is after the service has turned a call away, and by how many turns it moves. */
export function slowedDown({ slowness, slowedAt }: Line, now: number): { slowness: number; turns: number } {
  if (now - slowedAt > SOON_MILLISECONDS) return { slowness, turns: PAUSE_TURNS };
  return { slowness: Math.min(MOST_SLOWNESS, hundredths(slowness * 1.4)), turns: 1 };
}

/** How slow the line is after a turn that was taken in time. */
export function spedUp(slowness: number): number {
  return USUAL_SLOWNESS + hundredths((slowness - USUAL_SLOWNESS) * 0.98);
}

function hundredths(percent: number): number {
  return Math.floor(percent * 100) / 100;
}

/** By how much a turn of this length moves everybody behind it while the line is slow. */
export function delayOf({ slowness }: Line, length: number): number {
  return Math.round((length * (Math.min(slowness, MOST_SLOWNESS) - USUAL_SLOWNESS)) / USUAL_SLOWNESS);
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

/** How long a stretch of a line takes, in whole seconds: longer than it is, while the line is slow. */
export function secondsOf(milliseconds: number, { slowness }: Line): number {
  return Math.ceil((Math.max(0, milliseconds) * slowness) / USUAL_SLOWNESS / 1000);
}

/** A line as it is stored, which may lack what nobody has needed yet, or hold anything. */
export function lineOf(item: Record<string, unknown>): Line {
  const { frontEnd, backEnd, pushed, shifted, firstEnd, slowness, slowedAt } = item;
  const milliseconds = (value: unknown) => Number(value ?? 0);
  return {
    frontEnd: Number(frontEnd),
    backEnd: milliseconds(backEnd),
    pushed: milliseconds(pushed),
    shifted: milliseconds(shifted),
    firstEnd: milliseconds(firstEnd),
    slowness: Number(slowness ?? USUAL_SLOWNESS),
    slowedAt: milliseconds(slowedAt),
  };
}
