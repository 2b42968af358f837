import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionEnd } from '../../schemas/compiled/record-outcome.input.js';
import type { RecordOutcomeOutput } from '../../schemas/compiled/record-outcome.output.js';
import { readProof } from '../aws/intake-proofs.ts';
import { readRecord } from '../aws/request-table.ts';
import { describeExecution } from '../aws/workflow.ts';
import { ExecutionGoneError, ExecutionStillRunningError } from '../domain/errors.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { believedRequest } from '../domain/outcome/believed-request.ts';
import { outcomeOf } from '../domain/outcome/outcome.ts';
import { reportedResult } from '../domain/outcome/status-event.ts';
import {
  type DescribedExecution,
  endedEarly,
  isAnswered,
  isRedriven,
  millisecondsAtWork,
} from '../domain/outcome/stranded-request.ts';
import { isForWorkflow, TICKET_EVENT_SOURCE } from '../domain/request/event-source.ts';
import { type ReadableRequest, readableKey } from '../domain/request/readable-request.ts';
import { ORGANIZATION_SYSTEM } from '../domain/request/request.ts';
import { TIME_SCALE } from '../runtime/environment.ts';
import { logger } from '../runtime/logger.ts';
import { emitMetrics } from '../runtime/metrics.ts';
import { policy } from '../runtime/policy.ts';
import { endAsGone, finishEnding } from './gone-execution.ts';
import { listOpenRequests } from './open-requests.ts';
import { endUnregistered } from './unregistered-request.ts';

/**
 * Ends the request of an execution that was stopped, has timed out or broke, unless its outcome is recorded. Functions that may
 * still change its contacts come to their end first. An execution that was redriven since is left alone: its next end is reported, too.
 * @throws ExecutionStillRunningError while Step Functions shows that the execution runs; Lambda tries again minutes later
 */
export async function recordForEnded(executionArn: string, end: ExecutionEnd): Promise<RecordOutcomeOutput> {
  const execution = await describeExecution(executionArn);
  if (isRedriven(execution, end)) return { ignored: 'redriven' };
  // Whoever leaves dead letters can call any execution ended, and say when.
  const { stoppedAt } = execution;
  if (execution.status === 'RUNNING' || stoppedAt === undefined) {
    throw new ExecutionStillRunningError('Step Functions shows that the execution runs');
  }
  if (isAnswered(execution)) return { ignored: 'recorded' };
  const asked = askedBy(execution);
  const record = await findRecord(executionArn, { ...execution, stoppedAt }, asked);
  if (!record) return asked ? tell(executionArn, asked, end) : { ignored: 'unknown' };
  if (record.executionArn !== executionArn) return { ignored: 'unknown' };
  if (record.results) return finish(record);
  const wait = millisecondsAtWork(record, stoppedAt, Date.now(), TIME_SCALE);
  if (wait > 0) {
    await delay(wait);
    return recordForEnded(executionArn, end);
  }
  emitMetrics({ StrandedRequests: 1 });
  const { status, results } = await endAsGone(record, endedEarly(end.status));
  return { requestId: record.request.requestId, status, results: results.map(reportedResult) };
}

/** RecordOutcome has recorded how the request ended, and may not have got to what follows. */
async function finish(record: RequestRecord): Promise<RecordOutcomeOutput> {
  const status = await finishEnding(record);
  if (status === undefined) return { ignored: 'recorded' };
  const { request, results = [] } = record;
  return { requestId: request.requestId, status, results: results.map(reportedResult) };
}

/** What the event of an execution asks for, as far as it can be read. */
interface Asked {
  eventSource: string;
  request: ReadableRequest;
  detail: Record<string, unknown>;
}

/** Nobody has asked who could be told, if AWS reports something about an account, or if the input is no event. */
function askedBy({ input }: DescribedExecution): Asked | undefined {
  const { source, detail } = Object(input);
  if (typeof source !== 'string' || isForWorkflow(source) || typeof detail !== 'object' || detail === null)
    return undefined;
  return { eventSource: source, request: believedRequest({ source, detail }, policy), detail };
}

/** What the workflow itself asks for is under a key that no event names: of its open requests, the one of this execution. */
async function findRecord(
  executionArn: string,
  { startedAt, stoppedAt }: Pick<Required<DescribedExecution>, 'startedAt' | 'stoppedAt'>,
  asked?: Asked,
): Promise<RequestRecord | undefined> {
  const key = asked && readableKey(asked.request);
  if (asked) return key && readRecord(key);
  for (const { requestKey, createdAt } of await listOpenRequests()) {
    const at = Date.parse(createdAt);
    if (!requestKey.startsWith(`${ORGANIZATION_SYSTEM}/`) || at < startedAt || at > stoppedAt) continue;
    const record = await readRecord(requestKey);
    if (record?.executionArn === executionArn) return record;
  }
  return undefined;
}

/** The execution has ended before it could answer. Somebody may have started and stopped it to speak for a ticket. */
async function tell(
  executionArn: string,
  { eventSource, request, detail }: Asked,
  end: ExecutionEnd,
): Promise<RecordOutcomeOutput> {
  if (eventSource === TICKET_EVENT_SOURCE && (await readProof(detail)) !== 'signature') return { ignored: 'unknown' };
  const { name, message } = new ExecutionGoneError(endedEarly(end.status));
  const outcome = outcomeOf({ caught: { Error: name, Cause: message } });
  logger.error('An execution ended before its request was registered', { executionArn });
  const results = await endUnregistered({ asked: request, executionArn }, detail, outcome);
  return { requestId: request.requestId, status: outcome.status, results: results.map(reportedResult) };
}
