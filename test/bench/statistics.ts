/** The middle of some values; NaN of none. */
export function median(values: number[]): number {
  return percentile(values, 0.5);
}

/** The value below which a share of the values lies (nearest rank). */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** A place in time, and what was measured then. */
export type Point = readonly [x: number, y: number];

/**
 * The slope that fits several series best, by least squares: each may have a level of its own. NaN where no series has two
 * points at different places.
 */
export function commonSlope(series: Point[][]): number {
  const sums = series.map(deviations);
  const products = sums.reduce((total, { product }) => total + product, 0);
  const squares = sums.reduce((total, { square }) => total + square, 0);
  return squares === 0 ? Number.NaN : products / squares;
}

function deviations(points: Point[]): { product: number; square: number } {
  const mean = (index: 0 | 1) => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [middleX, middleY] = [mean(0), mean(1)];
  return {
    product: points.reduce((sum, [x, y]) => sum + (x - middleX) * (y - middleY), 0),
    square: points.reduce((sum, [x]) => sum + (x - middleX) ** 2, 0),
  };
}
