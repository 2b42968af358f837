import validInput from '../schemas/compiled/register-request.input.js';
import validOutput from '../schemas/compiled/register-request.output.js';
import { putStatusEvent } from './aws/event-bus.ts';
import { registerRecord } from './aws/request-table.ts';
import { newRecord } from './domain/ledger/evolve.ts';
import { statusChange } from './domain/outcome/status-event.ts';
import { taskChain } from './middleware/task-chain.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ request, executionArn }) => {
    const at = new Date().toISOString();
    const record = newRecord({ type: 'Requested', at, by: request.requestedBy, request, executionArn });
    await registerRecord(record);
    await putStatusEvent(statusChange(record, null, at));
    return { requestId: request.requestId };
  },
);
