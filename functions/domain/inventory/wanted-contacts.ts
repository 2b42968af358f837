import type { Contact } from '../../../schemas/compiled/contact.js';
import { ALTERNATE_CONTACT_TYPES, type AlternateContactType } from '../contact/contact.ts';
import { type Baseline, baselineChanges } from '../organization/baseline.ts';
import { contactAfter } from '../request/plan.ts';
import type { InventoryItem } from './inventory.ts';

/** What each contact of an account should be: a type that is missing is left alone, and `null` is no contact. */
export type WantedContacts = Partial<Record<AlternateContactType, Contact | null>>;

/** What the contacts of an account should be: what an approved request has adopted, or else what the baseline says. */
export function wantedContacts(
  baseline: Baseline,
  item: Pick<InventoryItem, 'accountId' | 'parentIds' | 'tags' | 'contacts'>,
): WantedContacts {
  const wanted: WantedContacts = {};
  for (const change of baselineChanges(baseline, item)) {
    wanted[change.alternateContactType] = contactAfter(change);
  }
  for (const type of ALTERNATE_CONTACT_TYPES) {
    const { adopted } = item.contacts[type] ?? {};
    if (adopted !== undefined) wanted[type] = adopted;
  }
  return wanted;
}
