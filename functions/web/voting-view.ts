import { approvalProgress, approversInRound, type Vote } from '../domain/approval.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import { counted } from './request-text.ts';

/** One approver and their vote, if they have voted. */
export interface ApproverView {
  approver: string;
  vote: Vote | undefined;
}

/** Everyone who has been asked so far, in the policy's order: the rules' approvers, then whom an escalation added. */
export function approverViews({ approval, votes, round = 0 }: RequestRecord): ApproverView[] {
  if (!approval) return votes.map((vote) => ({ approver: vote.approver, vote }));
  const all = new Set([...approversInRound(approval, round), ...votes.map(({ approver }) => approver)]);
  return [...all].map((approver) => ({ approver, vote: votes.find((vote) => vote.approver === approver) }));
}

/** `1 of 2 approvals given`, with the rule's name where there are several rules. */
export function ruleTexts(record: RequestRecord): string[] {
  const rules = approvalProgress(record);
  return rules.map(({ rule, approvals, quorum }) => {
    const progress = `${approvals} of ${counted(quorum, 'approval')} given`;
    return rules.length > 1 ? `${rule}: ${progress}` : progress;
  });
}

/** `approved`, `rejected` or `has not voted`: never by a colour alone. */
export function voteText(vote: Vote | undefined): { symbol: string; label: string } {
  if (!vote) return { symbol: '…', label: 'has not voted' };
  return vote.decision === 'approve' ? { symbol: '✓', label: 'approved' } : { symbol: '✗', label: 'rejected' };
}
