import { approvalProgress, outvotedByThemselves } from '../domain/approval/quorum.ts';
import type { RequestRecord, UnreachableApprover, Vote } from '../domain/ledger/record.ts';
import { approversInRound } from '../domain/policy/required-approval.ts';
import { confirmationText } from './confirmation.ts';
import { counted } from './counted.ts';
import { deliveryFailureWords } from './delivery-failure.ts';
import type { Look } from './status.ts';

/** One approver, and their vote if they have voted. */
export interface ApproverWords extends Look {
  approver: string;
  vote: Vote | undefined;
  /** Whether they were only asked when a round escalated. */
  isEscalated: boolean;
  /** `approved`, `rejected`, `has not voted` or `could not be reached`. */
  label: string;
  /** How they confirmed their vote, if not by the link alone: `signed in`; otherwise empty. */
  how: string;
  /** Why they could not be reached, or why their vote does not count; otherwise empty. */
  why: string;
  /** Label, how and why in one line: `could not be reached: the mail bounced (General)`. */
  text: string;
}

/** Everyone asked so far, in the order of the policy: the approvers of the rules, then those added by escalation. */
export function approverWords({ approval, votes, round = 0, unreachable }: RequestRecord): ApproverWords[] {
  const asked = approval ? approversInRound(approval, round) : [];
  const first = new Set((approval?.requirements ?? []).flatMap(({ approvers }) => approvers));
  const all = new Set([...asked, ...votes.map(({ approver }) => approver)]);
  const repeated = outvotedByThemselves(votes);
  return [...all].map((approver) => {
    const vote = votes.find((cast) => cast.approver === approver);
    const failure = unreachable.find((known) => known.approver === approver);
    const state = repeated.has(approver) ? repeatedState(vote) : stateOf(vote, failure);
    const how = (vote && confirmationText(vote.confirmation)) ?? '';
    const text = [[state.label, how].filter(Boolean).join(', '), state.why].filter(Boolean).join(': ');
    return { approver, vote, isEscalated: asked.includes(approver) && !first.has(approver), how, ...state, text };
  });
}

/** Who of those whom the policy lists was not asked, and why: one sentence for each. */
export function barredTexts({ approval, request }: RequestRecord): string[] {
  const { requestedBy, contributors = [] } = request;
  return (approval?.barred ?? []).map(({ approver, shapedAs }) => {
    const isContributor = contributors.includes(shapedAs);
    const worked = isContributor ? 'worked on the request' : 'worked on the request that this one takes the place of';
    const part = shapedAs === requestedBy ? 'requested the change' : worked;
    const alias = approver.toLowerCase() === shapedAs.toLowerCase() ? '' : ` as ${shapedAs}`;
    return `${approver} was not asked, because they ${part}${alias}.`;
  });
}

/** `1 of 2 approvals given`, after the name of its rule where there are several rules, and of the group it asks for. */
export function ruleTexts(record: RequestRecord): string[] {
  const progress = approvalProgress(record);
  const isOneRule = new Set(progress.map(({ rule }) => rule)).size === 1;
  return progress.map(({ rule, from, approvals, quorum }) => {
    const name = [!isOneRule && rule, from].filter(Boolean).join(', ');
    return `${name && `${name}: `}${approvals} of ${counted(quorum, 'approval')} given`;
  });
}

/** One person has one vote. */
function repeatedState(vote: Vote | undefined) {
  const label = vote?.decision === 'approve' ? 'approved' : 'rejected';
  const why = 'this does not count, because the same person has voted again as another approver';
  return { symbol: '–', tone: 'quiet', label, why } as const;
}

/** A vote counts, even if a later mail did not reach its approver. */
function stateOf(vote: Vote | undefined, unreachable: UnreachableApprover | undefined) {
  if (vote?.decision === 'approve') return { symbol: '✓', tone: 'good', label: 'approved', why: '' } as const;
  if (vote) return { symbol: '✗', tone: 'bad', label: 'rejected', why: '' } as const;
  if (!unreachable) return { symbol: '…', tone: 'quiet', label: 'has not voted', why: '' } as const;
  const why = deliveryFailureWords(unreachable.reason);
  return { symbol: '!', tone: 'bad', label: 'could not be reached', why } as const;
}
