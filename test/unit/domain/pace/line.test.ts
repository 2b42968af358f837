import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  delayOf,
  hasLapsed,
  isBroken,
  isLate,
  type Lane,
  type Line,
  laneOf,
  lineOf,
  looksAgain,
  placeIn,
  slowedDown,
  spedUp,
  timeUntil,
} from '../../../../functions/domain/pace/line.ts';

const NOW = 1_780_000_000_000;
const TIMES = { now: NOW, floor: NOW - 800 };

/** A line whose lanes end so many milliseconds from now. */
const lineUntil = (front: number, back: number, differences: Partial<Line> = {}): Line => ({
  ...{ frontEnd: NOW + front, backEnd: NOW + back, pushed: 0, shifted: 0, firstEnd: 0, slowness: 100, slowedAt: 0 },
  ...differences,
});

describe('laneOf', () => {
  it.each([
    { changes: 1, lane: 'front' },
    { changes: 3, lane: 'front' },
    { changes: 4, lane: 'back' },
    { changes: 100, lane: 'back' },
  ])('is $lane for $changes changes', ({ changes, lane }) => {
    expect(laneOf(changes)).toBe(lane);
  });
});

describe('placeIn', () => {
  it.each<{ lane: Lane; place: string; what: string; line: Line | undefined }>([
    { lane: 'front', place: 'now', what: 'there is no line', line: undefined },
    { lane: 'back', place: 'now', what: 'there is no line', line: undefined },
    { lane: 'front', place: 'now', what: 'the line has been idle', line: lineUntil(-801, -801) },
    { lane: 'back', place: 'now', what: 'the line has been idle', line: lineUntil(-900, -801) },
    { lane: 'front', place: 'behindLane', what: 'others are in the front lane', line: lineUntil(500, 60_000) },
    { lane: 'front', place: 'behindLane', what: 'the front lane has just ended', line: lineUntil(-800, 60_000) },
    { lane: 'front', place: 'beforeBack', what: 'only the back lane is left', line: lineUntil(-801, 60_000) },
    { lane: 'front', place: 'behindBack', what: 'the back lane has just ended', line: lineUntil(-5000, 0) },
    { lane: 'back', place: 'behindAll', what: 'others are in the front lane', line: lineUntil(500, 500) },
    { lane: 'back', place: 'behindAll', what: 'others are in the back lane', line: lineUntil(-5000, 60_000) },
    { lane: 'back', place: 'behindAll', what: 'the line has just ended', line: lineUntil(-5000, -800) },
  ])('is $place in the $lane lane when $what', ({ lane, place, line }) => {
    expect(placeIn(line, lane, TIMES)).toBe(place);
  });
});

describe('a broken line', () => {
  const DAY = 86_400_000;

  it.each<{ what: string; line: Line }>([
    { what: 'it reaches further than a day', line: lineUntil(0, DAY + 1) },
    { what: 'its front lane reaches further than both', line: lineUntil(60_001, 60_000) },
    { what: 'its end is no number', line: lineUntil(0, Number.NaN) },
    { what: 'its front lane has no end', line: lineUntil(Number.NaN, 60_000) },
    { what: 'nobody knows how far it was pushed', line: lineUntil(0, 60_000, { pushed: Number.NaN }) },
    { what: 'nobody knows how far it has moved', line: lineUntil(0, 60_000, { shifted: Number.POSITIVE_INFINITY }) },
    { what: 'it is slower than it may be', line: lineUntil(0, 60_000, { slowness: 401 }) },
    { what: 'it is faster than the quota', line: lineUntil(0, 60_000, { slowness: 50 }) },
    { what: 'nobody knows when it was slowed down', line: lineUntil(0, 60_000, { slowedAt: Number.NaN }) },
  ])('begins anew in both lanes when $what', ({ line }) => {
    expect(placeIn(line, 'front', TIMES)).toBe('anew');
    expect(placeIn(line, 'back', TIMES)).toBe('anew');
  });

  it('is none when it reaches as far as a day', () => {
    expect(isBroken(lineUntil(DAY, DAY, { slowness: 400 }), NOW)).toBe(false);
  });

  it('delays nobody for longer than the slowest line', () => {
    expect(delayOf(lineUntil(0, 0, { slowness: 1e12 }), 200)).toBe(600);
  });
});

describe('timeUntil', () => {
  const turn = { line: 'contacts', at: NOW + 1000, offset: 300 } as const;

  it('is as it was given when there is no line any more', () => {
    expect(timeUntil({ ...turn, lane: 'back' }, undefined, NOW)).toBe(1000);
  });

  it('moves in the front lane with what was pushed, and in the back lane with what was shifted, since it was given', () => {
    const line = lineUntil(0, 0, { pushed: 350, shifted: 5300 });
    expect(timeUntil({ ...turn, lane: 'front' }, line, NOW)).toBe(1050);
    expect(timeUntil({ ...turn, lane: 'back' }, line, NOW)).toBe(6000);
  });

  it('is less than 0 when the turn is over', () => {
    expect(timeUntil({ ...turn, lane: 'front' }, undefined, NOW + 1500)).toBe(-500);
  });
});

describe('hasLapsed', () => {
  it.each([
    { left: 1000, lapsed: false },
    { left: -5000, lapsed: false },
    { left: -5001, lapsed: true },
  ])('is $lapsed when $left ms are left', ({ left, lapsed }) => {
    expect(hasLapsed(left)).toBe(lapsed);
  });
});

describe('isLate', () => {
  it.each([
    { left: 1000, firstEnd: 0, late: false },
    { left: -1600, firstEnd: 0, late: false },
    { left: -1601, firstEnd: 0, late: true },
    { left: -1601, firstEnd: -1, late: true },
    { left: 1400, firstEnd: 3000, late: false },
    { left: 1399, firstEnd: 3000, late: true },
    { left: -1600, firstEnd: Number.NaN, late: false },
  ])('is $late with $left ms left, while others go first for $firstEnd ms', ({ left, firstEnd, late }) => {
    const line = lineUntil(0, 0, { firstEnd: NOW + firstEnd });
    expect(isLate(left, line, { now: NOW, lent: 600 })).toBe(late);
  });

  it('is known without the line, too', () => {
    expect(isLate(-1600, undefined, { now: NOW, lent: 600 })).toBe(false);
    expect(isLate(-1601, undefined, { now: NOW, lent: 600 })).toBe(true);
  });
});

describe('looksAgain', () => {
  it.each<{ lane: Lane; left: number; looks: number; again: boolean }>([
    { lane: 'front', left: 6000, looks: 0, again: false },
    { lane: 'front', left: 6001, looks: 9, again: true },
    { lane: 'front', left: 6001, looks: 10, again: false },
    { lane: 'front', left: 66_000, looks: 0, again: true },
    { lane: 'front', left: 66_001, looks: 0, again: false },
    { lane: 'back', left: 12_000, looks: 0, again: true },
    { lane: 'back', left: 12_001, looks: 0, again: false },
  ])('is $again in the $lane lane with $left ms left, after $looks looks', ({ lane, left, looks, again }) => {
    expect(looksAgain(left, lane, looks)).toBe(again);
  });
});

describe('the slowness of a line', () => {
  it('stays when the first call for five seconds is turned away, because that may be chance', () => {
    expect(slowedDown(lineUntil(0, 0, { slowedAt: NOW - 5001 }), NOW)).toEqual({ slowness: 100, turns: 3 });
  });

  it('grows by two fifths when another call is turned away within five seconds', () => {
    expect(slowedDown(lineUntil(0, 0, { slowedAt: NOW - 5000 }), NOW)).toEqual({ slowness: 140, turns: 1 });
  });

  it('leaves a quarter of the quota, however often calls are turned away', () => {
    let line = lineUntil(0, 0, { slowedAt: NOW });
    for (let times = 0; times < 50; times += 1) line = { ...line, slowness: slowedDown(line, NOW).slowness };
    expect(line.slowness).toBe(400);
  });

  it('comes back to usual, and never below, while turns are taken in time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 400 }), (slowness) => {
        let now = slowness;
        for (let turns = 0; turns < 400; turns += 1) {
          const next = spedUp(now);
          if (next > now || next < 100) return false;
          now = next;
        }
        return now < 100.5;
      }),
    );
  });

  it('delays those behind a turn by what it is above usual', () => {
    expect(delayOf(lineUntil(0, 0), 200)).toBe(0);
    expect(delayOf(lineUntil(0, 0, { slowness: 150 }), 200)).toBe(100);
    expect(delayOf(lineUntil(0, 0, { slowness: 400 }), 200)).toBe(600);
  });
});

describe('lineOf', () => {
  it('is a line as it is stored', () => {
    const line = { frontEnd: 1, backEnd: 2, pushed: 3, shifted: 4, firstEnd: 0, slowness: 150, slowedAt: 5 };
    expect(lineOf({ pk: 'LINE#contacts', ...line })).toEqual(line);
  });

  it('has no end of the front lane when none is stored', () => {
    expect(lineOf({ backEnd: 2 })).toMatchObject({ frontEnd: Number.NaN, backEnd: 2 });
  });

  it('is as slow as usual when it has only been pushed', () => {
    expect(lineOf({ frontEnd: 200, backEnd: 200, pushed: 200, shifted: 200 })).toMatchObject({ slowness: 100 });
  });
});
