import { isRequester } from './request.ts';
import { type RequestRecord, withStatus } from './request-record.ts';

/** What one policy rule asks: `quorum` of its approvers (e-mail addresses in lower case). */
export interface Requirement {
  rule: string;
  approvers: string[];
  /** Who joins the approvers of this rule, and of no other, when one of its rounds escalates. */
  escalateTo?: string[];
  quorum: number;
}

/** One round of asking. `escalateTo` are approvers who join in this round and stay. */
export interface Round {
  seconds: number;
  remind: boolean;
  escalateTo: string[];
}

/** The approval that a request needs, resolved when its changes were planned. */
export interface Approval {
  requirements: Requirement[];
  rounds: Round[];
}

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
export type VoteRefusal = 'decided' | 'voted' | 'expired' | 'not-an-approver' | 'plan-changed' | 'comment-missing';

export type VoteResult = { refusal: VoteRefusal } | { record: RequestRecord };

/** Seconds that all rounds last together. */
export function approvalSeconds({ rounds }: Approval): number {
  return rounds.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** Everyone who may vote in a round (the first is 0): the rules' approvers, and who an escalation has added so far. */
export function approversInRound({ requirements, rounds }: Approval, round: number): string[] {
  const escalated = rounds.slice(0, round + 1).flatMap(({ escalateTo }) => escalateTo);
  return [...new Set([...requirements.flatMap(({ approvers }) => approvers), ...escalated])];
}

/** Who is asked by mail when a round begins: everyone at first, then who joins, and who has not voted if it reminds. */
export function approversToMail({ approval, votes }: RequestRecord, round: number): string[] {
  if (!approval) return [];
  const asked = round === 0 ? [] : approversInRound(approval, round - 1);
  const voted = new Set(votes.map(({ approver }) => approver));
  const reminds = approval.rounds[round]?.remind ?? false;
  return approversInRound(approval, round).filter(
    (approver) => !voted.has(approver) && (reminds || !asked.includes(approver)),
  );
}

/** How far each rule is from its quorum; an approval counts for the rules that list its approver. */
export function approvalProgress({
  approval,
  votes,
}: RequestRecord): { rule: string; approvals: number; quorum: number }[] {
  if (!approval) return [];
  const approving = votes.filter(({ decision }) => decision === 'approve').map(({ approver }) => approver);
  return approval.requirements.map(({ rule, approvers, escalateTo = [], quorum }) => {
    const entitled = new Set([...approvers, ...escalateTo]);
    return { rule, quorum, approvals: approving.filter((approver) => entitled.has(approver)).length };
  });
}

/** Whether every rule has its quorum. */
export function isQuorumReached(record: RequestRecord): boolean {
  return (
    record.approval !== undefined && approvalProgress(record).every(({ approvals, quorum }) => approvals >= quorum)
  );
}

/** The record as it waits for a round's decision; nothing when it is decided already. */
export function awaitingDecision(
  record: RequestRecord,
  round: number,
  taskToken: string,
  at: string,
): RequestRecord | undefined {
  const waiting = { ...record, taskToken, round };
  if (record.status === 'PENDING_APPROVAL') return waiting;
  if (record.status !== 'RECEIVED') return undefined;
  return withStatus(waiting, 'PENDING_APPROVAL', {
    at,
    who: 'workflow',
    what: `asked for approval, round ${round + 1}`,
  });
}

/**
 * The record with the vote counted, or why it does not count. One rejection rejects; the approval that completes the
 * last quorum approves.
 */
export function castVote(record: RequestRecord, ballot: Ballot): VoteResult {
  const refusal = refuseVote(record, ballot);
  if (refusal) return { refusal };
  const { fingerprint: _, ...vote } = ballot;
  const counted: RequestRecord = {
    ...record,
    votes: [...record.votes, vote],
    history: [
      ...record.history,
      { at: vote.at, who: vote.approver, what: vote.decision === 'approve' ? 'approved' : 'rejected' },
    ],
  };
  if (vote.decision === 'reject') return { record: decided(counted, 'REJECTED', vote.at) };
  return { record: isQuorumReached(counted) ? decided(counted, 'APPROVED', vote.at) : counted };
}

/** The record after its last round has ended without a decision. */
export function expire(record: RequestRecord, at: string): RequestRecord {
  return withStatus(record, 'EXPIRED', { at, who: 'workflow', what: 'expired without a decision' });
}

/** Whether the deadline for votes has passed. `at` is ISO 8601 in UTC, as all times of a record. */
export function isExpired({ status, expiresAt }: RequestRecord, at: string): boolean {
  return status === 'EXPIRED' || (status === 'PENDING_APPROVAL' && expiresAt !== undefined && at >= expiresAt);
}

function refuseVote(record: RequestRecord, ballot: Ballot): VoteRefusal | undefined {
  const { approval, votes, status, request } = record;
  if (isExpired(record, ballot.at)) return 'expired';
  if (votes.some(({ approver }) => approver === ballot.approver)) return 'voted';
  if (status !== 'PENDING_APPROVAL' || !approval) return 'decided';
  const isListed = approversInRound(approval, approval.rounds.length).includes(ballot.approver);
  if (!isListed || isRequester(request, ballot.approver)) return 'not-an-approver';
  if (ballot.fingerprint !== record.fingerprint) return 'plan-changed';
  if (ballot.decision === 'reject' && ballot.comment.trim() === '') return 'comment-missing';
  return undefined;
}

function decided(record: RequestRecord, status: 'APPROVED' | 'REJECTED', at: string): RequestRecord {
  const what = status === 'APPROVED' ? 'every quorum is reached' : 'one rejection rejects';
  return withStatus(record, status, { at, who: 'workflow', what });
}
