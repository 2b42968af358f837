import type { Decision } from '../ledger/events.ts';
import type { RequestRecord, Vote } from '../ledger/record.ts';
import { eligibleApprovers, type Requirement } from '../policy/required-approval.ts';
import { isConfirmedFor } from './confirmation.ts';

/** The approval that a plan needs, the votes that stand, and the round in which they do (the first is 0). */
export type Cast = Pick<RequestRecord, 'approval' | 'votes' | 'round'>;

/** How far one requirement is from its quorum. */
export interface Progress extends Pick<Requirement, 'rule' | 'from' | 'quorum'> {
  approvals: number;
}

/**
 * How far each requirement is from its quorum. An approval counts for every requirement that lists its approver, and for
 * whose rule it was confirmed well enough.
 */
export function approvalProgress({ approval, votes }: Cast): Progress[] {
  return (approval?.requirements ?? []).map((requirement) => {
    const { rule, from, quorum } = requirement;
    const approved = approversOf(requirement, votes);
    const approvals = eligibleApprovers(requirement).filter((approver) => approved.has(approver)).length;
    return { rule, ...(from !== undefined && { from }), quorum, approvals };
  });
}

export function isQuorumReached(record: Cast): boolean {
  return (
    record.approval !== undefined && approvalProgress(record).every(({ approvals, quorum }) => approvals >= quorum)
  );
}

/** Whether the approvers asked by this round (the first is 0), less those who rejected or cannot be reached, are enough. */
export function isQuorumPossible(record: RequestRecord, round: number): boolean {
  const { approval, votes, unreachable } = record;
  const lost = new Set([
    ...votersFor('reject', votes),
    ...outvotedByThemselves(votes),
    ...unreachable.map(({ approver }) => approver),
  ]);
  return (approval?.requirements ?? []).every((requirement) => {
    const approved = approversOf(requirement, votes);
    const left = approversAsked(requirement, record, round).filter(
      (approver) => approved.has(approver) || !lost.has(approver),
    );
    return left.length >= requirement.quorum;
  });
}

/**
 * Whether the request is rejected. One rejection is enough, unless the rule wants a majority: then more than half of the
 * approvers asked so far must reject, or so many that the others are too few for the quorum.
 */
export function isRejected(record: Cast): boolean {
  const rejected = votersFor('reject', record.votes);
  const repeated = outvotedByThemselves(record.votes);
  return (record.approval?.requirements ?? []).some((requirement) => {
    const eligible = eligibleApprovers(requirement).filter((approver) => !repeated.has(approver));
    const against = eligible.filter((approver) => rejected.has(approver)).length;
    if (requirement.rejection !== 'majority') return against > 0;
    const electorate = approversAsked(requirement, record, record.round ?? 0).length;
    return against * 2 > electorate || eligible.length - against < requirement.quorum;
  });
}

/**
 * Approvers whose vote does not count, because the same person has voted once more as another approver: one person has one
 * vote, the latest.
 */
export function outvotedByThemselves(votes: Vote[]): Set<string> {
  const latest = new Map(votes.map((vote) => [vote.confirmation.person, vote]));
  const repeated = votes.filter((vote) => latest.get(vote.confirmation.person) !== vote);
  return new Set(repeated.map(({ approver }) => approver));
}

/** The eligible approvers who have been asked by a round. */
function approversAsked(
  { approvers, escalateTo = [] }: Requirement,
  { approval }: Pick<RequestRecord, 'approval'>,
  round: number,
): string[] {
  const joined = (approval?.rounds ?? []).slice(0, round + 1).flatMap((each) => each.escalateTo);
  return [...new Set([...approvers, ...escalateTo.filter((approver) => joined.includes(approver))])];
}

/** Who has approved in a way that is enough for this requirement. */
function approversOf(requirement: Requirement, votes: Vote[]): Set<string> {
  return votersFor(
    'approve',
    votes.filter(({ confirmation }) => isConfirmedFor(requirement, confirmation)),
  );
}

function votersFor(decision: Decision, votes: Vote[]): Set<string> {
  const repeated = outvotedByThemselves(votes);
  const cast = votes.filter((vote) => vote.decision === decision && !repeated.has(vote.approver));
  return new Set(cast.map(({ approver }) => approver));
}
