import type { Contact } from '../../../schemas/compiled/contact.js';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { type NamedAccount, namedAccount } from '../account/account-names.ts';
import { ALTERNATE_CONTACT_TYPES, type AlternateContactType } from '../contact/contact.ts';
import type { Baseline } from '../organization/baseline.ts';
import type { InventoryItem, Standing } from './inventory.ts';
import { standingOf } from './standing.ts';
import { wantedContacts } from './wanted-contacts.ts';

/** A contact that is not what the baseline wants; `null` is no contact. */
export interface Difference extends ContactKey {
  account: NamedAccount;
  before: Contact | null;
  after: Contact | null;
}

/** A contact of which it is not known what it is. */
export interface UnknownContact extends ContactKey {
  account: NamedAccount;
  /** The name of AWS's error; missing if nobody has read it yet. */
  error?: string;
}

/** The organization beside a baseline. */
export interface Comparison {
  /** How many ACTIVE accounts are compared. */
  accounts: number;
  /** How many contacts of them stand how. */
  standings: Record<Standing, number>;
  /** In the order of the accounts. */
  differences: Difference[];
  unknown: UnknownContact[];
  /** When each contact that is known was last read, the earliest and the latest time (ISO 8601); missing if none is known. */
  seen?: { first: string; last: string };
}

/** Compares what was last seen of the ACTIVE accounts with a baseline. @param types the contacts to compare */
export function compare(
  items: InventoryItem[],
  baseline: Baseline,
  types: readonly AlternateContactType[] = ALTERNATE_CONTACT_TYPES,
): Comparison {
  const active = items.filter(({ state }) => state === 'ACTIVE');
  const comparison: Comparison = {
    accounts: active.length,
    standings: { inLine: 0, drifted: 0, missing: 0, unmanaged: 0, unreadable: 0 },
    differences: [],
    unknown: [],
  };
  for (const item of active) compareAccount(comparison, item, baseline, types);
  const seen = seenBetween(active, types);
  return { ...comparison, ...(seen && { seen }) };
}

/** Adds an account to what is compared already. */
function compareAccount(
  { standings, differences, unknown }: Comparison,
  item: InventoryItem,
  baseline: Baseline,
  types: readonly AlternateContactType[],
): void {
  const wanted = wantedContacts(baseline, item);
  const account = namedAccount(item);
  for (const alternateContactType of types) {
    const seen = item.contacts[alternateContactType];
    const after = wanted[alternateContactType];
    const standing = standingOf(seen, after);
    standings[standing] += 1;
    const key = { accountId: item.accountId, alternateContactType };
    if (standing === 'unreadable') {
      unknown.push({ ...key, account, ...(seen?.error !== undefined && { error: seen.error }) });
    } else if (standing !== 'inLine' && after !== undefined) {
      differences.push({ ...key, account, before: seen?.contact ?? null, after });
    }
  }
}

function seenBetween(
  items: InventoryItem[],
  types: readonly AlternateContactType[],
): { first: string; last: string } | undefined {
  const times = items.flatMap(({ contacts }) => types.flatMap((type) => contacts[type]?.seenAt ?? [])).sort();
  const [first] = times;
  const last = times.at(-1);
  return first === undefined || last === undefined ? undefined : { first, last };
}
