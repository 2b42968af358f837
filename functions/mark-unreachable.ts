import validInput from '../schemas/compiled/mark-unreachable.input.js';
import validOutput from '../schemas/compiled/mark-unreachable.output.js';
import { readRecord, updateRecord } from './aws/request-table.ts';
import { wakeIfOver } from './aws/workflow.ts';
import { readDeliveryFailure, undeliverable } from './domain/approval/delivery-failure.ts';
import { evolveAll } from './domain/ledger/evolve.ts';
import { taskChain } from './middleware/task-chain.ts';
import { emitMetrics } from './runtime/metrics.ts';

/** The events `Email Bounced` and `Email Complaint Received` of SES: there is no point in waiting for these approvers. */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(async ({ detail }) => {
  emitMetrics(detail.complaint ? { MailsReportedAsSpam: 1 } : { MailsBounced: 1 });
  const failure = readDeliveryFailure(detail);
  if ('ignored' in failure) return failure;
  const { requestKey } = failure;
  if (!(await readRecord(requestKey))) return { ignored: `there is no request ${requestKey}` };

  const at = new Date().toISOString();
  const record = await updateRecord(requestKey, (current) => evolveAll(current, undeliverable(current, failure, at)));
  await wakeIfOver(record);
  return { requestKey };
});
