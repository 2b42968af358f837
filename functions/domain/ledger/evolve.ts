import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { contactKey, contactName } from '../contact/contact.ts';
import { approvalSeconds } from '../policy/required-approval.ts';
import type { EventOf, RequestEvent, RequestEventType, Requested } from './events.ts';
import { askedDigest, planFingerprint, planStatement } from './fingerprint.ts';
import type { Cancellation, ChangeResult, RequestRecord, UnreachableApprover, Vote } from './record.ts';
import { changeResults } from './results.ts';

type Changes = Partial<RequestRecord>;

/** The record of a request that has just been registered. */
export function newRecord(requested: Requested): RequestRecord {
  const { request, executionArn, accounts, provenBy, askedAt, at } = requested;
  const nothing = { votes: [], mails: [], unreachable: [], withdrawn: [] };
  const origin = { request, executionArn, accounts, provenBy, askedAt, createdAt: at };
  return { history: [requested], ...origin, status: 'RECEIVED', isOutdated: false, ...nothing, version: 1 };
}

/** The record that a ledger makes. @throws RangeError when the ledger does not begin with `Requested`. */
export function recordOf(history: RequestEvent[]): RequestRecord {
  return evolveAll(newRecord(requestedOf({ history })), history.slice(1));
}

/** The first event of a record's ledger. @throws RangeError when it is another one. */
export function requestedOf({ history: [first] }: Pick<RequestRecord, 'history'>): Requested {
  if (first?.type !== 'Requested') throw new RangeError('a ledger begins with Requested');
  return first;
}

/** The record after several events. */
export function evolveAll(record: RequestRecord, events: RequestEvent[]): RequestRecord {
  return events.reduce(evolve, record);
}

/** The record after one more event. Nothing else ever changes a record. */
export function evolve(record: RequestRecord, event: RequestEvent): RequestRecord {
  return { ...record, ...changesBy(event, record), history: [...record.history, event] };
}

/** What the ledger alone tells. */
const TOLD_ONLY = [
  'ChangeApplied',
  'ChangeFailed',
  'ChangeNotConfirmed',
  'RepetitionAnswered',
  'IdContested',
  'Redacted',
  'CampaignPaused',
  'CampaignResumed',
  'CampaignStopped',
  'CampaignCancelled',
] as const satisfies RequestEventType[];

type ToldOnly = EventOf<(typeof TOLD_ONLY)[number]>;

function isToldOnly(event: RequestEvent): event is ToldOnly {
  return TOLD_ONLY.some((type) => type === event.type);
}

function changesBy(event: RequestEvent, record: RequestRecord): Changes {
  if (isToldOnly(event)) return {};
  switch (event.type) {
    case 'Requested':
      throw new RangeError('a request is registered once');
    case 'Planned':
      return planned(event, record);
    case 'ChangesWithdrawn':
      return { withdrawn: [...record.withdrawn, ...withdrawnBy(event)], ...outdated(record) };
    case 'PlanOutdated':
      return outdated(record);
    case 'ApprovalRequested':
      return { status: 'PENDING_APPROVAL', ...roundBegins(record, event) };
    case 'Reminded':
    case 'Escalated':
    case 'WaitExtended':
      return roundBegins(record, event);
    case 'MailSent':
      return { mails: [...record.mails, event.mail] };
    case 'ApproverUnreachable':
      return { unreachable: [...record.unreachable, unreachableBy(event)] };
    case 'VoteCast':
      return { votes: withVote(record.votes, voteBy(event)) };
    case 'Approved':
    case 'Rejected':
    case 'Expired':
    case 'Cancelled':
      return decidedBy(event);
    case 'ApplyStarted':
      return { applyingSince: event.at };
    case 'CampaignApplied':
      return { counts: event.counts };
    case 'Ended':
      return ended(event, record);
    case 'ChangeConfirmed':
      return { results: record.results?.map((result) => confirmed(result, event)) ?? [] };
  }
}

function decidedBy(event: EventOf<'Approved' | 'Rejected' | 'Expired' | 'Cancelled'>): Changes {
  switch (event.type) {
    case 'Approved':
      return { status: 'APPROVED' };
    case 'Rejected':
      return { status: 'REJECTED' };
    case 'Expired':
      return { status: 'EXPIRED', expiredBecause: event.expiredBecause };
    case 'Cancelled':
      return { status: 'CANCELLED', cancellation: cancelledBy(event) };
  }
}

function planned(event: EventOf<'Planned'>, record: RequestRecord): Changes {
  const { plan, campaign, approval, supersedes, formerShapers, at } = event;
  const isAwaited = (plan.length > 0 || (campaign?.count ?? 0) > 0) && approval.requirements.length > 0;
  return {
    plan,
    ...(campaign && { campaign }),
    fingerprint: planFingerprint(planStatement(askedDigest(requestedOf(record)), event)),
    approval,
    isOutdated: false,
    ...(supersedes && { supersedes }),
    ...(formerShapers && { formerShapers }),
    ...(isAwaited && { expiresAt: secondsAfter(at, approvalSeconds(approval)) }),
    ...(record.round !== undefined && { round: 0 }),
  };
}

/** The plan is no longer what approvers should decide on: they are asked again, by new mails. */
function outdated({ status, mails }: RequestRecord): Changes {
  return {
    isOutdated: true,
    votes: [],
    mails: mails.filter(({ kind }) => kind !== 'approvalRequest'),
    ...(status === 'APPROVED' && { status: 'PENDING_APPROVAL' }),
  };
}

function withdrawnBy({ contacts, because }: EventOf<'ChangesWithdrawn'>) {
  return contacts.map((contact) => ({ ...contactKey(contact), because }));
}

function confirmed(result: ChangeResult, contact: ContactKey): ChangeResult {
  if (contactName(result) !== contactName(contact)) return result;
  const { confirmed: _, ...rest } = result;
  return rest;
}

function unreachableBy({ approver, reason, at }: EventOf<'ApproverUnreachable'>): UnreachableApprover {
  return { approver, reason, at };
}

function voteBy({ by: approver, decision, comment, at, confirmation }: EventOf<'VoteCast'>): Vote {
  return { approver, decision, comment, at, confirmation };
}

function cancelledBy({ by, at, comment, because }: EventOf<'Cancelled'>): Cancellation {
  return { by, at, comment, ...(because && { because }) };
}

function ended(event: EventOf<'Ended'>, { request, history }: RequestRecord): Changes {
  const results = changeResults(request.changes, history, event);
  return { status: event.status, results, ...(event.reasons && { reasons: event.reasons }) };
}

/** A new vote takes the place of the approver's earlier one, and is the latest. */
function withVote(votes: Vote[], vote: Vote): Vote[] {
  return [...votes.filter(({ approver }) => approver !== vote.approver), vote];
}

/** A round that begins early brings the expiry forward; it never puts it off, because links end with it. */
function roundBegins({ approval, expiresAt }: RequestRecord, { round, at }: { round: number; at: string }): Changes {
  if (!approval || expiresAt === undefined) return { round };
  const end = secondsAfter(at, approvalSeconds(approval, round));
  return { round, expiresAt: end < expiresAt ? end : expiresAt };
}

function secondsAfter(at: string, seconds: number): string {
  return new Date(Date.parse(at) + seconds * 1000).toISOString();
}
