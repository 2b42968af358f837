import type { Contact } from '../../../schemas/compiled/contact.js';
import type { AlternateContactType } from '../../../schemas/compiled/contact-key.js';
import { ALTERNATE_CONTACT_TYPES } from '../contact/contact.ts';
import { contactValues } from './difference-groups.ts';
import type { SetBy, Standing } from './inventory.ts';
import type { ReportedAccount, ReportedContact } from './report.ts';

/** The earliest and the latest of several times (ISO 8601). */
export interface Span {
  first: string;
  last: string;
}

/** Contacts of several accounts that are the same, stand the same, and were set by the same request. */
export interface ReportGroup {
  alternateContactType: AlternateContactType;
  standing: Standing;
  /** `null` is no contact; missing if it is not known. */
  contact?: Contact | null;
  error?: string;
  setBy?: SetBy;
  since?: Span;
  seen?: Span;
  /** When somebody else was found to have changed them. */
  changedOutside?: Span;
  accounts: ReportedAccount[];
}

/** The contacts of accounts, each group by its type, the largest first. */
export function reportGroups(accounts: ReportedAccount[]): ReportGroup[] {
  const groups = new Map<string, ReportGroup>();
  for (const account of accounts) {
    for (const contact of account.contacts) {
      const key = groupKey(contact);
      groups.set(key, joined(groups.get(key) ?? newGroup(contact), contact, account));
    }
  }
  return [...groups.values()].sort(
    (left, right) => typeIndex(left) - typeIndex(right) || right.accounts.length - left.accounts.length,
  );
}

function typeIndex({ alternateContactType }: ReportGroup): number {
  return ALTERNATE_CONTACT_TYPES.indexOf(alternateContactType);
}

function groupKey({ alternateContactType, standing, contact, error, setBy }: ReportedContact): string {
  const values = contact === undefined ? undefined : contactValues(contact);
  return JSON.stringify([alternateContactType, standing, values, error, setBy?.requestKey, setBy?.fingerprint]);
}

function newGroup({ alternateContactType, standing, contact, error, setBy }: ReportedContact): ReportGroup {
  return {
    alternateContactType,
    standing,
    ...(contact !== undefined && { contact }),
    ...(error !== undefined && { error }),
    ...(setBy && { setBy }),
    accounts: [],
  };
}

/** Adds one account's contact to its group. */
function joined(group: ReportGroup, contact: ReportedContact, account: ReportedAccount): ReportGroup {
  group.accounts.push(account);
  widen(group, 'since', contact.since);
  widen(group, 'seen', contact.seenAt);
  widen(group, 'changedOutside', contact.changedOutside?.foundAt);
  return group;
}

function widen(group: ReportGroup, name: 'since' | 'seen' | 'changedOutside', at: string | undefined): void {
  if (at === undefined) return;
  const { first, last } = group[name] ?? { first: at, last: at };
  group[name] = { first: at < first ? at : first, last: at > last ? at : last };
}
