import validInput from '../schemas/compiled/cancel-request.input.js';
import validOutput from '../schemas/compiled/cancel-request.output.js';
import { readRecord, tryUpdateRecord } from './aws/request-table.ts';
import { wakeIfOver } from './aws/workflow.ts';
import { type CancellationRefusal, cancelRequest } from './domain/cancellation.ts';
import { logger } from './runtime/logger.ts';
import { taskChain } from './runtime/task-chain.ts';

/** The event `Alternate Contact Change Cancellation Requested`: takes a request back, until it is being applied. */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(async ({ detail }) => {
  const { requestId, requestedBy, reason } = detail;
  if (!(await readRecord(requestId))) return ignored(requestId, 'unknown');

  const cancellation = { requestedBy, reason, at: new Date().toISOString() };
  const result = await tryUpdateRecord(requestId, (current) => cancelRequest(current, cancellation));
  if ('refusal' in result) return ignored(requestId, result.refusal);
  await wakeIfOver(result.record);
  return { requestId, status: result.record.status };
});

/** Nobody waits for an answer, and trying again would not help: the log tells. */
function ignored(requestId: string, why: CancellationRefusal | 'unknown') {
  logger.warn('A cancellation was ignored', { requestId, why });
  return { requestId, ignored: why };
}
