import { describe, expect, it } from 'vitest';
import { timeLeftText, utcText } from '../../../functions/web/time-text.ts';

describe('utcText', () => {
  it('names the zone and the month in words', () => {
    expect(utcText('2026-06-04T09:05:59.000Z')).toBe('4 Jun 2026, 09:05 UTC');
  });

  it('returns the text when it is no time', () => {
    expect(utcText('soon')).toBe('soon');
  });
});

describe('timeLeftText', () => {
  const now = new Date('2026-06-02T07:30:00.000Z');

  it.each([
    ['2026-06-04T10:45:00.000Z', 'in 2 days 3 hours'],
    ['2026-06-03T07:45:00.000Z', 'in 1 day'],
    ['2026-06-02T08:31:59.000Z', 'in 1 hour 1 minute'],
    ['2026-06-02T07:59:59.000Z', 'in 29 minutes'],
    ['2026-06-02T07:30:59.000Z', 'in less than a minute'],
    ['2026-06-02T07:29:59.000Z', 'over'],
  ])('tells until %s that it is %s', (until, left) => {
    expect(timeLeftText(until, now)).toBe(left);
  });
});
