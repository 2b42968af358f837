import { describe, expect, it } from 'vitest';
import type { Lane, Line } from '../../../../functions/domain/pace/line.ts';
import { hasLapsed, isLate, nextLook, timeUntil } from '../../../../functions/domain/pace/turn.ts';

const NOW = 1_780_000_000_000;

const lineWith = (differences: Partial<Line>): Line => ({
  ...{ frontEnd: NOW, backEnd: NOW, pushed: 0, shifted: 0, firstEnd: 0, slowness: 100, slowedAt: 0 },
  ...differences,
});

describe('timeUntil', () => {
  const turn = { line: 'contacts', at: NOW + 1000, offset: 300 } as const;

  it('is as it was given when there is no line any more', () => {
    expect(timeUntil({ ...turn, lane: 'back' }, undefined, NOW)).toBe(1000);
  });

  it('moves in the front lane with what was pushed, and in the back lane with what was shifted, since it was given', () => {
    const line = lineWith({ pushed: 350, shifted: 5300 });
    expect(timeUntil({ ...turn, lane: 'front' }, line, NOW)).toBe(1050);
    expect(timeUntil({ ...turn, lane: 'back' }, line, NOW)).toBe(6000);
  });

  it('is less than 0 when the turn is over', () => {
    expect(timeUntil({ ...turn, lane: 'front' }, undefined, NOW + 1500)).toBe(-500);
  });
});

describe('hasLapsed', () => {
  it.each([
    { left: 1000, lapsed: false },
    { left: -5000, lapsed: false },
    { left: -5001, lapsed: true },
  ])('is $lapsed when $left ms are left', ({ left, lapsed }) => {
    expect(hasLapsed(left)).toBe(lapsed);
  });
});

describe('isLate', () => {
  it.each([
    { left: 1000, first: 0, late: false },
    { left: -1600, first: 0, late: false },
    { left: -1601, first: 0, late: true },
    { left: -1601, first: -1, late: true },
    { left: 1400, first: 3000, late: false },
    { left: 1399, first: 3000, late: true },
    { left: -1600, first: 60_000, late: false },
    { left: -1601, first: Number.NaN, late: true },
  ])('is $late with $left ms left, while others go first for $first ms', ({ left, first, late }) => {
    expect(isLate(left, lineWith({ firstEnd: NOW + first }), { now: NOW, lent: 600 })).toBe(late);
  });

  it('is known without the line, too', () => {
    expect(isLate(-1600, undefined, { now: NOW, lent: 600 })).toBe(false);
    expect(isLate(-1601, undefined, { now: NOW, lent: 600 })).toBe(true);
  });
});

describe('nextLook', () => {
  it.each<{ lane: Lane; left: number; looks: number; next: string }>([
    { lane: 'front', left: -90_000, looks: 0, next: 'none' },
    { lane: 'front', left: 6000, looks: 0, next: 'none' },
    { lane: 'front', left: 6001, looks: 29, next: 'soon' },
    { lane: 'front', left: 6001, looks: 30, next: 'none' },
    { lane: 'front', left: 60_000, looks: 0, next: 'soon' },
    { lane: 'front', left: 60_001, looks: 0, next: 'later' },
    { lane: 'front', left: 60_001, looks: 30, next: 'none' },
    { lane: 'back', left: 6001, looks: 0, next: 'soon' },
    { lane: 'back', left: 60_001, looks: 0, next: 'later' },
    { lane: 'back', left: 6001, looks: 1, next: 'none' },
  ])('is $next in the $lane lane with $left ms left, after $looks looks', ({ lane, left, looks, next }) => {
    expect(nextLook(left, lane, looks)).toBe(next);
  });
});
