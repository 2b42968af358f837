import validInput from '../schemas/compiled/cancel-request.input.js';
import validOutput from '../schemas/compiled/cancel-request.output.js';
import { readRecord, updateRecord } from './aws/request-table.ts';
import { wakeExecution } from './aws/workflow.ts';
import { type CancellationRefusal, cancelRequest } from './domain/cancellation.ts';
import { logger } from './runtime/logger.ts';
import { taskChain } from './runtime/task-chain.ts';

/** The event `Alternate Contact Change Cancellation Requested`: takes a request back, for as long as it is undecided. */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(async ({ detail }) => {
  const { requestId, requestedBy, reason } = detail;
  if (!(await readRecord(requestId))) return ignored(requestId, 'unknown');

  const cancellation = { requestedBy, reason, at: new Date().toISOString() };
  let result: ReturnType<typeof cancelRequest> = { refusal: 'decided' };
  const { status, taskToken } = await updateRecord(requestId, (current) => {
    result = cancelRequest(current, cancellation);
    return 'record' in result && result.record !== current ? result.record : undefined;
  });
  if ('refusal' in result) return ignored(requestId, result.refusal);
  if (taskToken) await wakeExecution(taskToken);
  return { requestId, status };
});

/** Nobody waits for an answer, and trying again would not help: the log tells. */
function ignored(requestId: string, why: CancellationRefusal | 'unknown') {
  logger.warn('A cancellation was ignored', { requestId, why });
  return { requestId, ignored: why };
}
