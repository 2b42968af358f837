import { expect, it } from 'vitest';
import { fuzz } from '../fuzz/fuzz.ts';
import { report } from '../fuzz/report.ts';
import { UNLIMITED_POLICY } from '../high-limits.ts';
import { loadSize } from '../load-size.ts';
import type { TestStack } from './stack.ts';
import { useStack } from './use-stack.ts';

/** The same inputs in each run, so that it never fails by chance; `npm run fuzz` takes new ones. */
const SEED = 20_261_126;

let stack: TestStack;

useStack(
  (used) => {
    ({ stack } = used);
  },
  { policy: UNLIMITED_POLICY, accountQuotas: false },
);

it('the service survives what strangers send to every way in, and repeats none of it', async () => {
  const { findings, sent } = await fuzz({ stack, seed: SEED, count: loadSize(5_000) });
  expect(report(findings, sent, SEED)).not.toContain('again:');
  expect(findings).toEqual([]);
}, 600_000);
