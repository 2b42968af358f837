import type { Contact } from '../../../schemas/compiled/contact.js';
import { CONTACT_FIELDS } from './contact.ts';

/** Shorter values also occur in ordinary words. */
const SHORTEST_REDACTED_CHARACTERS = 3;

/** E-mail addresses, and what stands in quotation marks: services repeat values so. An apostrophe in a word is none. */
const QUOTED = /[^\s<>"'`]+@[^\s<>"'`]+|(?<!\w)(?:"[^"]*"|'[^']*'|`[^`]*`)/g;

/** A quotation that never ends. */
const OPEN_QUOTE = /(?<!\w)["'`](?=\S)[^"'`]*$/;

const MESSAGE_CHARACTERS = 450;

/** The words of a service without what it quotes, in at most 450 characters. */
export function withoutQuotations(message: string): string {
  return message.replaceAll(QUOTED, '[…]').replace(OPEN_QUOTE, '[…]').slice(0, MESSAGE_CHARACTERS);
}

/** The same error with every contact detail removed from its message, so that it can be logged. */
export function withoutContactDetails(error: Error, contacts: (Contact | null)[]): Error {
  const details = contacts.flatMap((contact) => (contact ? CONTACT_FIELDS.map((field) => contact[field]) : []));
  // Longest first: one detail may be part of another.
  const redacted = details
    .filter((detail) => detail.length >= SHORTEST_REDACTED_CHARACTERS)
    .sort((left, right) => right.length - left.length);
  const message = redacted.reduce((text, detail) => text.replaceAll(detail, '[redacted]'), error.message);
  const copy = new Error(message);
  copy.name = error.name;
  copy.stack = `${error.name}: ${message}`;
  return copy;
}
