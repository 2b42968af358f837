/** How much of something long is done, with what it takes to tell how fast it goes. People look at it; nothing relies on it. */
export interface Meter {
  /** How many are done. */
  count: number;
  /** When the last of them was: epoch milliseconds, like all times here. */
  countedAt: number;
  /** How many were done at some earlier times. */
  marks: Mark[];
}

/** Nothing is done yet. */
export const NOTHING_DONE: Meter = { count: 0, countedAt: 0, marks: [] };

export interface Mark {
  at: number;
  count: number;
}

/** How fast something goes, and how long the rest takes if it goes on like that; missing while nothing gets done. */
export interface Pace {
  perMinute: number;
  secondsLeft?: number;
}

/** Marks are as many as this, and each is moved for so long, in turn: together they reach back for a minute and a half, or two. */
export const MARKS = 4;
const MARK_MS = 30_000;

/** Earlier marks have been left behind, because nothing was done since. */
const OLDEST_MS = 150_000;

/** What was measured for less time says little. */
const LEAST_MEASURED_MS = 20_000;

/** Which of the marks is moved at a time. @returns 0 to `MARKS` - 1 */
export function markAt(now: number): number {
  return Math.floor(now / MARK_MS) % MARKS;
}

/**
 * The pace of the last minute or two; nothing while too little is known.
 * @param left how many are not done
 * @param since what was done before says nothing of the pace
 */
export function paceOf({ count, countedAt, marks }: Meter, left: number, since: number, now: number): Pace | undefined {
  if (now - Math.max(since, countedAt) > OLDEST_MS) return { perMinute: 0 };
  // Between two steps, a pause is no standstill.
  const until = now - countedAt > MARK_MS ? now : countedAt;
  const known = marks.filter(({ at }) => at >= Math.max(since, now - OLDEST_MS) && at <= until - LEAST_MEASURED_MS);
  const first = known.toSorted((one, other) => one.at - other.at)[0];
  if (!first) return undefined;
  const perMillisecond = (count - first.count) / (until - first.at);
  const perMinute = Math.round(perMillisecond * 60_000);
  if (perMinute <= 0) return { perMinute: 0 };
  const secondsLeft = (left / perMillisecond - Math.max(0, now - until)) / 1000;
  return { perMinute, secondsLeft: Math.max(0, Math.ceil(secondsLeft)) };
}
