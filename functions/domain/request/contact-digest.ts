import type { Contact } from '../../../schemas/compiled/contact.js';
import { CONTACT_FIELDS } from '../contact/contact.ts';
import { digest } from './digest.ts';

/** SHA-256 (hex) by which a contact is known again without its details: the same for those that `isSameContact` takes for one. */
export function contactDigest(contact: Contact | null): string {
  return digest(contact && CONTACT_FIELDS.map((field) => contact[field].trim()));
}
