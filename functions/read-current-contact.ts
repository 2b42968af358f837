import validInput from '../schemas/compiled/read-current-contact.input.js';
import validOutput from '../schemas/compiled/read-current-contact.output.js';
import { getContact } from './aws/account-management.ts';
import { taskChain } from './middleware/task-chain.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(async (key) => ({
  ...key,
  contact: await getContact(key),
}));
