import { describe, expect, it } from 'vitest';
import { linePace, millisecondsToApply } from '../../../../functions/domain/pace/line-pace.ts';
import { quotasOf } from '../../../../functions/domain/pace/quotas.ts';

const regions = ['us-east-1', 'eu-central-1', 'cn-north-1', 'cn-northwest-1'];

describe('linePace', () => {
  it.each(regions)('uses up the quotas in %s, and not more', (region) => {
    const { get, put, delete: remove } = quotasOf(region);
    const { read, change, deletion } = linePace(quotasOf(region));
    const perSecond = (milliseconds: number) => 1000 / milliseconds;
    expect(perSecond(read)).toBeLessThanOrEqual(get.perSecond);
    expect(2 * perSecond(change)).toBeLessThanOrEqual(get.perSecond);
    expect(perSecond(change)).toBeLessThanOrEqual(put.perSecond);
    expect(perSecond(deletion)).toBeLessThanOrEqual(remove.perSecond);
    const fullest = Math.max(perSecond(change) / put.perSecond, (2 * perSecond(change)) / get.perSecond);
    expect(fullest).toBeGreaterThan(0.98);
  });

  it.each(regions)('lends no more than the bursts let through at once in %s', (region) => {
    const { get, put, delete: remove } = quotasOf(region);
    const { read, change, deletion, credit } = linePace(quotasOf(region));
    expect(credit.contacts / read).toBeLessThan(get.burst);
    expect(credit.contacts / change).toBeLessThan(put.burst);
    expect(credit.deletions / deletion).toBeLessThan(remove.burst);
    expect(credit.contacts).toBeGreaterThan(0);
  });
});

describe('millisecondsToApply', () => {
  it('is as long as the longer of both lines', () => {
    const pace = linePace(quotasOf('us-east-1'));
    expect(millisecondsToApply(pace, 10_000, 0)).toBeCloseTo(10_000 * pace.change);
    expect(millisecondsToApply(pace, 10_000, 100)).toBeCloseTo(10_000 * pace.change);
    expect(millisecondsToApply(pace, 10_000, 10_000)).toBeCloseTo(10_000 * pace.deletion);
  });
});

describe('quotasOf', () => {
  it('has the smaller quotas of China there, and nowhere else', () => {
    expect(quotasOf('cn-north-1').put).toEqual({ perSecond: 1, burst: 6 });
    expect(quotasOf('ca-central-1').put).toEqual({ perSecond: 5, burst: 8 });
  });
});
