import validInput from '../schemas/compiled/cancel-request.input.js';
import validOutput from '../schemas/compiled/cancel-request.output.js';
import { readRecord, recordEvents } from './aws/request-table.ts';
import { wakeIfOver } from './aws/workflow.ts';
import { type CancellationRefusal, cancelRequest } from './domain/approval/cancellation.ts';
import { taskChain } from './middleware/task-chain.ts';
import { logger } from './runtime/logger.ts';

/** The event `Alternate Contact Change Cancellation Requested`: cancels a request, until it is being applied. */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(async ({ detail }) => {
  const { requestId, requestedBy, reason: comment = '' } = detail;
  if (!(await readRecord(requestId))) return ignored(requestId, 'unknown');

  const cancellation = { requestedBy, comment, at: new Date().toISOString() };
  const result = await recordEvents(requestId, (current) => cancelRequest(current, cancellation));
  if ('refusal' in result) return ignored(requestId, result.refusal);
  await wakeIfOver(result.record);
  return { requestId, status: result.record.status };
});

/** Nobody waits for an answer, and a retry would not help, so the log says why. */
function ignored(requestId: string, why: CancellationRefusal | 'unknown') {
  logger.warn('A cancellation was ignored', { requestId, why });
  return { requestId, ignored: why };
}
