import validInput from '../schemas/compiled/mark-unreachable.input.js';
import validOutput from '../schemas/compiled/mark-unreachable.output.js';
import { readRecord, updateRecord } from './aws/request-table.ts';
import { wakeIfOver } from './aws/workflow.ts';
import { markUnreachable } from './domain/approval.ts';
import { readDeliveryFailure } from './domain/delivery-failure.ts';
import { taskChain } from './runtime/task-chain.ts';

/** The events `Email Bounced` and `Email Complaint Received` of SES: whom a mail did not reach cannot be waited for. */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(async ({ detail }) => {
  const failure = readDeliveryFailure(detail);
  if ('ignored' in failure) return failure;
  const { requestId, addresses, why } = failure;
  if (!(await readRecord(requestId))) return { ignored: `there is no request ${requestId}` };

  const at = new Date().toISOString();
  const record = await updateRecord(requestId, (current) => {
    const marked = addresses.reduce((before, approver) => markUnreachable(before, { approver, why, at }), current);
    return marked === current ? undefined : marked;
  });
  await wakeIfOver(record);
  return { requestId };
});
