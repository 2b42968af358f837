import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import type { Confirmation, Decision } from '../ledger/events.ts';
import type { ChainedCampaign, ChainedPages } from './campaign-chain-link.ts';

/**
 * One link of the chain from a request to what was applied, and what its check has found. The record may be written by many
 * functions, so it is compared with what each function has kept beside it.
 */
export type ChainLink =
  | ChainedRequest
  | ChainedPlan
  | ChainedPages
  | ChainedRules
  | ChainedVote
  | ChainedPreApproval
  | ChainedDecision
  | ChainedCampaign
  | ChainedChange;

/** What was asked. */
export interface ChainedRequest {
  link: 'request';
  finding: 'asRegistered' | 'requestRedacted' | 'requestOnlyKept' | 'notRegistered' | 'requestAltered';
  /** As the record says. */
  requestedBy?: string;
  /** ISO 8601, as the record says. */
  requestedAt?: string;
}

/** What was planned, and who had to approve it. */
export interface ChainedPlan {
  link: 'plan';
  finding:
    | 'asPlanned'
    | 'planRedacted'
    | 'planOnlyKept'
    | 'planOutdated'
    | 'notPlannedYet'
    | 'neverPlanned'
    | 'planNotNamed'
    | 'planMissing'
    | 'planAltered'
    | 'planForged'
    | 'planOfOtherRequest';
  /** Of the plan that was made, or else of the one in the record. */
  fingerprint?: string;
  /** How many changes the plan holds. */
  changes?: number;
}

/** That the plan takes the approval that the policy asks for, as a second function has found. */
export interface ChainedRules {
  link: 'rules';
  finding: 'rulesChecked' | 'rulesNotCheckedYet' | 'rulesUnchecked';
}

/** One vote, by its number (from 0). */
export interface ChainedVote {
  link: 'vote';
  finding:
    | 'signed'
    | 'replaced'
    | 'tooLate'
    | 'onOtherPlan'
    | 'signatureWrong'
    | 'voterLinkWrong'
    | 'voteOfOtherRequest'
    | 'notAnApprover'
    | 'voteAltered'
    | 'voteMissing';
  number: number;
  approver: string;
  decision: Decision;
  /** ISO 8601. */
  at: string;
  confirmation: Confirmation;
}

/** That the policy asks nobody. */
export interface ChainedPreApproval {
  link: 'preApproval';
  finding: 'preApproved' | 'notPreApprovedYet' | 'notPreApproved' | 'preApprovalMissing' | 'preApprovalForged';
  /** ISO 8601. */
  at?: string;
}

/** What the votes come to. */
export interface ChainedDecision {
  link: 'decision';
  finding:
    | 'quorumReached'
    | 'rejected'
    | 'undecided'
    | 'endedUndecided'
    | 'approvedInVain'
    | 'quorumNotReached'
    | 'approvalUnproven'
    | 'rejectionUnproven';
  /** The number of the vote that decided. */
  vote?: number;
}

/** What became of one contact. */
export interface ChainedChange extends ContactKey {
  link: 'applied';
  finding:
    | 'applied'
    | 'notAppliedYet'
    | 'notApplied'
    | 'appliedNotKept'
    | 'appliedForOtherPlan'
    | 'appliedUnplanned'
    | 'appliedUnrecorded';
  /** ISO 8601. */
  appliedAt?: string;
}

export type ChainFinding = ChainLink['finding'];

/**
 * `holds`: it was checked, and is right. `broken`: it is wrong. `open`: it is yet to come. `idle`: it counts for nothing, and
 * need not. `unknown`: what it would be compared with is gone.
 */
export type LinkState = 'holds' | 'broken' | 'open' | 'idle' | 'unknown';

const STATES: Record<ChainFinding, LinkState> = {
  asRegistered: 'holds',
  requestRedacted: 'unknown',
  requestOnlyKept: 'unknown',
  notRegistered: 'broken',
  requestAltered: 'broken',
  asPlanned: 'holds',
  planRedacted: 'unknown',
  planOnlyKept: 'unknown',
  planOutdated: 'open',
  notPlannedYet: 'open',
  neverPlanned: 'idle',
  planNotNamed: 'unknown',
  planMissing: 'broken',
  planAltered: 'broken',
  planForged: 'broken',
  planOfOtherRequest: 'broken',
  pagesAsPlanned: 'holds',
  pagesAltered: 'broken',
  pagesGone: 'unknown',
  rulesChecked: 'holds',
  rulesNotCheckedYet: 'open',
  rulesUnchecked: 'broken',
  signed: 'holds',
  replaced: 'idle',
  tooLate: 'idle',
  onOtherPlan: 'idle',
  signatureWrong: 'broken',
  voterLinkWrong: 'broken',
  voteOfOtherRequest: 'broken',
  notAnApprover: 'broken',
  voteAltered: 'broken',
  voteMissing: 'broken',
  preApproved: 'holds',
  notPreApprovedYet: 'open',
  notPreApproved: 'idle',
  preApprovalMissing: 'broken',
  preApprovalForged: 'broken',
  quorumReached: 'holds',
  rejected: 'holds',
  undecided: 'open',
  endedUndecided: 'idle',
  approvedInVain: 'idle',
  quorumNotReached: 'broken',
  approvalUnproven: 'broken',
  rejectionUnproven: 'broken',
  campaignApplied: 'holds',
  campaignUnderWay: 'open',
  applied: 'holds',
  notAppliedYet: 'open',
  notApplied: 'idle',
  appliedNotKept: 'broken',
  appliedForOtherPlan: 'broken',
  appliedUnplanned: 'broken',
  appliedUnrecorded: 'broken',
};

/** What a finding means for the chain. */
export function linkState({ finding }: Pick<ChainLink, 'finding'>): LinkState {
  return STATES[finding];
}
