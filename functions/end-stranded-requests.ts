import type { Context } from 'aws-lambda';
import validInput from '../schemas/compiled/end-stranded-requests.input.js';
import validOutput from '../schemas/compiled/end-stranded-requests.output.js';
import { readRecord } from './aws/request-table.ts';
import { readExecutionState, wakeExecution } from './aws/workflow.ts';
import { secondsLeft } from './domain/approval/round-time.ts';
import type { RequestRecord } from './domain/ledger/record.ts';
import { takeTurn, whyStranded } from './domain/outcome/stranded-request.ts';
import type { RequestKey } from './domain/request/request-key.ts';
import { taskChain } from './middleware/task-chain.ts';
import { TIME_SCALE } from './runtime/environment.ts';
import { logged } from './runtime/logger.ts';
import { emitMetrics } from './runtime/metrics.ts';
import { endAsGone, finishEnding } from './steps/gone-execution.ts';
import { listOpenRequests } from './steps/open-requests.ts';

/** Time for one more request; the next run begins where this one ends. */
const RESERVE_MILLISECONDS = 60_000;

/**
 * Every five minutes: ends the open requests whose execution is gone where RecordOutcome has not heard of it, or did not get to
 * what follows, and wakes those whose round is over by its own time, although the task that waits was made to wait longer.
 */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async (_event, context: Context) => {
    const stranded: RequestKey[] = [];
    for (const { requestKey } of takeTurn(await listOpenRequests(), Date.now())) {
      if (context.getRemainingTimeInMillis() < RESERVE_MILLISECONDS) break;
      // One request that cannot be looked at must not keep the others waiting; the next run tries again.
      const isEnded = await lookAfter(requestKey).catch(logged('A request could not be looked after', { requestKey }));
      if (isEnded) stranded.push(requestKey);
    }
    emitMetrics({ StrandedRequests: stranded.length });
    return { stranded };
  },
);

/** @returns whether the request was stranded, and is ended now */
async function lookAfter(requestKey: RequestKey): Promise<boolean> {
  const record = await readRecord(requestKey);
  if (!record || (record.results && !record.isEnding)) return false;
  const now = Date.now();
  const why = whyStranded(await readExecutionState(record.executionArn), record, now, TIME_SCALE);
  if (why === undefined) {
    await wakeIfLate(record, now);
    return false;
  }
  // The last that it did may have been to record its outcome.
  const last = await readRecord(requestKey);
  if (!last) return false;
  if (last.results) {
    await finishEnding(last);
    return false;
  }
  await endAsGone(last, why);
  return true;
}

/** The deadline is the record's: a task that was made to fail and was tried again waits for a whole round anew. */
async function wakeIfLate(record: RequestRecord, now: number): Promise<void> {
  const { status, taskToken, round = 0 } = record;
  const isLate = status === 'PENDING_APPROVAL' && secondsLeft(record, round, now, TIME_SCALE) === 0;
  if (isLate && taskToken !== undefined) await wakeExecution(taskToken);
}
