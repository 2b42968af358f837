import { CONTACT_FIELDS } from '../../../functions/domain/contact/contact.ts';
import { counted } from '../../../functions/wording/counted.ts';
import type { WrittenChanges } from '../changes.ts';

type ContactField = (typeof CONTACT_FIELDS)[number];

/** What another tool calls the fields of a contact. */
export type ForeignFields = Record<ContactField, string>;

/** The contact in what another tool wrote; `undefined` if every field of it is missing or blank. */
export function foreignContact(
  entry: Record<string, unknown>,
  fields: ForeignFields,
): Record<string, unknown> | undefined {
  const values = CONTACT_FIELDS.map((field) => [field, entry[fields[field]]]);
  if (values.every(([, value]) => isBlank(value))) return undefined;
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** By the pointer into a change, the pointer into what another tool wrote. */
export function foreignPointers(fields: ForeignFields, prefix = ''): Record<string, string> {
  const pointers = CONTACT_FIELDS.map((field) => [`/contact/${field}`, `${prefix}/${fields[field]}`]);
  return { '/contact': prefix, ...Object.fromEntries(pointers) };
}

/** The one line that says what was left out of a file; nothing if nothing was. */
export function withoutContact(
  count: number,
  [one, many]: [one: string, many: string],
): Pick<WrittenChanges, 'leftOut'> {
  return count === 0 ? {} : { leftOut: `${counted(count, one, many)} without a contact left out` };
}

export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
