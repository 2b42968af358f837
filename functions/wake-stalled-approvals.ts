import validInput from '../schemas/compiled/wake-stalled-approvals.input.js';
import validOutput from '../schemas/compiled/wake-stalled-approvals.output.js';
import { listWaitingRequests, readRecord } from './aws/request-table.ts';
import { wakeIfOver } from './aws/workflow.ts';
import { taskChain } from './middleware/task-chain.ts';
import { logged, logger } from './runtime/logger.ts';
import { emitMetrics } from './runtime/metrics.ts';

/** Every five minutes: wakes executions that still wait although there is nothing to wait for, and measures the others. */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(async () => {
  const now = Date.now();
  let pending = 0;
  let oldest = now;
  for await (const { createdAt } of listWaitingRequests('decision')) {
    pending += 1;
    oldest = Math.min(oldest, Date.parse(createdAt));
  }
  emitMetrics({
    PendingApprovals: { unit: 'Count', value: pending },
    OldestPendingApprovalAge: { unit: 'Seconds', value: (now - oldest) / 1000 },
  });
  const stalled: string[] = [];
  for await (const { requestId } of listWaitingRequests('wake')) {
    stalled.push(requestId);
    await wakeStalled(requestId);
  }
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
