import { isQuorumReachable } from './quorum.ts';
import { type RequestRecord, withStatus } from './request-record.ts';

/** What one policy rule asks: `quorum` of its approvers (e-mail addresses in lower case). */
export interface Requirement {
  rule: string;
  /** The group or person whose approval this is, where the rule asks for one of each. */
  from?: string;
  approvers: string[];
  /** Who joins the approvers of this rule, and of no other, when one of its rounds escalates. */
  escalateTo?: string[];
  quorum: number;
  /** Who approves must say why. */
  commentRequired?: true;
  /** More than half of those asked must reject; otherwise one rejection rejects. */
  rejection?: 'majority';
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

/** An approver whom a mail did not reach: `why` in words for people, `at` in ISO 8601. */
export interface Unreachable {
  approver: string;
  why: string;
  at: string;
}

/** Seconds that the rounds last together, from one of them on. */
export function approvalSeconds({ rounds }: Approval, firstRound = 0): number {
  return rounds.slice(firstRound).reduce((sum, { seconds }) => sum + seconds, 0);
}

/** Everyone who may vote in a round (the first is 0): the rules' approvers, and who an escalation has added so far. */
export function approversInRound({ requirements, rounds }: Approval, round: number): string[] {
  const escalated = rounds.slice(0, round + 1).flatMap(({ escalateTo }) => escalateTo);
  return [...new Set([...requirements.flatMap(({ approvers }) => approvers), ...escalated])];
}

/** Who has got an approval mail before a round. */
export function askedBefore({ mailed }: RequestRecord, round: number): Set<string> {
  return new Set(approvalMails(mailed).flatMap((mail) => (mail.round < round ? [mail.approver] : [])));
}

/**
 * Who is asked by mail when a round begins: everyone at first, then who joins, and who has not voted if it reminds. Whom
 * a mail did not reach gets no other.
 */
export function approversToMail(record: RequestRecord, round: number): string[] {
  const { approval, votes, unreachable = [] } = record;
  if (!approval) return [];
  const asked = askedBefore(record, round);
  const done = new Set([...votes, ...unreachable].map(({ approver }) => approver));
  const reminds = approval.rounds[round]?.remind ?? false;
  return approversInRound(approval, round).filter(
    (approver) => !done.has(approver) && (reminds || !asked.has(approver)),
  );
}

/** The record as it waits for a round's decision; nothing when it is decided already. */
export function awaitingDecision(
  record: RequestRecord,
  round: number,
  taskToken: string,
  at: string,
): RequestRecord | undefined {
  if (record.status !== 'PENDING_APPROVAL' && record.status !== 'RECEIVED') return undefined;
  const waiting: RequestRecord = { ...record, taskToken, round, ...deadline(record, round, at) };
  const what = askedWhat(record, round);
  if (record.status === 'RECEIVED') return withStatus(waiting, 'PENDING_APPROVAL', { at, who: 'workflow', what });
  return record.round === round ? waiting : { ...waiting, history: [...record.history, { at, who: 'workflow', what }] };
}

/** The round after this one in which the quorum can be reached; nothing when there is none left. */
export function nextRound(record: RequestRecord, round: number): number | undefined {
  const rounds = record.approval?.rounds ?? [];
  const next = rounds.findIndex((_, index) => index > round && isQuorumReachable(record, index));
  return next === -1 ? undefined : next;
}

/** Whether waiting on makes no sense: the request is decided, or its quorum is out of reach in this round. */
export function isRoundOver(record: RequestRecord): boolean {
  return record.status !== 'PENDING_APPROVAL' || !isQuorumReachable(record, record.round ?? 0);
}

/**
 * The record when its round has ended, or nothing when it may stay as it is. After the last round it expires; what is
 * decided waits for nobody any more; and an approval begins to be applied, which nobody can take back.
 */
export function settle(record: RequestRecord, round: number, at: string): RequestRecord | undefined {
  const { taskToken, ...settled } = record;
  if (record.status === 'PENDING_APPROVAL') {
    return nextRound(record, round) === undefined ? expire(settled, at) : undefined;
  }
  if (record.status === 'APPROVED' && !record.applyingSince) return { ...settled, applyingSince: at };
  return taskToken === undefined ? undefined : settled;
}

/** The record after its last round has ended without a decision. */
export function expire(record: RequestRecord, at: string): RequestRecord {
  const expired = withStatus(record, 'EXPIRED', { at, who: 'workflow', what: 'expired without a decision' });
  if (!isOutOfReach(expired)) return expired;
  return withStatus(record, 'EXPIRED', { at, who: 'workflow', what: 'expired: too few approvers could be reached' });
}

/** Whether the request expired because too few approvers could be reached. */
export function isOutOfReach(record: RequestRecord): boolean {
  return record.status === 'EXPIRED' && !isQuorumReachable(record, record.round ?? 0);
}

/** Whether the deadline for votes has passed. `at` is ISO 8601 in UTC, as all times of a record. */
export function isExpired({ status, expiresAt }: RequestRecord, at: string): boolean {
  return status === 'EXPIRED' || (status === 'PENDING_APPROVAL' && expiresAt !== undefined && at >= expiresAt);
}

/** The record with an approver whom a mail did not reach; as it was when that changes nothing. */
export function markUnreachable(record: RequestRecord, { approver, why, at }: Unreachable): RequestRecord {
  const { approval, status, unreachable = [] } = record;
  const isAsked = approval && approversInRound(approval, approval.rounds.length).includes(approver);
  if (status !== 'PENDING_APPROVAL' || !isAsked || unreachable.some((known) => known.approver === approver))
    return record;
  return {
    ...record,
    unreachable: [...unreachable, { approver, why, at }],
    history: [...record.history, { at, who: 'workflow', what: `could not reach ${approver}: ${why}` }],
  };
}

/** Which of the approvers who were asked have yet to hear of the decision: all but who made it, and whom no mail reaches. */
export function approversToTell({ status, votes, mailed, unreachable = [] }: RequestRecord): string[] {
  if (status !== 'APPROVED' && status !== 'REJECTED' && status !== 'CANCELLED') return [];
  const decider = status === 'CANCELLED' ? undefined : votes.at(-1)?.approver;
  const asked = new Set(approvalMails(mailed).map(({ approver }) => approver));
  return [...asked].filter(
    (approver) =>
      approver !== decider &&
      !mailed.includes(`decided/${approver}`) &&
      !unreachable.some((lost) => lost.approver === approver),
  );
}

/** A round that begins early brings the end forward; it never puts it off, because links end with it. */
function deadline({ approval, expiresAt }: RequestRecord, round: number, at: string): { expiresAt?: string } {
  if (!approval || expiresAt === undefined) return {};
  const end = new Date(Date.parse(at) + approvalSeconds(approval, round) * 1000).toISOString();
  return { expiresAt: end < expiresAt ? end : expiresAt };
}

/** Rounds that were skipped add their people too. */
function askedWhat({ approval, round: lastRound = 0 }: RequestRecord, round: number): string {
  const known = approval && round > 0 ? approversInRound(approval, lastRound) : [];
  const joining = approval && round > 0 ? approversInRound(approval, round).filter((one) => !known.includes(one)) : [];
  const escalated = joining.length > 0 ? `, escalated to ${joining.join(', ')}` : '';
  return `asked for approval, round ${round + 1}${escalated}`;
}

/** The approval mails among the marks of what was sent. */
function approvalMails(marks: string[]): { round: number; approver: string }[] {
  return marks.flatMap((mark) => {
    const [, round, approver = ''] = /^(\d+)\/(.+)$/.exec(mark) ?? [];
    return round === undefined ? [] : [{ round: Number(round), approver }];
  });
}
