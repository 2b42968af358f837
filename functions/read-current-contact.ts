import validInput from '../schemas/compiled/read-current-contact.input.js';
import validOutput from '../schemas/compiled/read-current-contact.output.js';
import { getContact } from './aws/account-management.ts';
import { errorOfAccount } from './domain/account/new-account.ts';
import { contactKey } from './domain/contact/contact.ts';
import { taskChain } from './middleware/task-chain.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(async (target) => {
  const readAt = new Date().toISOString();
  try {
    return { ...contactKey(target), contact: await getContact(target), readAt };
  } catch (error) {
    throw errorOfAccount(error, target, Date.now());
  }
});
