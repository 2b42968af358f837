import validInput from '../schemas/compiled/wake-stalled-approvals.input.js';
import validOutput from '../schemas/compiled/wake-stalled-approvals.output.js';
import { listWaitingRequests, readRecord } from './aws/request-table.ts';
import { wakeIfOver } from './aws/workflow.ts';
import { taskChain } from './middleware/task-chain.ts';
import { logged, logger } from './runtime/logger.ts';
import { emitMetrics } from './runtime/metrics.ts';

/** Every five minutes: wakes executions that still wait although their request is decided, and measures the others. */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(async () => {
  const stalled: string[] = [];
  let pending = 0;
  let oldest = Date.now();
  const now = oldest;
  for await (const { requestId, status, createdAt } of listWaitingRequests('decision')) {
    if (status === 'PENDING_APPROVAL') {
      pending += 1;
      oldest = Math.min(oldest, Date.parse(createdAt));
    } else {
      stalled.push(requestId);
    }
  }
  emitMetrics({
    PendingApprovals: { unit: 'Count', value: pending },
    OldestPendingApprovalAge: { unit: 'Seconds', value: (now - oldest) / 1000 },
  });
  for (const requestId of stalled) await wakeStalled(requestId);
  return { pending, stalled };
});

/** The index may lag behind the record: a request that was settled meanwhile has no token any more. */
async function wakeStalled(requestId: string): Promise<void> {
  const record = await readRecord(requestId);
  if (record?.taskToken === undefined) return;
  logger.warn('Waking a stalled approval', { requestId, status: record.status });
  // One execution that cannot be woken must not keep the others waiting; the next run tries again.
  await wakeIfOver(record).catch(logged('The execution was not woken', { requestId }));
}
