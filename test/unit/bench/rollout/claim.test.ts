import { expect, it } from 'vitest';
import { claimOf } from '../../../bench/rollout/claim.ts';
import { emptyResults } from '../../../bench/rollout/results.ts';
import { GOOD_CASE } from './good-case.ts';

const CASES = [
  { ...GOOD_CASE, applyPhase: 200 },
  { ...GOOD_CASE, applyPhase: 204 },
  { ...GOOD_CASE, requests: 10_000, changes: 10_000, applyPhase: 2_010, minimum: 1_998.4 },
  { ...GOOD_CASE, requests: 3, applyPhase: 1_000 },
];

it('claims the slower of the cases of a size', () => {
  expect(claimOf({ ...emptyResults(), cases: CASES })).toBe(
    '. 1,000 requests at once take 1.03 times what the quota of writes alone needs, 10,000 take 1.01 times, and none is lost',
  );
});

it('says what is lost in any case', () => {
  const cases = [...CASES, { ...GOOD_CASE, requests: 3, lost: ['x', 'y'] }];
  expect(claimOf({ ...emptyResults(), cases })).toContain(', and 2 changes are lost');
});
