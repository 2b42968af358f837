import type { Decision } from '../ledger/events.ts';
import type { RequestRecord, Vote } from '../ledger/record.ts';
import { eligibleApprovers, type Requirement } from '../policy/required-approval.ts';

/** How far one requirement is from its quorum. */
export interface Progress extends Pick<Requirement, 'rule' | 'from' | 'quorum'> {
  approvals: number;
}

/** How far each requirement is from its quorum. An approval counts for every requirement that lists its approver. */
export function approvalProgress({ approval, votes }: RequestRecord): Progress[] {
  const approved = votersFor('approve', votes);
  return (approval?.requirements ?? []).map((requirement) => {
    const { rule, from, quorum } = requirement;
    const approvals = eligibleApprovers(requirement).filter((approver) => approved.has(approver)).length;
    return { rule, ...(from !== undefined && { from }), quorum, approvals };
  });
}

export function isQuorumReached(record: RequestRecord): boolean {
  return (
    record.approval !== undefined && approvalProgress(record).every(({ approvals, quorum }) => approvals >= quorum)
  );
}

/** Whether the approvers asked by this round (the first is 0), less those who rejected or cannot be reached, are enough. */
export function isQuorumPossible(record: RequestRecord, round: number): boolean {
  const { approval, votes, unreachable } = record;
  const approved = votersFor('approve', votes);
  const rejected = votersFor('reject', votes);
  const lost = new Set(unreachable.map(({ approver }) => approver));
  return (approval?.requirements ?? []).every((requirement) => {
    const left = approversAsked(requirement, record, round).filter(
      (approver) => approved.has(approver) || !(rejected.has(approver) || lost.has(approver)),
    );
    return left.length >= requirement.quorum;
  });
}

/**
 * Whether the request is rejected. One rejection is enough, unless the rule wants a majority: then more than half of the
 * approvers asked so far must reject, or so many that the others are too few for the quorum.
 */
export function isRejected(record: RequestRecord): boolean {
  const rejected = votersFor('reject', record.votes);
  return (record.approval?.requirements ?? []).some((requirement) => {
    const eligible = eligibleApprovers(requirement);
    const against = eligible.filter((approver) => rejected.has(approver)).length;
    if (requirement.rejection !== 'majority') return against > 0;
    const electorate = approversAsked(requirement, record, record.round ?? 0).length;
    return against * 2 > electorate || eligible.length - against < requirement.quorum;
  });
}

/** The eligible approvers who have been asked by a round. */
function approversAsked(
  { approvers, escalateTo = [] }: Requirement,
  { approval }: RequestRecord,
  round: number,
): string[] {
  const joined = (approval?.rounds ?? []).slice(0, round + 1).flatMap((each) => each.escalateTo);
  return [...new Set([...approvers, ...escalateTo.filter((approver) => joined.includes(approver))])];
}

function votersFor(decision: Decision, votes: Vote[]): Set<string> {
  return new Set(votes.filter((vote) => vote.decision === decision).map(({ approver }) => approver));
}
