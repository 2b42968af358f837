import type { PeerResult } from './peers.ts';
import type { CaseResult } from './run-case.ts';

/** What a run of the benchmark has shown. */
export interface Results {
  cases: (CaseResult & { approvedTransitions: number })[];
  beside: (CaseResult & { foreignThrottled: number })[];
  killed: (CaseResult & { redriven: number })[];
  latecomer: (CaseResult & { lateSeconds: number })[];
  peers: PeerResult[];
  /** The cases that have not run to their end, those to come included. */
  notRun: NotRun[];
}

/** A case without results, and the message of the error that has ended it. */
export interface NotRun {
  name: string;
  error?: string;
}

export function emptyResults(): Results {
  return { cases: [], beside: [], killed: [], latecomer: [], peers: [], notRun: [] };
}

/** The cases in which each request has one change. */
export function singlesOf({ cases }: Results): Results['cases'] {
  return cases.filter(({ requests, changes }) => requests === changes);
}
