import validInput from '../schemas/compiled/register-request.input.js';
import validOutput from '../schemas/compiled/register-request.output.js';
import { putStatusEvent } from './aws/event-bus.ts';
import { registerRecord } from './aws/request-table.ts';
import { newRecord } from './domain/request-record.ts';
import { statusChange } from './domain/status-event.ts';
import { taskChain } from './runtime/task-chain.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ request, executionArn }) => {
    const at = new Date().toISOString();
    const record = newRecord(request, executionArn, at);
    await registerRecord(record);
    await putStatusEvent(statusChange(record, null, at));
    return { requestId: request.requestId };
  },
);
