import { type RequestEvent, WORKFLOW } from '../ledger/events.ts';
import type { Approval } from '../policy/required-approval.ts';
import type { PlannedChange } from '../request/plan.ts';

/** The requests that gave way to the one that is planned, and the people who shaped them. */
export interface Replaced {
  supersedes?: string[];
  formerShapers?: string[];
}

/** What follows from a plan: it waits for approval, or is approved at once where the policy asks nobody. */
export function planEvents(
  plan: PlannedChange[],
  approval: Approval,
  at: string,
  { supersedes = [], formerShapers = [] }: Replaced = {},
): RequestEvent[] {
  const replaced = {
    ...(supersedes.length > 0 && { supersedes }),
    ...(formerShapers.length > 0 && { formerShapers }),
  };
  const planned: RequestEvent = { type: 'Planned', at, by: WORKFLOW, plan, approval, ...replaced };
  if (plan.length === 0 || approval.requirements.length > 0) return [planned];
  return [
    planned,
    { type: 'Approved', at, by: WORKFLOW, approvedBecause: 'preApproved' },
    { type: 'ApplyStarted', at, by: WORKFLOW },
  ];
}
