import type { Contact } from '../../../schemas/compiled/contact.js';
import { contactValues } from './difference-groups.ts';
import type { SeenContact } from './inventory.ts';

/** How many accounts have which contact; the key of no contact is `none`. Contacts that are not known do not count. */
export type ContactCounts = Map<string, { contact: Contact | null; count: number }>;

/** Whether a policy may ask for a contact. */
export type Usable = (contact: Contact) => boolean;

/** Why contacts are left alone: most are not set, none is that of most accounts, or that of most may not be asked for. */
export type Reluctance = 'mostHaveNone' | 'noMajority' | 'unusable';

/** What a baseline should say of some accounts. */
export interface Choice {
  /** Tells one choice from the next. */
  key: string;
  wanted: Contact | 'unmanaged';
  /** How many of the accounts have the contact, and of how many it is known. */
  held: number;
  known: number;
  /** Why the contact is left alone. */
  because?: Reluctance;
}

const UNMANAGED = 'unmanaged';

/** Counts the contacts of some accounts. Blanks at the ends do not count: AWS may store them or not. */
export function countContacts(seen: (Pick<SeenContact, 'contact' | 'error'> | undefined)[]): ContactCounts {
  const counts: ContactCounts = new Map();
  for (const { contact, error } of seen.map((each) => each ?? {})) {
    if (contact === undefined || error !== undefined) continue;
    const key = contactCountKey(contact);
    const entry = counts.get(key) ?? { contact, count: 0 };
    entry.count += 1;
    counts.set(key, entry);
  }
  return counts;
}

/**
 * What a baseline should say of accounts with these contacts: what it says of the unit above them, if at least half have that; or
 * else the contact that more than half have. Otherwise they are left alone.
 */
export function choiceOf(counts: ContactCounts, isUsable: Usable, above?: Choice): Choice {
  const known = [...counts.values()].reduce((sum, { count }) => sum + count, 0);
  if (known === 0 && above) return above;
  if (above && above.key !== UNMANAGED && 2 * (counts.get(above.key)?.count ?? 0) >= known) return above;
  const [key, { contact, count: held }] = mostFrequent(counts);
  const leaveAlone = (because: Reluctance): Choice => ({ key: UNMANAGED, wanted: 'unmanaged', held, known, because });
  if (2 * held <= known) return leaveAlone('noMajority');
  if (contact === null) return leaveAlone('mostHaveNone');
  if (!isUsable(contact)) return leaveAlone('unusable');
  return { key, wanted: contact, held, known };
}

const NOTHING: [string, { contact: Contact | null; count: number }] = ['none', { contact: null, count: 0 }];

/** Of several that are as frequent, the first in the order of the accounts. */
function mostFrequent(counts: ContactCounts): typeof NOTHING {
  return [...counts].reduce((best, each) => (each[1].count > best[1].count ? each : best), NOTHING);
}

function contactCountKey(contact: Contact | null): string {
  return contact ? JSON.stringify(contactValues(contact)?.map((value) => value.trim())) : 'none';
}
