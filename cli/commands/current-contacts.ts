import { contactName } from '../../functions/domain/contact/contact.ts';
import type { Contact } from '../../schemas/compiled/contact.js';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import { RefusedError } from '../errors.ts';
import type { Session } from './session.ts';

/** GetAlternateContact has a quota of 10 a second for all callers in the account, and the service reads too. */
const AT_ONCE = 4;

/**
 * Adds to each key its contact as it is now; `null` means not set.
 * @throws RefusedError when one of them cannot be read.
 */
export async function withCurrentContacts<Key extends ContactKey>(
  session: Session,
  keys: Key[],
): Promise<(Key & { now: Contact | null })[]> {
  const spinner = session.isJson ? undefined : session.terminal.spin('reading contacts');
  try {
    const read: (Key & { now: Contact | null })[] = [];
    while (read.length < keys.length) {
      const next = keys.slice(read.length, read.length + AT_ONCE);
      read.push(...(await Promise.all(next.map(async (key) => ({ ...key, now: await readContact(session, key) })))));
      spinner?.say(`reading contacts: ${read.length} of ${keys.length}`);
    }
    return read;
  } finally {
    spinner?.stop();
  }
}

async function readContact({ aws }: Session, key: ContactKey): Promise<Contact | null> {
  try {
    const read = await aws.contactsOf(key.accountId);
    return await read(key.alternateContactType);
  } catch (cause) {
    throw new RefusedError(`nothing was sent, because ${contactName(key)} cannot be read`, { cause });
  }
}
