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

/** So many milliseconds of a line go before everybody at the same time. What does not get in there is tried again later. */
export const MOST_FIRST_MILLISECONDS = 3000;

/** The last of those that go first takes no longer. */
const LONGEST_TURN_MILLISECONDS = 1100;

/** For how many milliseconds others still go first; 0 if the line says what cannot be, because a clock is ahead. */
export function firstLeft(line: Line | undefined, now: number): number {
  const left = (line?.firstEnd ?? 0) - now;
  return left > 0 && left <= MOST_FIRST_MILLISECONDS + LONGEST_TURN_MILLISECONDS ? left : 0;
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
const SOON_MILLISECONDS = 20_000;
const PAUSE_TURNS = 3;

/** How slow the line is after the service has turned a call away, and by how many turns it moves. */
export function slowedDown({ slowness, slowedAt }: Line, now: number): { slowness: number; turns: number } {
  if (now - slowedAt > SOON_MILLISECONDS) return { slowness, turns: PAUSE_TURNS };
  return { slowness: Math.min(MOST_SLOWNESS, hundredths(slowness * 1.4)), turns: 1 };
}

/** How slow the line is after a turn that was taken in time. */
export function spedUp(slowness: number): number {
  return USUAL_SLOWNESS + hundredths((slowness - USUAL_SLOWNESS) * 0.99);
}

function hundredths(percent: number): number {
  return Math.floor(percent * 100) / 100;
}

export function isSlow({ slowness }: Line): boolean {
  return slowness > USUAL_SLOWNESS;
}

/** By how much a turn of this length moves everybody behind it while the line is slow. */
export function delayOf({ slowness }: Line, length: number): number {
  return Math.round((length * (Math.min(slowness, MOST_SLOWNESS) - USUAL_SLOWNESS)) / USUAL_SLOWNESS);
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
