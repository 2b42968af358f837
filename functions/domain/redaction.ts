import { CONTACT_FIELDS, type Contact } from './contact.ts';

/** Shorter values are part of ordinary words. */
const REDACTED_CHARACTERS = 3;

/** The error with the same name, and with every contact detail struck out of its message, so that it may be logged. */
export function withoutContactDetails(error: Error, contacts: (Contact | null)[]): Error {
  const details = contacts.flatMap((contact) => (contact ? CONTACT_FIELDS.map((field) => contact[field]) : []));
  // The longest first: one detail may be a part of another.
  const telling = details
    .filter((detail) => detail.length >= REDACTED_CHARACTERS)
    .sort((left, right) => right.length - left.length);
  const message = telling.reduce((text, detail) => text.replaceAll(detail, '[redacted]'), error.message);
  const redacted = new Error(message);
  redacted.name = error.name;
  redacted.stack = `${error.name}: ${message}`;
  return redacted;
}
