import type { Contact } from '../../../schemas/compiled/contact.js';
import { ALTERNATE_CONTACT_TYPES, type AlternateContactType, isSameContact } from '../contact/contact.ts';
import type { Baseline } from '../organization/baseline.ts';
import type { InventoryItem, OutsideChange, SeenContact, SetBy } from './inventory.ts';
import { standingOf } from './standing.ts';
import { wantedContacts } from './wanted-contacts.ts';

/** For so long a read may still show what a contact was before this service set it. */
const LAG_MILLISECONDS = 300_000;

/** What a look at a contact has found. */
export type Found =
  | { contact: Contact | null }
  /** The name of AWS's error. */
  | { error: string };

/** A look at a contact. */
export type Look = Found & {
  alternateContactType: AlternateContactType;
  /** When it began, in ISO 8601. */
  at: string;
  foundBy: OutsideChange['foundBy'];
  changedBy?: string | undefined;
  /** Who has set what was found, if it was this service although the inventory does not know it yet. */
  setBy?: SetBy | undefined;
};

/** A contact that this service has set. */
export interface OwnChange {
  alternateContactType: AlternateContactType;
  /** What it was until then, and what it is now: both the same if it was as approved already. */
  before: Contact | null;
  after: Contact | null;
  setBy: SetBy;
  /** Whether the request makes what somebody else had set the wanted contact. */
  isAdoption?: boolean;
}

/** What is known of a contact, but for how it stands. */
type Known = Omit<SeenContact, 'standing'>;

/**
 * The account after a look at one of its contacts. A look that began before what is known does not count, and neither does one
 * that may still show what a contact was before this service set it, unless an event says that somebody has changed it since.
 */
export function withLook(item: InventoryItem, look: Look, baseline: Baseline): InventoryItem {
  const seen = item.contacts[look.alternateContactType];
  if (isOlder(look, seen) || mayLag(look, seen)) return item;
  return withKnown(item, look.alternateContactType, lookedAt(seen, look), baseline);
}

/**
 * The account after this service has set one of its contacts, which ends an adoption of another one. If the contact was something
 * else before than the inventory knows, somebody else had changed it, which nobody has reported yet.
 */
export function withOwnChange(item: InventoryItem, change: OwnChange, baseline: Baseline): InventoryItem {
  const { alternateContactType, before, after, setBy, isAdoption = false } = change;
  const seen = item.contacts[alternateContactType];
  const { at } = setBy;
  if (seen?.seenAt !== undefined && seen.seenAt > at) return item;
  const isKept = isAdoption || (seen?.adopted !== undefined && isSameContact(seen.adopted, after));
  const known: Known = { contact: after, seenAt: at, since: at, setBy, ...(isKept && { adopted: after }) };
  // An earlier try of the same change may have been kept already. Whoever sets back what others had changed must not hide it.
  const isAgain = seen?.setBy?.requestKey === setBy.requestKey;
  const isUnknown = isChange(seen, { contact: before }) && !isAgain;
  const untold = isUnknown ? { changedOutside: outsideChange({ at, foundBy: 'sweep' }) } : untoldChange(seen);
  return withKnown(item, alternateContactType, { ...known, ...answeredOf(seen), ...untold }, baseline);
}

/** The account with its contacts compared anew: with another baseline, or because it has moved or has other tags. */
export function comparedWith(item: InventoryItem, baseline: Baseline): InventoryItem {
  const wanted = wantedContacts(baseline, item);
  const contacts: InventoryItem['contacts'] = {};
  for (const type of ALTERNATE_CONTACT_TYPES) {
    const seen = item.contacts[type];
    if (seen) contacts[type] = { ...seen, standing: standingOf(seen, wanted[type]) };
  }
  return { ...item, contacts };
}

/** Whether a contact need not be read now for a look that began at some time (ISO 8601). */
export function isSeenSince(seen: SeenContact | undefined, since: string, now = since): boolean {
  const { seenAt = '', setBy } = seen ?? {};
  return seenAt >= since || (setBy !== undefined && isWithinLag(setBy.at, now));
}

/** Whether a contact has turned out since then (ISO 8601) to be one that cannot be read. */
export function isUnreadableSince(seen: SeenContact | undefined, since: string): boolean {
  return seen?.errorAt !== undefined && seen.errorAt >= since;
}

/** Whether what was found is not what the inventory knows: somebody has changed the contact since. */
export function isChange(seen: SeenContact | undefined, found: Found): boolean {
  return 'contact' in found && seen?.contact !== undefined && !isSameContact(seen.contact, found.contact);
}

function isOlder({ at }: Look, seen: SeenContact | undefined): boolean {
  return seen?.seenAt !== undefined && seen.seenAt > at;
}

function mayLag(look: Look, seen: SeenContact | undefined): boolean {
  return look.foundBy !== 'event' && seen?.setBy !== undefined && isWithinLag(seen.setBy.at, look.at);
}

function isWithinLag(setAt: string, at: string): boolean {
  return Date.parse(at) - Date.parse(setAt) < LAG_MILLISECONDS;
}

function lookedAt(seen: SeenContact | undefined, look: Look): Known {
  const { standing: _, error: __, errorAt: ___, ...before } = seen ?? { standing: 'unreadable' };
  // What was seen before stays, so that a change is found as soon as the contact can be read again.
  if ('error' in look) return { ...before, error: look.error, errorAt: look.at };
  const { contact, at, setBy } = look;
  if (!isChange(seen, look)) return { ...before, contact, seenAt: at };
  const adopted = before.adopted === undefined ? {} : { adopted: before.adopted };
  const kept = { ...adopted, ...answeredOf(before) };
  if (setBy) return { contact, seenAt: at, since: setBy.at, setBy, ...kept, ...untoldChange(before) };
  return { contact, seenAt: at, since: at, changedOutside: outsideChange(look), ...kept };
}

function outsideChange({ at, foundBy, changedBy }: Pick<Look, 'at' | 'foundBy' | 'changedBy'>): OutsideChange {
  return { foundAt: at, foundBy, ...(changedBy !== undefined && { changedBy }), isReported: false, isMailed: false };
}

function answeredOf({ answered }: Partial<SeenContact> = {}): Pick<SeenContact, 'answered'> {
  return answered ? { answered } : {};
}

/** A change of which not everybody has been told is told of although this service has set the contact since. */
function untoldChange({ changedOutside }: Partial<SeenContact> = {}): Pick<SeenContact, 'changedOutside'> {
  return changedOutside && !(changedOutside.isReported && changedOutside.isMailed) ? { changedOutside } : {};
}

function withKnown(item: InventoryItem, type: AlternateContactType, known: Known, baseline: Baseline): InventoryItem {
  return comparedWith(
    { ...item, contacts: { ...item.contacts, [type]: { ...known, standing: 'unmanaged' } } },
    baseline,
  );
}
