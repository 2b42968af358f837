import type { Results } from '../../../bench/organization/goals.ts';
import { COUNTED } from '../../../bench/scale/counted.ts';

/** Results that meet every goal. */
export const GOOD_RESULTS: Results = {
  accounts: 10_000,
  measured: {
    changes: 10_000,
    groups: 20,
    phases: [{ name: 'sweep', wallSeconds: 300 }],
    sweep: 6000,
    plan: 2020,
    applyPhase: 2020,
    minimum: 1998.4,
    throttled: 0.01,
    lost: [],
    twice: [],
    singleSeconds: 3,
    compareSeconds: 2,
    page: { milliseconds: 150, bytes: 90_000 },
    peakMemory: 1.2e9,
  },
  killed: {
    ...{ seed: 15, kills: 5, changes: 10_000, phases: [], lost: [], twice: [], untrue: [], unproven: [] },
    peakMemory: 1.3e9,
  },
  counted: COUNTED,
  whole: [{ name: 'plan-campaign', seconds: 10, bytes: 500e6, size: { gigabytes: 1.7, seconds: 300 } }],
};
