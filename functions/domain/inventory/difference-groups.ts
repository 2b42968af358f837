import type { Contact } from '../../../schemas/compiled/contact.js';
import type { NamedAccount } from '../account/account-names.ts';
import { type AlternateContactType, CONTACT_FIELDS } from '../contact/contact.ts';
import type { Difference } from './differences.ts';

/** Differences that are the same but for their accounts. */
export interface DifferenceGroup {
  alternateContactType: AlternateContactType;
  before: Contact | null;
  after: Contact | null;
  /** In the order of the differences. */
  accounts: NamedAccount[];
}

/** Equal differences as one, the largest groups first. */
export function differenceGroups(differences: Difference[]): DifferenceGroup[] {
  const groups = new Map<string, DifferenceGroup>();
  for (const { alternateContactType, before, after, account } of differences) {
    const key = JSON.stringify([alternateContactType, contactValues(before), contactValues(after)]);
    const group = groups.get(key) ?? { alternateContactType, before, after, accounts: [] };
    group.accounts.push(account);
    groups.set(key, group);
  }
  return [...groups.values()].sort((left, right) => right.accounts.length - left.accounts.length);
}

/** The fields of a contact in one order, whatever order an item holds them in. */
export function contactValues(contact: Contact | null): string[] | null {
  return contact && CONTACT_FIELDS.map((field) => contact[field]);
}
