import { expect, it, vi } from 'vitest';
import { CASE_NAMES, runCases } from '../../../bench/rollout/all-cases.ts';
import type { Results } from '../../../bench/rollout/results.ts';
import { GOOD_CASE } from './good-case.ts';

const CHOSEN = ['1x100', '3x100', '1000'];

vi.mock('../../../bench/rollout/runs.ts', () => ({
  runCase: async ({ requests: { length } }: { requests: unknown[] }) => {
    if (length === 3) throw new Error('the stack has ended\nand left a trace');
    return { ...GOOD_CASE, requests: length };
  },
}));

it('goes on after a case that fails, and tells after each what there is and what is missing', async () => {
  vi.spyOn(console, 'log').mockReturnValue();
  vi.spyOn(console, 'error').mockReturnValue();
  const told: string[][] = [];
  const tell = async ({ cases, notRun }: Results) => {
    told.push([
      ...cases.map(({ requests }) => `has ${requests}`),
      ...notRun.map(({ name, error }) => `not ${name} ${error ?? ''}`),
    ]);
  };
  await runCases(CHOSEN, { packageDir: '', policyFile: '' }, tell);
  expect(told).toEqual([
    ['has 1', 'not 3x100 ', 'not 1000 '],
    ['has 1', 'not 3x100 Error: the stack has ended', 'not 1000 '],
    ['has 1', 'has 1000', 'not 3x100 Error: the stack has ended'],
  ]);
});

it('runs the largest cases last', () => {
  expect(CASE_NAMES.slice(-2)).toEqual(['10000', '10000-approved']);
});
