import { ALTERNATE_CONTACT_TYPES, CONTACT_FIELDS } from '../contact/contact.ts';
import { plainBlanks, plainDigits, trimmed, ungrouped } from '../contact/plain-text.ts';

/** A change as people write it in a ticket, a file or flags. Nothing is known of its values. */
export interface WrittenChange {
  accountId?: unknown;
  alternateContactType?: unknown;
  action?: unknown;
  contact?: unknown;
}

/** A value that was changed: its JSON pointer in the change, and the original text, at most 300 characters. */
export interface WrittenValue {
  pointer: string;
  text: string;
}

const KEY_FIELDS = ['accountId', 'alternateContactType', 'action'] as const;

const TYPES = new Map<string, string>(ALTERNATE_CONTACT_TYPES.map((type) => [type, type]));

/** What people call the two actions. */
const ACTIONS = new Map([
  ...['PUT', 'SET', 'ADD', 'UPDATE', 'CHANGE'].map((word) => [word, 'PUT'] as const),
  ...['DELETE', 'REMOVE', 'CLEAR'].map((word) => [word, 'DELETE'] as const),
]);

const TEXT_CHARACTERS = 300;

/**
 * A change as the schema wants it, and what was written where that differs. This is the only place that corrects what people
 * write. What it does not know stays as it is, so that the schema refuses it. A removal loses its contact: forms send one.
 */
export function canonicalChange(written: WrittenChange): { change: unknown; asWritten: WrittenValue[] } {
  const { contact, ...rest } = written;
  const action = canonicalAction(written);
  const isKept = contact !== undefined && action !== 'DELETE';
  const change = {
    ...rest,
    ...present('accountId', read(written.accountId, canonicalAccountId)),
    ...present('alternateContactType', read(written.alternateContactType, canonicalType)),
    ...present('action', action),
    ...(isKept && { contact: canonicalContact(contact) }),
  };
  return { change, asWritten: differences(written, change) };
}

/** Forms without a field for the action can only set contacts; an empty field is no answer. */
function canonicalAction({ action, contact }: WrittenChange): unknown {
  if (action !== undefined && action !== null) return read(action, (text) => wordIn(ACTIONS, text));
  const isForm = isObject(contact) && Object.values(contact).some((value) => value !== undefined && value !== null);
  return isForm ? 'PUT' : action;
}

function canonicalAccountId(text: string): string {
  return ungrouped(plainDigits(text));
}

function canonicalType(text: string): string {
  return wordIn(TYPES, text);
}

function canonicalContact(contact: unknown): unknown {
  if (!isObject(contact)) return contact;
  const fields = CONTACT_FIELDS.map((field) => {
    const correct = field === 'phoneNumber' ? (text: string) => plainBlanks(plainDigits(text)) : (text: string) => text;
    return [field, read(contact[field], correct)] as const;
  });
  return { ...contact, ...Object.fromEntries(fields.filter(([, value]) => value !== undefined)) };
}

/** Only text is corrected. An account id that is a number has lost its leading zeros. */
function read(value: unknown, correct: (text: string) => string): unknown {
  return typeof value === 'string' ? correct(trimmed(value)) : value;
}

/** Looks for plain letters only: in upper case, `ſ` would be an S. */
function wordIn(words: Map<string, string>, text: string): string {
  const word = plainDigits(text);
  return (/^[A-Za-z]+$/.test(word) && words.get(word.toUpperCase())) || text;
}

function present(field: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [field]: value };
}

/** The texts that differ, or that were left out and are not blank. */
function differences(written: WrittenChange, change: Record<string, unknown>): WrittenValue[] {
  return [
    ...KEY_FIELDS.flatMap((field) => difference(`/${field}`, written[field], change[field])),
    ...CONTACT_FIELDS.flatMap((field) =>
      difference(`/contact/${field}`, fieldOf(written.contact, field), fieldOf(change['contact'], field)),
    ),
  ];
}

function difference(pointer: string, written: unknown, taken: unknown): WrittenValue[] {
  if (typeof written !== 'string' || written === taken || (taken === undefined && trimmed(written) === '')) return [];
  return [{ pointer, text: [...written].slice(0, TEXT_CHARACTERS).join('') }];
}

function fieldOf(contact: unknown, field: string): unknown {
  return isObject(contact) ? contact[field] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
