import { approversInRound, type Vote } from '../domain/approval.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import { counted } from './request-text.ts';

/** One approver and their vote, if they have voted. */
export interface ApproverView {
  approver: string;
  vote: Vote | undefined;
}

/** How far one rule is from its quorum. */
interface RuleView {
  rule: string;
  approvals: number;
  quorum: number;
}

/** Everyone who has been asked so far, in the policy's order: the rules' approvers, then whom an escalation added. */
export function approverViews({ approval, votes, mailed }: RequestRecord): ApproverView[] {
  if (!approval) return votes.map((vote) => ({ approver: vote.approver, vote }));
  const rounds = mailed.map((mark) => Number.parseInt(mark, 10)).filter((round) => round >= 0);
  const asked = approversInRound(approval, Math.max(0, ...rounds));
  const all = new Set([...asked, ...votes.map(({ approver }) => approver)]);
  return [...all].map((approver) => ({ approver, vote: votes.find((vote) => vote.approver === approver) }));
}

/** Each rule's progress. Whom an escalation added counts for every rule, as in the count that decides. */
function ruleViews({ approval, votes }: RequestRecord): RuleView[] {
  if (!approval) return [];
  const escalated = approval.rounds.flatMap(({ escalateTo }) => escalateTo);
  const approving = votes.filter(({ decision }) => decision === 'approve').map(({ approver }) => approver);
  return approval.requirements.map(({ rule, approvers, quorum }) => {
    const entitled = new Set([...approvers, ...escalated]);
    return { rule, quorum, approvals: approving.filter((approver) => entitled.has(approver)).length };
  });
}

/** `1 of 2 approvals given`, with the rule's name where there are several rules. */
export function ruleTexts(record: RequestRecord): string[] {
  const rules = ruleViews(record);
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
