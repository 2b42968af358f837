import type { PlanSummary } from './campaign-plan.ts';
import type { ShownGroup } from './shown-groups.ts';

/** What approvers see of the plan of a campaign. */
export interface ShownPlan {
  summary: PlanSummary;
  search?: PlanSearch;
}

/** What a search in the plan has found. */
export interface PlanSearch {
  query: string;
  /** The changes that are shown: of each group, those of the accounts that were found. */
  groups: ShownGroup[];
  /** How many were found, and how many of them are shown. */
  all: number;
  shown: number;
}
