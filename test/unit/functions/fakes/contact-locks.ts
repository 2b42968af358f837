import { vi } from 'vitest';
import { contactName } from '../../../../functions/domain/contact/contact.ts';
import { ContactLockedError } from '../../../../functions/domain/errors.ts';
import type { ContactKey } from '../../../../schemas/compiled/contact-key.js';

/** The holders of the locked contacts. */
export const locks = new Map<string, string>();

/** Who has had the lock of each contact last. */
const lastHolders = new Map<string, string>();

export function reset(): void {
  for (const map of [locks, lastHolders]) map.clear();
  for (const call of [lockContact, unlockContact, readLock]) call.mockReset();
}

export const lockContact = vi.fn(async (contact: ContactKey, holder: string, _leaseSeconds: number) => {
  const name = contactName(contact);
  if ((locks.get(name) ?? holder) !== holder) throw new ContactLockedError(`another request is changing ${name}`);
  const isResumed = lastHolders.get(name) === holder;
  for (const map of [locks, lastHolders]) map.set(name, holder);
  return isResumed;
});

export const unlockContact = vi.fn(async (contact: ContactKey, holder: string) => {
  if (locks.get(contactName(contact)) === holder) locks.delete(contactName(contact));
});

export const readLock = vi.fn(async (contact: ContactKey) => {
  const name = contactName(contact);
  const holder = lastHolders.get(name);
  return holder === undefined ? undefined : { holder, isHeld: locks.has(name) };
});
