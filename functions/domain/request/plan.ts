import { createHash } from 'node:crypto';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { Contact } from '../../../schemas/compiled/contact.js';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import type { CurrentContact } from '../../../schemas/compiled/current-contact.js';
import { CONTACT_FIELDS, contactKey, contactName, isSameContact } from '../contact/contact.ts';

/** A contact before and after; `null` is no contact. Approvers see exactly this, and exactly this is applied. */
export interface PlannedChange extends ContactKey {
  before: Contact | null;
  after: Contact | null;
}

/** The changes that remain to be made, in the order of the request; what is already in place is left out. */
export function planChanges(
  { changes }: Pick<ChangeRequest, 'changes'>,
  currentContacts: CurrentContact[],
): PlannedChange[] {
  const current = new Map(currentContacts.map((read) => [contactName(read), read.contact]));
  return changes
    .map((change) => ({
      ...contactKey(change),
      before: current.get(contactName(change)) ?? null,
      after: change.action === 'PUT' ? change.contact : null,
    }))
    .filter(({ before, after }) => !isSameContact(before, after));
}

/** SHA-256 (hex) of a plan: a vote only counts for the plan that its page showed. */
export function planFingerprint(plan: PlannedChange[]): string {
  return createHash('sha256')
    .update(JSON.stringify(plan.map(canonical)))
    .digest('hex');
}

function canonical({ accountId, alternateContactType, before, after }: PlannedChange): unknown[] {
  return [accountId, alternateContactType, ...[before, after].map(fieldValues)];
}

function fieldValues(contact: Contact | null): string[] | null {
  return contact && CONTACT_FIELDS.map((field) => contact[field]);
}
