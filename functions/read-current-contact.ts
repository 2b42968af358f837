import type { Contact } from '../schemas/compiled/contact.js';
import type { ContactKey } from '../schemas/compiled/contact-key.js';
import validInput from '../schemas/compiled/read-current-contact.input.js';
import validOutput from '../schemas/compiled/read-current-contact.output.js';
import { getContact } from './aws/account-management.ts';
import { errorOfAccount } from './domain/account/new-account.ts';
import { contactKey } from './domain/contact/contact.ts';
import { taskChain } from './middleware/task-chain.ts';
import { untilLetThrough, waitToRead } from './steps/turns.ts';

/** A read that is throttled all the same, and waits here, costs no attempt, of which the state machine has few. */
const READING_MILLISECONDS = 5000;

export const handler = taskChain({ input: validInput, output: validOutput }).handler(async ({ contact, retries }) => {
  await waitToRead(contact.turn, retries);
  return read(contact);
});

async function read(target: ContactKey & { joinedAt?: string }) {
  const readAt = new Date().toISOString();
  try {
    return { ...contactKey(target), contact: await readPatiently(target), readAt };
  } catch (error) {
    throw errorOfAccount(error, target, Date.now());
  }
}

function readPatiently(key: ContactKey): Promise<Contact | null> {
  return untilLetThrough('read', READING_MILLISECONDS, () => getContact(key));
}
