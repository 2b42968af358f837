import type { Account } from '../../schemas/compiled/account.js';
import type { Contact } from '../../schemas/compiled/contact.js';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import type { TargetContact } from '../../schemas/compiled/target-contact.js';
import { getContact } from '../aws/account-management.ts';
import { readInventory, updateInventory } from '../aws/inventory.ts';
import { errorOfAccount } from '../domain/account/new-account.ts';
import { contactKey, contactName } from '../domain/contact/contact.ts';
import { withoutQuotations } from '../domain/contact/redaction.ts';
import type { InventoryItem, SeenContact } from '../domain/inventory/inventory.ts';
import { newItem } from '../domain/inventory/inventory-item.ts';
import { isChange, isSeenSince, isUnreadableSince, type Look, withLook } from '../domain/inventory/looks.ts';
import type { ErrorFacts } from '../domain/ledger/events.ts';
import { policy } from '../runtime/policy.ts';
import { ownSetterOf } from './inventory-writing.ts';
import { readGivingWay } from './yielding-turns.ts';

/** A contact as it was read, or why it could not be. Times are ISO 8601. */
export type ReadContact = ContactKey & ({ contact: Contact | null; readAt: string } | { error: ErrorFacts });

/** What is wrong with one account and not with the next. */
const ERRORS_OF_ACCOUNT = new Set([
  'AccessDeniedException',
  'AccountNotReadyError',
  'InaccessibleAccountError',
  'ResourceUnavailableException',
  'ValidationException',
]);

/**
 * Reads contacts at the turns of those who give way, and keeps in the inventory what it finds. What that has seen since a time is not
 * read again, so that a retry goes on where the try before it was.
 * @param accounts those of the contacts as they were then, for what the inventory does not know yet
 * @returns the contacts in the order in which they were given
 * @throws LineBusyError, TooManyRequestsException, and what keeps all accounts from being read
 */
export async function readContacts(
  contacts: TargetContact[],
  accounts: Account[],
  limits: ReadingLimits,
): Promise<ReadContact[]> {
  const accountOf = new Map(accounts.map((account) => [account.accountId, account]));
  const read = new Map<string, ReadContact>();
  for (const [accountId, targets] of Map.groupBy(contacts, (contact) => contact.accountId)) {
    const known = await readInventory(accountId);
    const item = known ?? newItem(accountOf.get(accountId) ?? { accountId }, limits.since);
    for (const found of (await lookAt(item, targets, limits)).read) read.set(contactName(found), found);
  }
  return contacts.flatMap((contact) => read.get(contactName(contact)) ?? []);
}

/** What need not be read again, and until when to wait for a turn. */
export interface ReadingLimits {
  /** ISO 8601. */
  since: string;
  /** Epoch milliseconds. */
  until: number;
}

/**
 * Looks at contacts of one account.
 * @param item what is known of it
 * @param listed what AWS Organizations says of it now, added to what the inventory knows
 * @returns the contacts, and what the inventory knows now
 */
export async function lookAt(
  item: InventoryItem,
  targets: TargetContact[],
  { since, until }: ReadingLimits,
  listed = (current: InventoryItem) => current,
) {
  const seenOf = ({ alternateContactType }: ContactKey) => item.contacts[alternateContactType];
  const known = targets.flatMap((target) => knownSince(target, seenOf(target), since) ?? []);
  const names = new Set(known.map(contactName));
  const due = targets.filter((target) => !names.has(contactName(target)));
  const looks = await readGivingWay(due, until, lookFor);
  return { read: [...known, ...looks.map(readBy)], item: await keep(item, looks, listed) };
}

/** What need not be read again. An error is known by its name alone. */
function knownSince(target: TargetContact, seen: SeenContact | undefined, since: string): ReadContact | undefined {
  const { contact, seenAt, error } = seen ?? {};
  const key = contactKey(target);
  if (contact !== undefined && seenAt !== undefined && isSeenSince(seen, since, new Date().toISOString())) {
    return { ...key, contact, readAt: seenAt };
  }
  if (error === undefined || !isUnreadableSince(seen, since)) return undefined;
  return { ...key, error: { name: error, message: '' } };
}

/** A look with what its reader is told. */
type OwnLook = Look & { key: ContactKey; facts?: ErrorFacts };

async function lookFor(target: TargetContact): Promise<OwnLook> {
  const key = contactKey(target);
  const begun = {
    key,
    alternateContactType: key.alternateContactType,
    at: new Date().toISOString(),
    foundBy: 'sweep',
  } as const;
  try {
    return { ...begun, contact: await getContact(key) };
  } catch (thrown) {
    const error = errorOfAccount(thrown, target, Date.now());
    if (!(error instanceof Error) || !ERRORS_OF_ACCOUNT.has(error.name)) throw error;
    return { ...begun, error: error.name, facts: { name: error.name, message: withoutQuotations(error.message) } };
  }
}

function readBy(look: OwnLook): ReadContact {
  if ('contact' in look) return { ...look.key, contact: look.contact, readAt: look.at };
  return { ...look.key, error: look.facts ?? { name: look.error, message: '' } };
}

/** A contact that a request is just changing is left to that request. */
async function keep(
  item: InventoryItem,
  looks: OwnLook[],
  listed: (current: InventoryItem) => InventoryItem,
): Promise<InventoryItem | undefined> {
  const kept: Look[] = [];
  for (const look of looks) {
    const seen = item.contacts[look.alternateContactType];
    const isOther = 'contact' in look && isChange(seen, look);
    const setBy = isOther ? await ownSetterOf(look.key, look.contact, seen?.since) : undefined;
    if (setBy !== 'underWay') kept.push({ ...look, setBy });
  }
  return updateInventory(item.accountId, (current) =>
    kept.reduce((after, look) => withLook(after, look, policy.baseline ?? {}), listed(current ?? item)),
  );
}
