import type { ApprovalRule } from '../../../schemas/compiled/policy-schema.js';
import type { BarredApprover } from './barred-approver.ts';

/** What a vote needs. */
export type Confirm = NonNullable<ApprovalRule['confirm']>;

/** What one rule requires: `quorum` approvals by its approvers (e-mail addresses, one for each mailbox). */
export interface Requirement {
  rule: string;
  /** The group or person whose approval this is, where the rule wants one of each. */
  from?: string;
  approvers: string[];
  /** Who joins the approvers of this rule, and of no other, when one of its rounds escalates. */
  escalateTo?: string[];
  quorum: number;
  /** An approval needs a comment, too. */
  commentRequired?: true;
  /** More than half of the approvers asked must reject; otherwise one rejection is enough. */
  rejection?: 'majority';
  /** What a vote needs besides the link; missing if nothing. */
  confirm?: Exclude<Confirm, 'link'>;
}

/** One round of asking for approval. `escalateTo` joins in this round and stays. */
export interface Round {
  seconds: number;
  remind: boolean;
  escalateTo: string[];
}

/** The approval that a request needs, resolved when its changes are planned. No requirement: it is pre-approved. */
export interface Approval {
  requirements: Requirement[];
  rounds: Round[];
  /** Whom the rules list, but who is not asked; missing if nobody. */
  barred?: BarredApprover[];
}

/** Seconds that the rounds last together, from `firstRound` on. */
export function approvalSeconds({ rounds }: Approval, firstRound = 0): number {
  return rounds.slice(firstRound).reduce((sum, { seconds }) => sum + seconds, 0);
}

/** Everyone who may vote in a round (the first is 0): the rules' approvers, and everyone added by escalation so far. */
export function approversInRound({ requirements, rounds }: Approval, round: number): string[] {
  const escalated = rounds.slice(0, round + 1).flatMap(({ escalateTo }) => escalateTo);
  return [...new Set([...requirements.flatMap(({ approvers }) => approvers), ...escalated])];
}

/** Everyone whose vote counts for a requirement, from the start or after an escalation. */
export function eligibleApprovers({ approvers, escalateTo = [] }: Requirement): string[] {
  return [...new Set([...approvers, ...escalateTo])];
}
