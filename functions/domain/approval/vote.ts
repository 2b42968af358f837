import { isVisible } from '../contact/invisible-character.ts';
import { type Confirmation, type Decision, type RequestEvent, WORKFLOW } from '../ledger/events.ts';
import { evolve, evolveAll } from '../ledger/evolve.ts';
import type { RequestRecord } from '../ledger/record.ts';
import { shapedAs } from '../policy/barred-approver.ts';
import { type Electorate, isListed } from '../policy/policy.ts';
import { eligibleApprovers, type Requirement } from '../policy/required-approval.ts';
import { isConfirmedFor } from './confirmation.ts';
import { isQuorumReached, isRejected, outvotedByThemselves } from './quorum.ts';
import { isExpired } from './rounds.ts';

/** A vote as it is cast, on the plan whose fingerprint the page showed. */
export interface Ballot {
  approver: string;
  decision: Decision;
  comment: string;
  /** ISO 8601. */
  at: string;
  fingerprint: string;
  confirmation: Confirmation;
}

/** A vote, and its place among all votes on its request, from 0. */
export type NumberedBallot = Ballot & { number: number };

/** Why a vote does not count. */
export type VoteRefusal =
  | 'decided'
  | 'expired'
  | 'notAnApprover'
  | 'planChanged'
  | 'commentMissing'
  /** The record holds a plan that the workflow has not made. */
  | 'recordAltered'
  /** The rules of the approver want more than the link. */
  | 'confirmationMissing'
  | 'changedTooOften';

/** A DynamoDB item holds 400 KB, and every vote stays in the ledger. */
const VOTES_PER_APPROVER = 10;

/**
 * What follows from a vote, or why it does not count. A later vote replaces the approver's earlier one; the same vote
 * again changes nothing.
 */
export function castVote(
  record: RequestRecord,
  ballot: NumberedBallot,
  policy: Electorate,
): { refusal: VoteRefusal } | RequestEvent[] {
  const refusal = refuseVote(record, ballot, policy);
  if (refusal) return { refusal };
  const { approver: by, decision, comment, at, fingerprint, confirmation, number } = ballot;
  const earlier = record.votes.find(({ approver }) => approver === by);
  const isSame = earlier?.decision === decision && earlier.comment === comment;
  if (isSame && !outvotedByThemselves(record.votes).has(by)) return [];
  const sincePlan = record.history.slice(record.history.findLastIndex(({ type }) => type === 'Planned') + 1);
  const cast = sincePlan.filter((event) => event.type === 'VoteCast' && event.by === by).length;
  if (cast >= VOTES_PER_APPROVER) return { refusal: 'changedTooOften' };
  const vote: RequestEvent = {
    ...{ type: 'VoteCast', at, by, decision, comment, fingerprint, confirmation, number },
    ...(earlier && { previous: earlier.decision }),
  };
  return [vote, ...decide(evolve(record, vote), at)];
}

/** The events by which the ledger catches up with votes that it does not hold. Those that do not count any more are left out. */
export function countVotes(record: RequestRecord, votes: NumberedBallot[], policy: Electorate): RequestEvent[] {
  const known = new Set(record.history.flatMap((event) => (event.type === 'VoteCast' ? [event.number] : [])));
  const events: RequestEvent[] = [];
  for (const vote of votes.filter(({ number }) => !known.has(number))) {
    const cast = castVote(evolveAll(record, events), vote, policy);
    if (!('refusal' in cast)) events.push(...cast);
  }
  return events;
}

/** Whether this person may vote: eligible when planned, without a part in the request, and still listed by the policy. */
export function mayVote(record: RequestRecord, approver: string, policy: Electorate): boolean {
  const theirs = requirementsOf(record.approval, approver);
  return (
    theirs.length > 0 &&
    shapedAs(record, approver, policy.mailboxes ?? {}) === undefined &&
    theirs.every(({ rule }) => isListed(policy, rule, approver))
  );
}

/**
 * Whether this person may see how the request ended: they were eligible by one of its plans, and the policy still lists them
 * under those rules.
 */
export function maySeeEnd({ history }: RequestRecord, approver: string, policy: Electorate): boolean {
  const approvals = history.flatMap((event) => (event.type === 'Planned' ? [event.approval] : []));
  const theirs = approvals.flatMap((approval) => requirementsOf(approval, approver));
  return theirs.length > 0 && theirs.every(({ rule }) => isListed(policy, rule, approver));
}

/** Whether this approver must comment even to approve. */
export function isCommentRequired({ approval }: RequestRecord, approver: string): boolean {
  return requirementsOf(approval, approver).some(({ commentRequired }) => commentRequired);
}

/** Whether a rejection by this approver alone does not reject the request. */
export function needsMajorityToReject({ approval }: RequestRecord, approver: string): boolean {
  const theirs = requirementsOf(approval, approver);
  return theirs.length > 0 && theirs.every(({ rejection }) => rejection === 'majority');
}

function requirementsOf(approval: RequestRecord['approval'], approver: string): Requirement[] {
  return (approval?.requirements ?? []).filter((requirement) => eligibleApprovers(requirement).includes(approver));
}

function refuseVote(record: RequestRecord, ballot: Ballot, policy: Electorate): VoteRefusal | undefined {
  const { approver, decision, comment, confirmation } = ballot;
  if (isExpired(record, ballot.at)) return 'expired';
  if (!mayVote(record, approver, policy)) return 'notAnApprover';
  if (record.status !== 'PENDING_APPROVAL') return 'decided';
  if (record.isOutdated || ballot.fingerprint !== record.fingerprint) return 'planChanged';
  if ((decision === 'reject' || isCommentRequired(record, approver)) && !isVisible(comment)) return 'commentMissing';
  const theirs = requirementsOf(record.approval, approver);
  return theirs.every((each) => isConfirmedFor(each, confirmation)) ? undefined : 'confirmationMissing';
}

function decide(record: RequestRecord, at: string): RequestEvent[] {
  if (isRejected(record)) return [{ type: 'Rejected', at, by: WORKFLOW }];
  if (isQuorumReached(record)) return [{ type: 'Approved', at, by: WORKFLOW, approvedBecause: 'quorumReached' }];
  return [];
}
