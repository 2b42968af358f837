import { vi } from 'vitest';
import { contactName } from '../../../../functions/domain/contact/contact.ts';
import type { Contact } from '../../../../schemas/compiled/contact.js';
import type { ContactKey } from '../../../../schemas/compiled/contact-key.js';

/** The contacts that are set, and the calls made so far, such as `put 222222222222/SECURITY`. */
export const contacts = new Map<string, Contact>();
export const calls: string[] = [];

/** What the next reads show, whatever is set: reads are eventually consistent. */
const shown: (Contact | null)[] = [];

export function showNext(...reads: (Contact | null)[]): void {
  shown.push(...reads);
}

export function reset(): void {
  contacts.clear();
  calls.length = 0;
  shown.length = 0;
  for (const call of [getContact, putContact, deleteContact]) call.mockReset();
}

export const getContact = vi.fn(async (key: ContactKey, _abortSignal?: AbortSignal) => {
  calls.push(`get ${contactName(key)}`);
  const next = shown.shift();
  return next === undefined ? (contacts.get(contactName(key)) ?? null) : next;
});

export const putContact = vi.fn(async (key: ContactKey, contact: Contact) => {
  calls.push(`put ${contactName(key)}`);
  contacts.set(contactName(key), contact);
});

export const deleteContact = vi.fn(async (key: ContactKey) => {
  calls.push(`delete ${contactName(key)}`);
  contacts.delete(contactName(key));
});
