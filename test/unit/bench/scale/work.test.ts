import { describe, expect, it } from 'vitest';
import { putMinimum } from '../../../bench/rollout/quota-minimum.ts';
import { campaignWork, sweepWork } from '../../../bench/scale/work.ts';

describe('a campaign', () => {
  it('takes two executions and eleven transitions for each page of 100, and a transition for each change', () => {
    const [one, two] = [campaignWork(100), campaignWork(200)];
    expect(two.children - one.children).toBe(2);
    expect(Number(two.usage.stateTransition) - Number(one.usage.stateTransition)).toBe(111);
  });

  it('is written as fast as the quota lets it', () => {
    const { changing } = campaignWork(150_000);
    expect(changing / putMinimum(150_000)).toBeGreaterThan(1);
    expect(changing / putMinimum(150_000)).toBeLessThan(1.02);
  });
});

describe('a sweep', () => {
  it('reads three contacts of each account at half of the quota', () => {
    expect(sweepWork(1000).reading).toBeCloseTo((3 * 1000) / 5 / 0.99, 0);
  });

  it('takes an execution of one transition for ten accounts', () => {
    const [one, two] = [sweepWork(10), sweepWork(20)];
    expect(two.children - one.children).toBe(1);
    expect(Number(two.usage.stateTransition) - Number(one.usage.stateTransition)).toBe(1);
  });
});
