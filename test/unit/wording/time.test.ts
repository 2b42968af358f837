import { describe, expect, it } from 'vitest';
import { aboutText, ageText, durationText, timeLeftText, utcText } from '../../../functions/wording/time.ts';

const NOW = new Date('2026-06-02T07:30:00.000Z');

describe('utcText', () => {
  it('names the zone, and the month in words', () => {
    expect(utcText('2026-06-04T09:05:59.000Z')).toBe('4 Jun 2026, 09:05 UTC');
  });

  it('has seconds when asked for them', () => {
    expect(utcText('2026-06-04T09:05:59.000Z', { seconds: true })).toBe('4 Jun 2026, 09:05:59 UTC');
  });

  it.each(['soon', 'www.1.2', '2026-06-04T01:05:59.000+02:00'])(
    'returns the text when it is not a time as records hold it: %s',
    (text) => {
      expect(utcText(text)).toBe(text);
    },
  );
});

describe('timeLeftText', () => {
  it.each([
    ['2026-06-04T10:45:00.000Z', 'in 2 days 3 hours'],
    ['2026-06-03T07:45:00.000Z', 'in 1 day'],
    ['2026-06-02T08:31:59.000Z', 'in 1 hour 1 minute'],
    ['2026-06-02T07:59:59.000Z', 'in 29 minutes'],
    ['2026-06-02T07:30:59.000Z', 'in less than a minute'],
    ['2026-06-02T07:29:59.000Z', 'time is up'],
    ['soon', ''],
  ])('says of %s: %s', (until, left) => {
    expect(timeLeftText(until, NOW)).toBe(left);
  });
});

describe('durationText', () => {
  it.each([
    [0, 1, '0 seconds'],
    [999, 1, '0 seconds'],
    [1000, 1, '1 second'],
    [59_999, 1, '59 seconds'],
    [60_000, 1, '1 minute'],
    [5_400_000, 1, '1 hour'],
    [5_400_000, 2, '1 hour 30 minutes'],
    [86_460_000, 2, '1 day'],
    [86_460_000, 3, '1 day 1 minute'],
    [176_400_000, 2, '2 days 1 hour'],
  ])('puts %i ms into %i units: %s', (milliseconds, count, text) => {
    expect(durationText(milliseconds, count)).toBe(text);
  });
});

describe('aboutText', () => {
  it.each([
    [0, 'about 1 second'],
    [0.2, 'about 1 second'],
    [63, 'about 63 seconds'],
    [99, 'about 99 seconds'],
    [100, 'about 2 minutes'],
    [149, 'about 2 minutes'],
    [150, 'about 3 minutes'],
    [3599, 'about 1 hour'],
    [3900, 'about 1 hour 5 minutes'],
    [100_000, 'about 1 day 3 hours'],
  ])('says of %d s: %s', (seconds, text) => {
    expect(aboutText(seconds)).toBe(text);
  });
});

describe('ageText', () => {
  it('says how long ago a time was, in its largest unit', () => {
    expect(ageText('2026-06-02T04:29:00.000Z', NOW)).toBe('3 hours');
    expect(ageText('2026-06-02T07:30:00.000Z', NOW)).toBe('0 seconds');
  });

  it('is empty when the text is not a time', () => {
    expect(ageText('soon', NOW)).toBe('');
  });
});
