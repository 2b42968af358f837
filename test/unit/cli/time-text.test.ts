import { describe, expect, it } from 'vitest';
import { ageText, durationText, utcText } from '../../../cli/time-text.ts';

describe('durationText', () => {
  it.each([
    [-5000, '0 s'],
    [0, '0 s'],
    [999, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [3_599_999, '59 min'],
    [3 * 3_600_000, '3 h'],
    [2 * 86_400_000, '2 d'],
    [400 * 86_400_000, '400 d'],
  ])('tells %i ms as %s', (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text);
  });

  it.each([
    [51 * 3_600_000 + 60_000, '2 d 3 h'],
    [48 * 3_600_000 + 60_000, '2 d'],
    [5000, '5 s'],
    [63_000, '1 min 3 s'],
  ])('tells %i ms in two units as %s', (milliseconds, text) => {
    expect(durationText(milliseconds, 2)).toBe(text);
  });
});

describe('ageText', () => {
  it('tells how long ago a time was, and nothing of what is no time', () => {
    expect(ageText('2026-06-01T10:00:00.000Z', new Date('2026-06-01T13:30:00.000Z'))).toBe('3 h');
    expect(ageText('yesterday', new Date())).toBe('');
  });
});

describe('utcText', () => {
  it('tells a time in UTC to the second', () => {
    expect(utcText('2026-06-01T12:00:03.999+02:00')).toBe('2026-06-01 10:00:03Z');
  });

  it('leaves what is no time as it is, but visible', () => {
    expect(utcText('now\u001B[2J')).toBe('now[U+001B][2J');
  });
});
