import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, parseJson, textAt } from 'embedded-aws/json.ts';
import type { Contact } from '../../../schemas/compiled/contact.js';

/** A write of a contact, named by its account and type. */
export interface KeptWrite {
  name: string;
  contact: Contact;
}

/** The writes of contacts that a stack has kept, oldest first: none is missing, even if the stack was killed. */
export async function keptWrites(stateDir: string): Promise<KeptWrite[]> {
  const lines = (await readFile(join(stateDir, 'contacts.jsonl'), 'utf8')).split('\n');
  return lines.flatMap((line) => {
    const record = parseJson(line)?.value;
    if (!isObject(record) || !isObject(record['value'])) return [];
    const value = record['value'];
    const text = (key: string) => textAt(value, key) ?? '';
    const contact = {
      name: text('Name'),
      title: text('Title'),
      emailAddress: text('EmailAddress'),
      phoneNumber: text('PhoneNumber'),
    };
    return [{ name: (textAt(record, 'key') ?? '').replace('#', '/'), contact }];
  });
}

/** All writes of two runs of a stack. The second one began by keeping one write of each contact. */
export function writesOfBoth(first: KeptWrite[], second: KeptWrite[]): KeptWrite[] {
  const contacts = new Set(first.map(({ name }) => name)).size;
  return [...first, ...second.slice(contacts)];
}

/** The contacts that were written more than once. */
export function repeated(writes: KeptWrite[]): string[] {
  return [...Map.groupBy(writes, ({ name }) => name)].filter(([, of]) => of.length > 1).map(([name]) => name);
}
