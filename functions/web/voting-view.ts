import { approversInRound, type Unreachable } from '../domain/approval.ts';
import { approvalProgress } from '../domain/quorum.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import type { Vote } from '../domain/vote.ts';
import { counted } from './request-text.ts';
import type { StatusText } from './status-text.ts';

/** One approver, and their vote if they have voted. */
export interface ApproverView {
  approver: string;
  vote: Vote | undefined;
  /** Whether they were asked only when a round escalated. */
  isEscalated: boolean;
  /** How it looks: never by a colour alone. */
  symbol: string;
  tone: StatusText['tone'];
  /** `approved`, `rejected`, `has not voted` or `could not be reached`. */
  label: string;
  /** Why they could not be reached; else empty. */
  why: string;
}

/** Everyone who has been asked so far, in the policy's order: the rules' approvers, then whom an escalation added. */
export function approverViews(record: RequestRecord): ApproverView[] {
  const { approval, votes, round = 0, unreachable = [] } = record;
  const asked = approval ? approversInRound(approval, round) : [];
  const first = new Set((approval?.requirements ?? []).flatMap(({ approvers }) => approvers));
  const all = new Set([...asked, ...votes.map(({ approver }) => approver)]);
  return [...all].map((approver) => {
    const vote = votes.find((cast) => cast.approver === approver);
    const lost = unreachable.find((known) => known.approver === approver);
    return { approver, vote, isEscalated: asked.includes(approver) && !first.has(approver), ...stateOf(vote, lost) };
  });
}

/** `1 of 2 approvals given`, with the rule's name where there are several rules, and with the group it asks for. */
export function ruleTexts(record: RequestRecord): string[] {
  const progress = approvalProgress(record);
  const isOneRule = new Set(progress.map(({ rule }) => rule)).size === 1;
  return progress.map(({ rule, from, approvals, quorum }) => {
    const name = [!isOneRule && rule, from].filter(Boolean).join(', ');
    return `${name && `${name}: `}${approvals} of ${counted(quorum, 'approval')} given`;
  });
}

/** How an approver stands to the request, in one line: `has not voted`, `could not be reached: the mail bounced`. */
export function stateText({ label, why }: ApproverView): string {
  return why ? `${label}: ${why}` : label;
}

/** A vote counts, even where a later mail did not reach its approver. */
function stateOf(vote: Vote | undefined, lost: Unreachable | undefined) {
  if (vote?.decision === 'approve') return { symbol: '✓', tone: 'good', label: 'approved', why: '' } as const;
  if (vote) return { symbol: '✗', tone: 'bad', label: 'rejected', why: '' } as const;
  if (lost) return { symbol: '!', tone: 'bad', label: 'could not be reached', why: lost.why } as const;
  return { symbol: '…', tone: 'quiet', label: 'has not voted', why: '' } as const;
}
