import { describe, expect, it } from 'vitest';
import { commonSlope } from '../../bench/statistics.ts';

describe('commonSlope', () => {
  it('is the slope of a line', () => {
    expect(
      commonSlope([
        [
          [0, 5],
          [1, 7],
          [3, 11],
        ],
      ]),
    ).toBeCloseTo(2);
  });

  it('leaves each series its own level', () => {
    const low = [
      [0, 0],
      [1, 1],
      [2, 2],
    ] as const;
    const high = [
      [0, 100],
      [1, 101],
      [2, 102],
    ] as const;
    expect(commonSlope([[...low], [...high]])).toBeCloseTo(1);
  });

  it('is nothing when no series has two places', () => {
    expect(commonSlope([[[1, 5]], []])).toBeNaN();
  });
});
