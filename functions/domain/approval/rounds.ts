import { type RequestEvent, WORKFLOW } from '../ledger/events.ts';
import type { RequestRecord } from '../ledger/record.ts';
import { approversInRound } from '../policy/required-approval.ts';
import { isUndecided, type RequestStatus } from '../request/request.ts';
import { isQuorumPossible } from './quorum.ts';

/**
 * What follows when a round begins; nothing if it has begun already, `undefined` if there is nothing to decide: the request
 * has ended, or needs another plan first.
 */
export function beginRound(record: RequestRecord, round: number, at: string): RequestEvent[] | undefined {
  const { status, approval, isOutdated } = record;
  const by = WORKFLOW;
  if (isOutdated || !isUndecided(status)) return undefined;
  if (!isAsked(record)) {
    const approvers = approval ? approversInRound(approval, 0) : [];
    return [{ type: 'ApprovalRequested', at, by, round: 0, approvers }];
  }
  if (record.round === round) return [];
  const joining = joiningApprovers(record, round);
  const reminded = approversToMail(record, round).filter((approver) => !joining.includes(approver));
  const events: RequestEvent[] = [
    ...(reminded.length > 0 ? [{ type: 'Reminded', at, by, round, approvers: reminded } as const] : []),
    ...(joining.length > 0 ? [{ type: 'Escalated', at, by, round, approvers: joining } as const] : []),
  ];
  return events.length > 0 ? events : [{ type: 'WaitExtended', at, by, round }];
}

/** Whether approvers have been asked about the plan; not yet if it replaces one that was outdated. */
export function isAsked({ history }: RequestRecord): boolean {
  return (
    history.findLast(({ type }) => type === 'Planned' || type === 'ApprovalRequested')?.type === 'ApprovalRequested'
  );
}

/**
 * Who gets an approval mail when a round begins: everybody in the first, then those who join, and in a round that
 * reminds, those who haven't voted. Approvers whom mail does not reach get no further mail.
 */
export function approversToMail(record: RequestRecord, round: number): string[] {
  const { approval, votes, unreachable } = record;
  if (!approval) return [];
  const mailed = approversMailedBefore(record, round);
  const done = new Set([...votes, ...unreachable].map(({ approver }) => approver));
  const reminds = approval.rounds[round]?.remind ?? false;
  return approversInRound(approval, round).filter(
    (approver) => !done.has(approver) && (reminds || !mailed.has(approver)),
  );
}

/** Whether an approver gets an approval mail in the current round, and has got none yet. */
export function isToBeMailed(record: RequestRecord, approver: string): boolean {
  const { round = 0 } = record;
  return (
    !isVotingOver(record) &&
    approversToMail(record, round).includes(approver) &&
    !isMailedInRound(record, approver, round)
  );
}

export function isMailedInRound({ mails }: RequestRecord, approver: string, round: number): boolean {
  return mails.some((mail) => mail.kind === 'approvalRequest' && mail.to === approver && mail.round === round);
}

/** Who got an approval mail in an earlier round. */
export function approversMailedBefore({ mails }: RequestRecord, round: number): Set<string> {
  return new Set(mails.flatMap((mail) => (mail.kind === 'approvalRequest' && mail.round < round ? [mail.to] : [])));
}

/** Whether everybody whom a round asks has a mail of it, or cannot get one. */
export function isEverybodyAsked(record: RequestRecord, round: number): boolean {
  const isBegun = isAsked(record) && record.round === round;
  return isBegun && approversToMail(record, round).every((to) => isMailedInRound(record, to, round));
}

/** The next round in which every quorum can be reached, if there is one. */
export function nextRound(record: RequestRecord, round: number): number | undefined {
  const rounds = record.approval?.rounds ?? [];
  const next = rounds.findIndex((_, index) => index > round && isQuorumPossible(record, index));
  return next === -1 ? undefined : next;
}

/** Whether there is nothing to wait for: the request is decided or needs another plan, or no quorum can be reached. */
export function isRoundOver(record: RequestRecord): boolean {
  return isVotingOver(record) || !isQuorumPossible(record, record.round ?? 0);
}

/** Whether votes in this round can still decide, and its time is not up: then the execution has nothing to do but wait. */
export function isRoundOpen(record: RequestRecord, round: number, secondsLeft: number): boolean {
  return isUndecided(record.status) && !record.isOutdated && secondsLeft > 0 && isQuorumPossible(record, round);
}

/** Whether no vote counts: the request is decided, or needs another plan first. */
export function isVotingOver({ status, isOutdated }: RequestRecord): boolean {
  return isOutdated || status !== 'PENDING_APPROVAL';
}

/** What follows when a round has ended: the last one expires the request, and an approved request starts to be applied. */
export function settleRound(record: RequestRecord, round: number, at: string): RequestEvent[] {
  const by = WORKFLOW;
  if (record.isOutdated) return [];
  if (record.status === 'APPROVED' && !record.applyingSince) return [{ type: 'ApplyStarted', at, by }];
  if (record.status !== 'PENDING_APPROVAL' || nextRound(record, round) !== undefined) return [];
  const expiredBecause = isQuorumPossible(record, record.round ?? 0) ? 'timeIsUp' : 'tooFewApproversReachable';
  return [{ type: 'Expired', at, by, expiredBecause }];
}

/** Whether the time for votes is over, even if no event says so yet. */
export function isExpired({ status, expiresAt }: RequestRecord, at: string): boolean {
  return status === 'EXPIRED' || (status === 'PENDING_APPROVAL' && expiresAt !== undefined && at >= expiresAt);
}

/** Whether the contacts must be read and compared again, because the plan is outdated. */
export function needsNewPlan({ status, isOutdated }: RequestRecord): boolean {
  return isOutdated && isUndecided(status);
}

/**
 * The approvers who have yet to hear that there is nothing left to decide: all who got a mail about this or an earlier plan,
 * except the one who decided. An expired request is told by its deadline, and the results of an approved one are no decision.
 */
export function approversToNotify({ status, votes, history, unreachable, applyingSince }: RequestRecord): string[] {
  const isDecided = status === 'APPROVED' || status === 'REJECTED';
  const isGone = status === 'CANCELLED' || IN_VAIN.includes(status);
  if (!isDecided && !(isGone && applyingSince === undefined)) return [];
  const decider = isDecided ? votes.at(-1)?.approver : undefined;
  const to = (kind: RequestRecord['mails'][number]['kind']) =>
    new Set(history.flatMap((event) => (event.type === 'MailSent' && event.mail.kind === kind ? [event.mail.to] : [])));
  const notified = to('decisionNotice');
  const lost = new Set(unreachable.map(({ approver }) => approver));
  return [...to('approvalRequest')].filter(
    (approver) => approver !== decider && !notified.has(approver) && !lost.has(approver),
  );
}

/** How a request ends that needed another plan, and got one that cannot be approved, or that changes nothing. */
const IN_VAIN: RequestStatus[] = ['UNCHANGED', 'INVALID', 'FAILED'];

/** Who is added in a round, or in a round that was skipped on the way to it. */
function joiningApprovers({ approval, round: lastRound = 0 }: RequestRecord, round: number): string[] {
  if (!approval) return [];
  const known = approversInRound(approval, lastRound);
  return approversInRound(approval, round).filter((approver) => !known.includes(approver));
}
