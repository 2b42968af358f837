import { expect, it } from 'vitest';
import { missedGoals } from '../../../bench/organization/goals.ts';
import type { Killed } from '../../../bench/organization/killed.ts';
import type { Measured } from '../../../bench/organization/measured.ts';
import { COUNTED } from '../../../bench/scale/counted.ts';
import { GOOD_RESULTS } from './good-results.ts';

it('no goal is missed by good results', () => {
  expect(missedGoals(GOOD_RESULTS)).toEqual([]);
});

const MEASURED: [Partial<Measured>, string][] = [
  [{ lost: ['one'] }, 'lost'],
  [{ twice: ['one'] }, 'written twice'],
  [{ applyPhase: 2200 }, 'apply phase 1.101'],
  [{ applyPhase: Number.NaN }, 'apply phase'],
  [{ throttled: 0.06 }, 'throttled share'],
  [{ singleSeconds: 31 }, 'single request'],
  [{ compareSeconds: 6 }, 'contacts plan'],
  [{ page: { milliseconds: 301, bytes: 1 } }, 'milliseconds of the page'],
  [{ page: { milliseconds: 1, bytes: 200_001 } }, 'bytes of the page'],
  [{ peakMemory: 1.6e9 }, 'memory of the stack, in GB 1.6, not at most 1.5'],
];

it.each(MEASURED)('%o misses a goal: %s', (differences, goal) => {
  const missed = missedGoals({ ...GOOD_RESULTS, measured: { ...GOOD_RESULTS.measured, ...differences } });
  expect(missed).toEqual([expect.stringContaining(goal)]);
});

const KILLED: [Partial<Killed>, string][] = [
  [{ lost: ['one'] }, 'killed: lost 1'],
  [{ twice: ['one'] }, 'killed: written twice 1'],
  [{ untrue: ['one'] }, 'otherwise than they are'],
  [{ unproven: ['one'] }, 'approval'],
];

it.each(KILLED)('%o misses a goal when the stack was killed: %s', (differences, goal) => {
  const missed = missedGoals({ ...GOOD_RESULTS, killed: { ...GOOD_RESULTS.killed, ...differences } });
  expect(missed).toEqual([expect.stringContaining(goal)]);
});

it('a function must have a quarter of its memory and its time left', () => {
  const whole = { name: 'f', seconds: 80, bytes: 2 ** 30, size: { gigabytes: 1, seconds: 100 } };
  expect(missedGoals({ ...GOOD_RESULTS, whole: [whole] })).toEqual([
    'f: GB of memory 1, not at most 0.75',
    'f: seconds 80, not at most 75',
  ]);
});

it('what docs/scale.md computes with must be what is counted', () => {
  const counted = { ...COUNTED, apply: { ...COUNTED.apply, writeUnit: 2 * COUNTED.apply.writeUnit } };
  expect(missedGoals({ ...GOOD_RESULTS, counted })).toEqual([expect.stringContaining('apply: 14.40 writeUnit')]);
});
