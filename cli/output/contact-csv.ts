import { ALTERNATE_CONTACT_TYPES, type AlternateContactType } from '../../functions/domain/contact/contact.ts';
import { csvText } from '../../functions/wording/csv-text.ts';
import type { Contact } from '../../schemas/compiled/contact.js';
import { CSV_COLUMNS } from '../csv/csv-columns.ts';

/** The contacts of an account; `null` means not set. */
export interface AccountContacts {
  accountId: string;
  contacts: Record<AlternateContactType, Contact | null>;
}

/**
 * The contacts of accounts as the CSV that `contacts request --file` takes: a row for each contact. The row of a contact that
 * is not set has neither action nor contact, so it asks for nothing until somebody fills it in.
 */
export function contactCsv(accounts: AccountContacts[]): string {
  const rows = accounts.flatMap(({ accountId, contacts }) =>
    ALTERNATE_CONTACT_TYPES.map((type) => rowOf(accountId, type, contacts[type])),
  );
  return csvText([[...CSV_COLUMNS], ...rows]);
}

function rowOf(accountId: string, alternateContactType: string, contact: Contact | null): string[] {
  const row: Record<(typeof CSV_COLUMNS)[number], string> = {
    accountId,
    alternateContactType,
    ...(contact
      ? { action: 'PUT', ...contact }
      : { action: '', name: '', title: '', emailAddress: '', phoneNumber: '' }),
  };
  return CSV_COLUMNS.map((column) => row[column]);
}
