import { expect, it } from 'vitest';
import { rolloutReport } from '../../../bench/rollout/report.ts';
import { emptyResults } from '../../../bench/rollout/results.ts';
import { GOOD_CASE } from './good-case.ts';

it('names the cases that are missing, and why', () => {
  const notRun = [{ name: '3000', error: 'Error: the stack has ended' }, { name: '10000' }];
  const report = rolloutReport({ ...emptyResults(), cases: [GOOD_CASE], notRun });
  expect(report).toContain('\nNot run to the end: 3000 (Error: the stack has ended), 10000.\n');
});

it('says nothing of missing cases when there are none', () => {
  expect(rolloutReport({ ...emptyResults(), cases: [GOOD_CASE] })).not.toContain('Not run');
});
