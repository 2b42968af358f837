import type { PeerResult } from './peers.ts';
import type { CaseResult } from './run-case.ts';

/** What a run of the benchmark has shown. */
export interface Results {
  cases: (CaseResult & { approvedTransitions: number })[];
  beside: (CaseResult & { foreignThrottled: number })[];
  killed: (CaseResult & { redriven: number })[];
  latecomer: (CaseResult & { lateSeconds: number })[];
  peers: PeerResult[];
}

export function emptyResults(): Results {
  return { cases: [], beside: [], killed: [], latecomer: [], peers: [] };
}
