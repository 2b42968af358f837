import fc from 'fast-check';

/** Where a run is interrupted, as shares of what is to do in each phase, ascending. */
export interface KillMoments {
  sweep: number[];
  plan: number[];
  apply: number[];
}

/** How many there are together. */
export const KILLS = 5;

const PERCENT = fc.noBias(fc.integer({ min: 1, max: 95 }));

/** One moment of the sweep, one of the plan, and the others while changes are applied; the same ones for the same seed. */
export function killMoments(seed: number): KillMoments {
  const [sweep = 0, plan = 0, ...apply] = fc.sample(PERCENT, { seed, numRuns: KILLS }).map((percent) => percent / 100);
  return { sweep: [sweep], plan: [plan], apply: apply.sort((one, other) => one - other) };
}
