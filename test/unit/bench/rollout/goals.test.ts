import { describe, expect, it } from 'vitest';
import { missedGoals } from '../../../bench/rollout/goals.ts';
import type { PeerResult } from '../../../bench/rollout/peers.ts';
import { emptyResults, type Results } from '../../../bench/rollout/results.ts';
import { GOOD_CASE } from './good-case.ts';

const PEER: PeerResult = {
  name: 'a script',
  compares: true,
  changes: 1000,
  makespan: 205,
  minimum: 198.4,
  lost: 0,
  throttled: 0.5,
  writes: [],
};

describe('the goals', () => {
  it('are met by good figures', () => {
    expect(missedGoals(resultsWith({}))).toEqual([]);
  });

  it.each([
    [{ lost: ['x'] }, 'lost 1, not at most 0'],
    [{ twice: ['x'] }, 'written twice 1, not at most 0'],
    [{ applyPhase: 250 }, 'apply phase 1.26, not at most 1.05'],
    [{ applyPhase: Number.NaN }, 'apply phase NaN, not at most 1.05'],
    [{ throttled: 0.06 }, 'throttled share 0.06, not at most 0.05'],
    [{ pacedRetries: 0.3 }, 'retries per change 0.3, not at most 0.2'],
    [{ approvedTransitions: 19 }, 'transitions of a single approved request 19, not at most 18'],
  ])('name what %o misses', (figures, missed) => {
    expect(missedGoals(resultsWith(figures))).toContain(`a case: ${missed}`);
  });

  it('are missed by a case that has failed', () => {
    const notRun = [{ name: '3000', error: 'Error: the stack has ended' }, { name: '10000' }];
    expect(missedGoals({ ...resultsWith({}), notRun })).toEqual(['3000: has failed, Error: the stack has ended']);
  });

  it('allow fewer than 300 changes 1.10 times the minimum', () => {
    const figures = { changes: 100, requests: 1, minimum: 18.4, makespan: 20, applyPhase: 20.2 };
    expect(missedGoals(resultsWith(figures))).toEqual([]);
  });

  it('want to be as fast as a script that compares', () => {
    const careless = { ...PEER, compares: false, makespan: 100 };
    const results = { ...resultsWith({ applyPhase: 205 }), peers: [careless, PEER] };
    expect(missedGoals(results)).toEqual([expect.stringContaining('206, not at most 205')]);
  });

  it('compare with scripts only where the changes are the same', () => {
    const results = { ...resultsWith({ requests: 10, applyPhase: 206 }), peers: [PEER] };
    expect(missedGoals(results)).toEqual([]);
  });

  it('bound what somebody else notices, and how long a single request waits', () => {
    const results = {
      ...emptyResults(),
      beside: [{ ...GOOD_CASE, foreignThrottled: 0.2 }],
      killed: [{ ...GOOD_CASE, twice: ['x'], redriven: 0 }],
      latecomer: [{ ...GOOD_CASE, lateSeconds: Number.POSITIVE_INFINITY }],
    };
    expect(missedGoals(results)).toHaveLength(3);
  });
});

function resultsWith(figures: Partial<Results['cases'][number]>): Results {
  return { ...emptyResults(), cases: [{ ...GOOD_CASE, ...figures }] };
}
