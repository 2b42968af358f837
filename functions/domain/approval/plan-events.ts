import { type EventOf, type RequestEvent, WORKFLOW } from '../ledger/events.ts';
import type { Approval } from '../policy/required-approval.ts';
import type { PlannedChange } from '../request/plan.ts';
import type { RequestKey } from '../request/request-key.ts';

/** The requests that gave way to the one that is planned, and the people who shaped them. */
export interface Replaced {
  supersedes?: RequestKey[];
  formerShapers?: string[];
}

/** What is planned: the changes, the approval that they need, and what salts the digests of the plan's contacts. */
export interface Planning {
  plan: PlannedChange[];
  approval: Approval;
  nonce: string;
  /** See `Planned`. */
  readAt?: string | undefined;
}

/** What follows from a plan. */
export function planEvents(
  { plan, approval, nonce, readAt }: Planning,
  at: string,
  { supersedes = [], formerShapers = [] }: Replaced = {},
): [EventOf<'Planned'>] {
  const more = {
    ...(readAt !== undefined && { readAt }),
    ...(supersedes.length > 0 && { supersedes }),
    ...(formerShapers.length > 0 && { formerShapers }),
  };
  return [{ type: 'Planned', at, by: WORKFLOW, plan, approval, nonce, ...more }];
}

/** What follows where the policy asks nobody. */
export function preApprovalEvents(at: string): RequestEvent[] {
  return [
    { type: 'Approved', at, by: WORKFLOW, approvedBecause: 'preApproved' },
    { type: 'ApplyStarted', at, by: WORKFLOW },
  ];
}
