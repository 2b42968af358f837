import type { Contact } from '../../../schemas/compiled/contact.js';
import { isSameContact } from '../contact/contact.ts';
import type { SeenContact, Standing } from './inventory.ts';

/**
 * How a contact stands to what it should be; `null` is no contact, and `undefined` leaves it alone. One that has never been
 * read is as little known as one that could not be.
 */
export function standingOf(
  seen: Pick<SeenContact, 'contact' | 'error'> | undefined,
  wanted: Contact | null | undefined,
): Standing {
  if (wanted === undefined) return 'unmanaged';
  if (seen?.contact === undefined || seen.error !== undefined) return 'unreadable';
  if (isSameContact(seen.contact, wanted)) return 'inLine';
  return seen.contact === null ? 'missing' : 'drifted';
}
