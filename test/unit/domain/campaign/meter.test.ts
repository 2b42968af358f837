import { describe, expect, it } from 'vitest';
import {
  MARKS,
  type Mark,
  type Meter,
  markAt,
  NOTHING_DONE,
  paceOf,
} from '../../../../functions/domain/campaign/meter.ts';

const BEGIN = 1_800_000_000_000;

/** The meter after so many things were done at these times, in seconds after the beginning. */
function meterOf(times: number[], each = 1): Meter {
  const marks = new Map<number, Mark>();
  let count = 0;
  for (const seconds of times) {
    count += each;
    const at = BEGIN + seconds * 1000;
    marks.set(markAt(at), { at, count });
  }
  return { count, countedAt: BEGIN + (times.at(-1) ?? 0) * 1000, marks: [...marks.values()] };
}

const evenly = (perSecond: number, seconds: number) =>
  Array.from({ length: perSecond * seconds }, (_, index) => (index + 1) / perSecond);

const pace = (meter: Meter, left: number, seconds: number, since = 0) =>
  paceOf(meter, left, BEGIN + since * 1000, BEGIN + seconds * 1000);

describe('paceOf', () => {
  it.each([60, 90, 600, 1800])('is that of the last minute or two after %d seconds', (seconds) => {
    const { perMinute = 0, secondsLeft = 0 } = pace(meterOf(evenly(5, seconds)), 500, seconds) ?? {};
    expect(perMinute).toBe(300);
    expect(secondsLeft).toBe(100);
  });

  it('forgets within two minutes how slow it was before', () => {
    const times = [...evenly(1, 600), ...evenly(5, 120).map((time) => 600 + time)];
    expect(pace(meterOf(times), 100, 720)?.perMinute).toBeGreaterThan(290);
  });

  it('is nothing while it was measured for a few seconds only', () => {
    expect(pace(meterOf(evenly(5, 15)), 500, 15)).toBeUndefined();
    expect(pace(NOTHING_DONE, 500, 15)).toBeUndefined();
  });

  it('leaves out what was done before it was resumed', () => {
    const times = [...evenly(5, 60), ...evenly(5, 10).map((time) => 90 + time)];
    expect(pace(meterOf(times), 500, 100, 90)).toBeUndefined();
  });

  it('counts down between two steps', () => {
    const meter = meterOf([10, 20, 30, 40, 50, 60], 100);
    expect(pace(meter, 1000, 60)?.secondsLeft).toBe(100);
    expect(pace(meter, 1000, 66)?.secondsLeft).toBe(94);
  });

  it('falls while nothing gets done, until nobody can tell how long the rest takes', () => {
    const meter = meterOf(evenly(5, 120));
    expect(pace(meter, 100, 160)?.perMinute).toBeLessThan(250);
    expect(pace(meter, 100, 240)).toEqual({ perMinute: 0 });
    expect(pace(meter, 100, 600)).toEqual({ perMinute: 0 });
  });

  it('is none when nothing has been done for minutes since it was resumed', () => {
    expect(pace(NOTHING_DONE, 100, 60)).toBeUndefined();
    expect(pace(NOTHING_DONE, 100, 600)).toEqual({ perMinute: 0 });
    expect(pace(meterOf(evenly(5, 60)), 100, 600, 590)).toBeUndefined();
  });

  it('has no time below zero', () => {
    expect(pace(meterOf(evenly(5, 60)), 1, 80)?.secondsLeft).toBe(0);
  });
});

describe('markAt', () => {
  it('goes round in half minutes', () => {
    const marks = [0, 29_999, 30_000, 60_000, 90_000, 120_000].map((time) => markAt(BEGIN + time));
    expect(marks).toEqual([0, 0, 1, 2, 3, 0].map((mark) => (mark + markAt(BEGIN)) % MARKS));
  });
});
