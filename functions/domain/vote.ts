import { isExpired } from './approval.ts';
import { isListed, type Policy } from './policy.ts';
import { entitled, isQuorumReached, isRejected } from './quorum.ts';
import { isRequester } from './request.ts';
import { type RequestRecord, withStatus } from './request-record.ts';

export type Decision = 'approve' | 'reject';

/** One approver's vote. */
export interface Vote {
  approver: string;
  decision: Decision;
  comment: string;
  /** ISO 8601. */
  at: string;
}

/** A vote as it is cast, on the plan whose fingerprint the page showed. */
export interface Ballot extends Vote {
  fingerprint: string;
}

/** Why a vote does not count. */
export type VoteRefusal =
  | 'decided'
  | 'expired'
  | 'not-an-approver'
  | 'plan-changed'
  | 'comment-missing'
  | 'changed-too-often';

export type VoteResult = { refusal: VoteRefusal } | { record: RequestRecord };

/** The part of the policy that says who may vote now. */
export type Electorate = Pick<Policy, 'approvals' | 'groups'>;

/** An item of DynamoDB holds 400 KB, and every vote stays in the request's history. */
const VOTES_OF_AN_APPROVER = 10;

/**
 * The record with the vote counted, or why it does not count. A later vote of the same approver takes the place of
 * their earlier one; the same vote again changes nothing, and gives the record that came in.
 */
export function castVote(record: RequestRecord, ballot: Ballot, policy: Electorate): VoteResult {
  const refusal = refuseVote(record, ballot, policy);
  if (refusal) return { refusal };
  const { fingerprint: _, ...vote } = ballot;
  const { approver, decision, comment, at } = vote;
  const earlier = record.votes.find((cast) => cast.approver === approver);
  if (earlier?.decision === decision && earlier.comment === comment) return { record };
  const cast = record.history.filter(({ who }) => who === approver).length;
  if (cast >= VOTES_OF_AN_APPROVER) return { refusal: 'changed-too-often' };
  const entry = { at, who: approver, what: votedWhat(decision, earlier), ...(comment !== '' && { comment }) };
  const counted: RequestRecord = {
    ...record,
    votes: [...record.votes.filter((cast) => cast.approver !== approver), vote],
    history: [...record.history, entry],
  };
  return { record: decide(counted, at) };
}

/** Whether this person may vote on the request: its approver then, not its requester, and listed by the policy now. */
export function mayVote({ approval, request }: RequestRecord, approver: string, policy: Electorate): boolean {
  const theirs = (approval?.requirements ?? []).filter((requirement) => entitled(requirement).includes(approver));
  return (
    theirs.length > 0 && !isRequester(request, approver) && theirs.every(({ rule }) => isListed(policy, rule, approver))
  );
}

/** Whether this approver must say why when they approve. */
export function isCommentRequired({ approval }: RequestRecord, approver: string): boolean {
  return (approval?.requirements ?? []).some(
    (requirement) => requirement.commentRequired && entitled(requirement).includes(approver),
  );
}

function refuseVote(record: RequestRecord, ballot: Ballot, policy: Electorate): VoteRefusal | undefined {
  const { approver, decision, comment } = ballot;
  if (isExpired(record, ballot.at)) return 'expired';
  if (!mayVote(record, approver, policy)) return 'not-an-approver';
  if (record.status !== 'PENDING_APPROVAL') return 'decided';
  if (ballot.fingerprint !== record.fingerprint) return 'plan-changed';
  const needsComment = decision === 'reject' || isCommentRequired(record, approver);
  return needsComment && comment.trim() === '' ? 'comment-missing' : undefined;
}

function decide(record: RequestRecord, at: string): RequestRecord {
  if (isRejected(record))
    return withStatus(record, 'REJECTED', { at, who: 'workflow', what: 'the rejection is final' });
  if (isQuorumReached(record)) {
    return withStatus(record, 'APPROVED', { at, who: 'workflow', what: 'every quorum is reached' });
  }
  return record;
}

function votedWhat(decision: Decision, earlier: Vote | undefined): string {
  const word = decision === 'approve' ? 'approved' : 'rejected';
  if (!earlier) return word;
  return earlier.decision === decision ? `${word} with another comment` : `${word} after all`;
}
