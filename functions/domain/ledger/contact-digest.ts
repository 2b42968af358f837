import type { Contact } from '../../../schemas/compiled/contact.js';
import { CONTACT_FIELDS } from '../contact/contact.ts';
import { digest } from '../request/digest.ts';
import { requestedOf } from './evolve.ts';
import type { RequestRecord } from './record.ts';

/**
 * SHA-256 (hex) by which a contact that a request has set is known again: the same for contacts that `isSameContact` takes for one. The
 * nonce of the request keeps others from trying contacts; once it is redacted, no contact is known again.
 */
export function contactDigest(record: RequestRecord, contact: Contact | null): string {
  return digest([requestedOf(record).nonce, contact && CONTACT_FIELDS.map((field) => contact[field].trim())]);
}
