import validInput from '../schemas/compiled/withdraw-changes.input.js';
import validOutput from '../schemas/compiled/withdraw-changes.output.js';
import { requestIdIn } from './domain/request/request-key.ts';
import { taskChain } from './middleware/task-chain.ts';
import { withdrawAccount, withdrawBaseline } from './steps/withdrawal.ts';

/** A closed account needs no contacts, whoever asked for them; one whose baseline is gone only loses its baseline's request. */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(async (input) => {
  const { kind, accountId } = input;
  const because = { kind, accountId };
  const withdrawn =
    input.kind === 'accountClosed'
      ? await withdrawAccount(accountId, because)
      : await withdrawBaseline(accountId, input.revision, because);
  return { because, withdrawn: withdrawn.map(requestIdIn) };
});
