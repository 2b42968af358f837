import type { Contact } from '../../../schemas/compiled/contact.js';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';

export type AlternateContactType = ContactKey['alternateContactType'];

export const ALTERNATE_CONTACT_TYPES = ['BILLING', 'OPERATIONS', 'SECURITY'] as const satisfies AlternateContactType[];

/** The fields of a contact in reading order. */
export const CONTACT_FIELDS = ['name', 'title', 'emailAddress', 'phoneNumber'] as const satisfies (keyof Contact)[];

/** `222222222222/SECURITY`: the contact in one word, for keys, logs and messages. */
export function contactName({ accountId, alternateContactType }: ContactKey): string {
  return `${accountId}/${alternateContactType}`;
}

/** The key alone, of anything that names a contact. */
export function contactKey({ accountId, alternateContactType }: ContactKey): ContactKey {
  return { accountId, alternateContactType };
}

/** Whether both contacts are equal, or both are absent. Blanks at the ends do not count: AWS may store them or not. */
export function isSameContact(left: Contact | null, right: Contact | null): boolean {
  if (left === null || right === null) return left === right;
  return CONTACT_FIELDS.every((field) => left[field].trim() === right[field].trim());
}
