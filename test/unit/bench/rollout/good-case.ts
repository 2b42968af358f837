import type { Results } from '../../../bench/rollout/results.ts';

/** A case that meets every goal. */
export const GOOD_CASE: Results['cases'][number] = {
  name: 'a case',
  requests: 1000,
  changes: 1000,
  makespan: 200,
  start: 1,
  applyPhase: 200,
  minimum: 198.4,
  lost: [],
  twice: [],
  throttled: 0.01,
  retries: 0.1,
  pacedRetries: 0.1,
  transitions: 20,
  lambdaThrottles: 0,
  dollars: 0.5,
  writes: [],
  peakMemory: 1e9,
  wallSeconds: 60,
  approvedTransitions: 18,
};
