import type { Change } from '../../../schemas/compiled/change-request.js';
import type { Contact } from '../../../schemas/compiled/contact.js';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { contactKey, contactName, isSameContact } from '../contact/contact.ts';

/** A contact before and after; `null` is no contact. Approvers see exactly this, and exactly this is applied. */
export interface PlannedChange extends ContactKey {
  before: Contact | null;
  after: Contact | null;
  /** How many changes this service had made to the contact by then; missing if none. */
  revision?: number;
}

/** A contact as it is now, and how many changes this service has made to it so far. */
export interface KnownContact extends ContactKey {
  contact: Contact | null;
  revision?: number;
}

/** What a change makes of its contact. */
export function contactAfter(change: Change): Contact | null {
  return change.action === 'PUT' ? change.contact : null;
}

/** The change that makes a contact this one; `null` removes it. */
export function changeTo(key: ContactKey, contact: Contact | null): Change {
  return contact ? { ...contactKey(key), action: 'PUT', contact } : { ...contactKey(key), action: 'DELETE' };
}

/**
 * The changes that remain to be made, in the order of the request; what is already in place is left out, unless the request asks just
 * that it stays.
 */
export function planChanges(
  changes: Change[],
  currentContacts: KnownContact[],
  { isAdoption = false } = {},
): PlannedChange[] {
  const current = new Map(currentContacts.map((known) => [contactName(known), known]));
  return changes
    .map((change) => {
      const { contact = null, revision = 0 } = current.get(contactName(change)) ?? {};
      return { ...contactKey(change), before: contact, after: contactAfter(change), ...(revision > 0 && { revision }) };
    })
    .filter(({ before, after }) => isAdoption || !isSameContact(before, after));
}
