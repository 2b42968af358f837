import validInput from '../schemas/compiled/wake-stalled-approvals.input.js';
import validOutput from '../schemas/compiled/wake-stalled-approvals.output.js';
import { listWaitingRequests, readRecord } from './aws/request-table.ts';
import { wakeIfOver } from './aws/workflow.ts';
import type { RequestKey } from './domain/request/request-key.ts';
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
  emitMetrics({ PendingApprovals: pending, OldestPendingApprovalAge: (now - oldest) / 1000 });
  const stalled: RequestKey[] = [];
  for await (const { requestKey } of listWaitingRequests('wake')) {
    stalled.push(requestKey);
    await wakeStalled(requestKey);
  }
  return { pending, stalled };
});

/** The index may lag behind the record: a request that was settled meanwhile has no token any more. */
async function wakeStalled(requestKey: RequestKey): Promise<void> {
  const record = await readRecord(requestKey);
  if (record?.taskToken === undefined) return;
  logger.warn('Waking a stalled approval', { requestKey, status: record.status });
  // One execution that cannot be woken must not keep the others waiting; the next run tries again.
  await wakeIfOver(record).catch(logged('The execution was not woken', { requestKey }));
}
