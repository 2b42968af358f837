import validInput from '../schemas/compiled/read-current-contact.input.js';
import validOutput from '../schemas/compiled/read-current-contact.output.js';
import { getContact } from './aws/account-management.ts';
import { errorOfAccount } from './domain/account/new-account.ts';
import { contactKey } from './domain/contact/contact.ts';
import { taskChain } from './middleware/task-chain.ts';

/** A read that waits here for its turn among the others costs no attempt, of which the state machine has few. */
const READING_MILLISECONDS = 8000;

export const handler = taskChain({ input: validInput, output: validOutput }).handler(async (target) => {
  const readAt = new Date().toISOString();
  try {
    return { ...contactKey(target), contact: await getContact(target, READING_MILLISECONDS), readAt };
  } catch (error) {
    throw errorOfAccount(error, target, Date.now());
  }
});
