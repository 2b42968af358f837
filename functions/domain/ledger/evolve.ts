import { type Approval, approvalSeconds } from '../policy/required-approval.ts';
import { type PlannedChange, planFingerprint } from '../request/plan.ts';
import type { RequestEvent, Requested } from './events.ts';
import type { RequestRecord, Vote } from './record.ts';
import { changeResults } from './results.ts';

type Changes = Partial<RequestRecord>;

/** The record of a request that has just been registered. */
export function newRecord(requested: Requested): RequestRecord {
  const { request, executionArn, at } = requested;
  const people = { votes: [], mails: [], unreachable: [] };
  return { history: [requested], request, status: 'RECEIVED', executionArn, createdAt: at, ...people, version: 1 };
}

/** The record that a ledger makes. @throws RangeError when the ledger does not begin with `Requested`. */
export function recordOf([first, ...later]: RequestEvent[]): RequestRecord {
  if (first?.type !== 'Requested') throw new RangeError('a ledger begins with Requested');
  return evolveAll(newRecord(first), later);
}

/** The record after several events. */
export function evolveAll(record: RequestRecord, events: RequestEvent[]): RequestRecord {
  return events.reduce(evolve, record);
}

/** The record after one more event. Nothing else ever changes a record. */
export function evolve(record: RequestRecord, event: RequestEvent): RequestRecord {
  return { ...record, ...changesBy(event, record), history: [...record.history, event] };
}

function changesBy(event: RequestEvent, record: RequestRecord): Changes {
  switch (event.type) {
    case 'Requested':
      throw new RangeError('a request is registered once');
    case 'Planned':
      return {
        plan: event.plan,
        fingerprint: planFingerprint(event.plan),
        approval: event.approval,
        ...firstExpiry(event),
      };
    case 'ApprovalRequested':
      return { status: 'PENDING_APPROVAL', ...roundBegins(record, event) };
    case 'Reminded':
    case 'Escalated':
    case 'WaitExtended':
      return roundBegins(record, event);
    case 'MailSent':
      return { mails: [...record.mails, event.mail] };
    case 'ApproverUnreachable': {
      const { approver, reason, at } = event;
      return { unreachable: [...record.unreachable, { approver, reason, at }] };
    }
    case 'VoteCast': {
      const { by: approver, decision, comment, at } = event;
      return { votes: withVote(record.votes, { approver, decision, comment, at }) };
    }
    case 'Approved':
      return { status: 'APPROVED' };
    case 'Rejected':
      return { status: 'REJECTED' };
    case 'Expired':
      return { status: 'EXPIRED', expiredBecause: event.expiredBecause };
    case 'Cancelled':
      return { status: 'CANCELLED', cancellation: { by: event.by, at: event.at, comment: event.comment } };
    case 'ApplyStarted':
      return { applyingSince: event.at };
    case 'ChangeApplied':
    case 'ChangeFailed':
      return {};
    case 'Ended':
      return {
        status: event.status,
        results: changeResults(record.request.changes, record.history, event),
        ...(event.reasons && { reasons: event.reasons }),
      };
  }
}

/** A new vote takes the place of the approver's earlier one, and is the latest. */
function withVote(votes: Vote[], vote: Vote): Vote[] {
  return [...votes.filter(({ approver }) => approver !== vote.approver), vote];
}

function firstExpiry({ plan, approval, at }: { plan: PlannedChange[]; approval: Approval; at: string }): Changes {
  if (plan.length === 0 || approval.requirements.length === 0) return {};
  return { expiresAt: secondsAfter(at, approvalSeconds(approval)) };
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
