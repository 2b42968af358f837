import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { SOC } from '../requester.ts';
import type { Outcome } from './outcome.ts';
import type { World } from './world.ts';

/** A request with its contacts. */
export interface ContactsOfRequest {
  world: World;
  requestKey: string;
  contact: ContactKey;
  /** Further contacts of the same request. */
  others?: ContactKey[];
  /** Whether the contacts are there, and are to be removed. */
  isRemoval?: boolean;
}

/** What has become of the contacts of a request. */
export async function contactOf(tracked: ContactsOfRequest): Promise<Outcome['contact']> {
  const { contact, others = [] } = tracked;
  const [first = 'another', ...different] = new Set(
    await Promise.all([contact, ...others].map((key) => oneContactOf(tracked, key))),
  );
  return different.length === 0 ? first : 'partly as asked';
}

async function oneContactOf({ world, isRemoval }: ContactsOfRequest, key: ContactKey): Promise<Outcome['contact']> {
  const shown = await world.user.contact(key.accountId, key.alternateContactType);
  if (shown === undefined) return isRemoval ? 'as asked' : 'as before';
  if (shown.emailAddress !== SOC.emailAddress) return 'another';
  return isRemoval ? 'as before' : 'as asked';
}

/** Locks, claims and entries of a request that are left. A lock ends by itself after half a minute, so it counts only if it lasts longer. */
export async function heldOf({ contact, others = [], ...tracked }: ContactsOfRequest): Promise<string[]> {
  const held = await Promise.all([contact, ...others].map((key) => heldOfOne(tracked, key)));
  return [...new Set(held.flat())];
}

async function heldOfOne(
  { world, requestKey }: Pick<ContactsOfRequest, 'world' | 'requestKey'>,
  contact: ContactKey,
): Promise<string[]> {
  const name = `${contact.accountId}/${contact.alternateContactType}`;
  const lock = await world.item(`CONTACT#${contact.accountId}#${contact.alternateContactType}`);
  const open = await world.item(`OPEN#${name}`);
  const limit = Date.now() / 1000 + 31;
  const entries = open?.['requestKeys'];
  return [
    ...(Number(lock?.['ttl'] ?? 0) > limit ? ['the lock'] : []),
    ...(open?.['claimedBy'] === requestKey ? ['the contact'] : []),
    ...(entries instanceof Set && entries.has(requestKey) ? ['its entry'] : []),
  ];
}
