import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  delayOf,
  firstLeft,
  isBroken,
  type Lane,
  type Line,
  laneOf,
  lineOf,
  placeIn,
  slowedDown,
  spedUp,
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

describe('firstLeft', () => {
  it.each([
    { firstEnd: NOW, left: 0 },
    { firstEnd: NOW - 1, left: 0 },
    { firstEnd: NOW + 1, left: 1 },
    { firstEnd: NOW + 4100, left: 4100 },
    { firstEnd: NOW + 4101, left: 0 },
    { firstEnd: Number.NaN, left: 0 },
  ])('is $left ms when the line says $firstEnd', ({ firstEnd, left }) => {
    expect(firstLeft(lineUntil(0, 0, { firstEnd }), NOW)).toBe(left);
  });

  it('is nothing without a line', () => {
    expect(firstLeft(undefined, NOW)).toBe(0);
  });
});

describe('the slowness of a line', () => {
  it('stays when the first call for twenty seconds is turned away, because that may be chance', () => {
    expect(slowedDown(lineUntil(0, 0, { slowedAt: NOW - 20_001 }), NOW)).toEqual({ slowness: 100, turns: 3 });
  });

  it('grows by two fifths when another call is turned away within twenty seconds', () => {
    expect(slowedDown(lineUntil(0, 0, { slowedAt: NOW - 20_000 }), NOW)).toEqual({ slowness: 140, turns: 1 });
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
        for (let turns = 0; turns < 800; turns += 1) {
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
