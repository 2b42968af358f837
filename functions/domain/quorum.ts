import type { Requirement } from './approval.ts';
import type { RequestRecord } from './request-record.ts';

/** How far one requirement is from its quorum. */
export interface Progress extends Pick<Requirement, 'rule' | 'from' | 'quorum'> {
  approvals: number;
}

/** How far each requirement is from its quorum; an approval counts for all that list its approver. */
export function approvalProgress({ approval, votes }: RequestRecord): Progress[] {
  const approved = votersFor('approve', votes);
  return (approval?.requirements ?? []).map((requirement) => {
    const { rule, from, quorum } = requirement;
    const approvals = entitled(requirement).filter((approver) => approved.has(approver)).length;
    return { rule, ...(from !== undefined && { from }), quorum, approvals };
  });
}

/** Whether every requirement has its quorum. */
export function isQuorumReached(record: RequestRecord): boolean {
  return (
    record.approval !== undefined && approvalProgress(record).every(({ approvals, quorum }) => approvals >= quorum)
  );
}

/** Whether every quorum can be reached by those who are asked by this round (the first is 0) and have not said no. */
export function isQuorumReachable(record: RequestRecord, round: number): boolean {
  const { approval, votes, unreachable = [] } = record;
  const approved = votersFor('approve', votes);
  const rejected = votersFor('reject', votes);
  const lost = new Set(unreachable.map(({ approver }) => approver));
  return (approval?.requirements ?? []).every((requirement) => {
    const left = asked(requirement, record, round).filter(
      (approver) => approved.has(approver) || !(rejected.has(approver) || lost.has(approver)),
    );
    return left.length >= requirement.quorum;
  });
}

/**
 * Whether the rejections reject the request: one is enough, unless the rule wants a majority. Then more than half of
 * those asked so far must reject, or so many that the others are too few for the quorum.
 */
export function isRejected(record: RequestRecord): boolean {
  const rejected = votersFor('reject', record.votes);
  return (record.approval?.requirements ?? []).some((requirement) => {
    const all = entitled(requirement);
    const against = all.filter((approver) => rejected.has(approver)).length;
    if (requirement.rejection !== 'majority') return against > 0;
    const electorate = asked(requirement, record, record.round ?? 0).length;
    return against * 2 > electorate || all.length - against < requirement.quorum;
  });
}

/** Everyone whose vote counts for a requirement, at first or after an escalation. */
export function entitled({ approvers, escalateTo = [] }: Requirement): string[] {
  return [...new Set([...approvers, ...escalateTo])];
}

/** Those of them who have been asked by a round. */
function asked({ approvers, escalateTo = [] }: Requirement, { approval }: RequestRecord, round: number): string[] {
  const joined = (approval?.rounds ?? []).slice(0, round + 1).flatMap((each) => each.escalateTo);
  return [...new Set([...approvers, ...escalateTo.filter((approver) => joined.includes(approver))])];
}

function votersFor(decision: 'approve' | 'reject', votes: RequestRecord['votes']): Set<string> {
  return new Set(votes.filter((vote) => vote.decision === decision).map(({ approver }) => approver));
}
