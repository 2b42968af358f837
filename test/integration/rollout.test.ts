import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rolloutOf } from '../bench/rollout/cases.ts';
import { startClocked } from '../bench/rollout/clocked-stack.ts';
import type { Figures } from '../bench/rollout/figures.ts';
import { missedBy } from '../bench/rollout/goals.ts';
import { ROLLOUT_POLICY } from '../bench/rollout/policy.ts';
import { rollOut, warmUp } from '../bench/rollout/run-case.ts';
import type { TestStack } from './stack.ts';

const MOST_TRANSITIONS = 18;

let stack: TestStack;
let directory: string;
let transitions: number;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rollout-'));
  const policyFile = join(directory, 'policy.yml');
  await writeFile(policyFile, ROLLOUT_POLICY);
  stack = await startClocked({ policyFile });
  transitions = await warmUp(stack);
});

afterAll(async () => {
  await stack?.stop();
  await rm(directory, { recursive: true });
});

/** A tenth of the benchmark's smaller cases, on its clock: none of the goals depends on the machine. */
describe('a rollout', () => {
  it('takes no more transitions than it must when a single request is approved', () => {
    expect(transitions).toBeLessThanOrEqual(MOST_TRANSITIONS);
  });

  it('meets every goal when many single requests are put at once', async () => {
    expect(missedBy(await rollOut(stack, rolloutOf(100, 1)))).toEqual([]);
  }, 120_000);

  it('loses nothing and writes nothing twice when many single requests are approved at once', async () => {
    expectNoLoss(await rollOut(stack, rolloutOf(50, 1, { isApproved: true, first: 100 })));
  }, 120_000);

  it('loses nothing and writes nothing twice when larger requests are approved at once', async () => {
    expectNoLoss(await rollOut(stack, rolloutOf(3, 10, { isApproved: true, first: 200 })));
  }, 120_000);
});

/** Too few to measure a pace, and votes come faster than functions start. */
function expectNoLoss({ lost, twice, throttled, pacedRetries }: Figures): void {
  expect({ lost, twice }).toEqual({ lost: [], twice: [] });
  expect(throttled).toBeLessThanOrEqual(0.05);
  expect(pacedRetries).toBeLessThanOrEqual(0.2);
}
