import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { contactKey, contactName } from '../contact/contact.ts';
import { type RequestEvent, type WithdrawalCause, WORKFLOW } from '../ledger/events.ts';
import type { RequestRecord } from '../ledger/record.ts';
import { remainingChanges } from '../ledger/remaining-changes.ts';
import { refuseCancellation } from './cancellation.ts';

/**
 * What follows when changes of these contacts are withdrawn. A request of which nothing is left to change is cancelled;
 * what has ended or is being applied is left alone. A campaign is withdrawn as a whole, or not at all.
 */
export function withdrawChanges(
  record: RequestRecord,
  contacts: ContactKey[] | 'all',
  because: WithdrawalCause,
  at: string,
): RequestEvent[] {
  if (refuseCancellation(record, at) !== undefined) return [];
  if (record.request.changeSet) return contacts === 'all' ? [cancelled(because, at)] : [];
  const named = new Set(contacts === 'all' ? [] : contacts.map(contactName));
  const isWithdrawn = (key: ContactKey) => contacts === 'all' || named.has(contactName(key));
  const leaving = remainingChanges(record).filter(isWithdrawn).map(contactKey);
  if (leaving.length === 0) return [];
  return waitingContacts(record).every(isWithdrawn)
    ? [cancelled(because, at)]
    : [{ type: 'ChangesWithdrawn', at, by: WORKFLOW, because, contacts: leaving }];
}

function cancelled(because: WithdrawalCause, at: string): RequestEvent {
  return { type: 'Cancelled', at, by: WORKFLOW, because, comment: '' };
}

/** What follows for a request when its ticket was taken back at `takenBackAt` (ISO 8601): what it asked for later stays. */
export function takeBack(record: RequestRecord, takenBackAt: string, at: string): RequestEvent[] {
  return record.askedAt <= takenBackAt ? withdrawChanges(record, 'all', { kind: 'takenBack' }, at) : [];
}

/** The contacts that still wait to be changed; what a plan has left out is in place already. */
function waitingContacts(record: RequestRecord): ContactKey[] {
  const { plan, isOutdated } = record;
  return plan && !isOutdated && plan.length > 0 ? plan : remainingChanges(record);
}
