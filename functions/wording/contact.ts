import type { Account } from '../../schemas/compiled/account.js';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import { accountTextOf } from './account.ts';
import { counted } from './counted.ts';

/** A sentence that names more contacts is not read to its end. */
const NAMED_CONTACTS = 3;

/** `SECURITY contact of 222222222222`, with what these accounts are called: `222222222222 (Payments, Root / Production)`. */
export function contactWords({ accountId, alternateContactType }: ContactKey, accounts: Account[] = []): string {
  return `${alternateContactType} contact of ${accountTextOf(accountId, accounts)}`;
}

/** `the SECURITY contact of 222222222222 and the …`, or only the number of many. */
export function contactsText(contacts: ContactKey[], accounts: Account[] = []): string {
  if (contacts.length > NAMED_CONTACTS) return counted(contacts.length, 'contact');
  return contacts.map((contact) => `the ${contactWords(contact, accounts)}`).join(' and ');
}
