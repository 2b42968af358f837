import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { Contact } from '../../../schemas/compiled/contact.js';
import type { PlannedChange } from '../request/plan.ts';
import { type RequestEvent, WORKFLOW } from './events.ts';
import { recordOf, requestedOf } from './evolve.ts';
import type { RequestRecord } from './record.ts';

/** Stands for what was taken out. */
const REDACTED = '[redacted]';

/** Whether contact details were taken out of the ledger, so that the digests of what was asked and planned cannot be made again. */
export function isRedacted(record: Pick<RequestRecord, 'history'>): boolean {
  return !requestedOf(record).nonce;
}

/**
 * The record without the details of contacts, without what people wrote, and without the nonces, with which somebody could try
 * out contacts against the digests that are kept. Who asked, decided and when, and what became of it, stays.
 */
export function redacted(record: RequestRecord, at: string): RequestRecord {
  if (isRedacted(record)) return record;
  const history = [...record.history.map(withoutPersonalData), { type: 'Redacted', at, by: WORKFLOW } as const];
  return { ...recordOf(history), version: record.version };
}

/** ISO 8601: when the outcome of a request was recorded; `undefined` until then. */
export function endedAt({ history }: Pick<RequestRecord, 'history'>): string | undefined {
  return history.find(({ type }) => type === 'Ended')?.at;
}

/** A request as a redacted record has it. */
export function redactedRequest({ asWritten: _, ...request }: ChangeRequest): ChangeRequest {
  const changes = request.changes.map((change) =>
    change.action === 'PUT' ? { ...change, contact: withoutDetails(change.contact) } : change,
  );
  return { ...request, reason: REDACTED, changes };
}

function withoutPersonalData(event: RequestEvent): RequestEvent {
  switch (event.type) {
    case 'Requested':
      return { ...event, request: redactedRequest(event.request), nonce: '' };
    case 'Planned':
      return { ...event, plan: event.plan.map(redactedChange), nonce: '' };
    case 'VoteCast':
    case 'Cancelled':
    case 'CampaignPaused':
    case 'CampaignResumed':
    case 'CampaignCancelled':
      return { ...event, comment: event.comment && REDACTED };
    default:
      return event;
  }
}

function redactedChange(change: PlannedChange): PlannedChange {
  const [before, after] = [change.before, change.after].map((contact) => contact && withoutDetails(contact));
  return { ...change, before: before ?? null, after: after ?? null };
}

function withoutDetails(_contact: Contact): Contact {
  return { name: REDACTED, title: REDACTED, emailAddress: REDACTED, phoneNumber: REDACTED };
}
