import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  paginateGetExecutionHistory,
} from '@aws-sdk/client-sfn';
import { isObject, listAt, objectsAt, parseJson, textAt } from 'embedded-aws/json.ts';
import { SmokeError } from '../errors.ts';
import { recordedHistory } from '../recording/history.ts';
import { distinct, shapeOf } from '../recording/shape.ts';
import type { Recorded } from '../recording/transcript.ts';
import type { SeenEvent } from '../target/target.ts';
import { until } from '../wait.ts';
import type { Context } from './context.ts';
import type { Request } from './request.ts';

/**
 * Waits for the end of an execution, and records what AWS says of it.
 * @throws SmokeError when it ended otherwise
 */
export async function endOf(context: Context, request: Request, status: string): Promise<void> {
  const { record, target } = context;
  const { executionArn } = request;
  const { states } = target.clients;
  const described = await waitForEnd(context, request);
  await record.call('states:DescribeExecution', () => states.send(new DescribeExecutionCommand({ executionArn })));
  await record.call('states:GetExecutionHistory', () =>
    states.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1 })),
  );
  record.note('the execution', recordedExecution(described));
  record.note('the history of the execution', recordedHistory(await historyOf(context, executionArn)));
  const ended = statusOf(described);
  if (ended !== status) throw new SmokeError(`The request ended ${ended} instead of ${status}`);
}

/** Records the status events of a request, once all of them have come. */
export async function recordStatusEvents(context: Context, { requestId }: Request, last: string): Promise<void> {
  const { target, record, signal } = context;
  const events = await until(`event that says ${last}`, { signal }, async () => {
    const own = (await target.seenEvents()).filter((event) => isStatusOf(event, requestId));
    return chainTo(last, own);
  });
  record.note('the status events', {
    statuses: events.map(({ detail }) => textAt(detail, 'status') ?? ''),
    shapes: distinct(events.map((event) => shapeOf(event))),
  });
}

/** The events of an execution so far. */
export async function historyOf({ target }: Context, executionArn: string): Promise<HistoryEvent[]> {
  const pages = paginateGetExecutionHistory({ client: target.clients.states }, { executionArn });
  return (await Array.fromAsync(pages)).flatMap(({ events }) => events ?? []);
}

function waitForEnd({ target, signal }: Context, { requestId, executionArn }: Request) {
  return until(`end of ${requestId}`, { signal, seconds: 300 }, async () => {
    const described = await target.clients.states.send(new DescribeExecutionCommand({ executionArn }));
    return described.status === 'RUNNING' ? undefined : described;
  });
}

/** How the execution is named and ended. Whether AWS has shown a change yet depends on time. */
function recordedExecution(described: DescribeExecutionCommandOutput): Recorded {
  const { name = '', status = '', error, output } = described;
  const content = output === undefined ? undefined : parseJson(output)?.value;
  return {
    name: name.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>').replace(/[0-9a-f]{32,}/g, '<hex>'),
    status,
    ...(error !== undefined && { error }),
    ...(isObject(content) && {
      request: textAt(content, 'status') ?? null,
      results: objectsAt(content, 'results').map((result) => textAt(result, 'status') ?? ''),
      reasons: objectsAt(content, 'reasons').map((reason) => textAt(reason, 'code') ?? ''),
      output: shapeOf({ ...content, results: listAt(content, 'results').map(withoutConfirmed) }),
    }),
  };
}

function withoutConfirmed(result: unknown): unknown {
  if (!isObject(result)) return result;
  const { confirmed: _, ...rest } = result;
  return rest;
}

function statusOf({ status, error, output }: DescribeExecutionCommandOutput): string {
  const content = output === undefined ? undefined : parseJson(output)?.value;
  return (isObject(content) && textAt(content, 'status')) || error || status || 'without a status';
}

function isStatusOf({ 'detail-type': type, detail }: SeenEvent, requestId: string): boolean {
  return type === 'Alternate Contact Change Request Status Changed' && detail['requestId'] === requestId;
}

/** The events from the first status to the last, each once, or nothing while one is missing: they come in any order. */
function chainTo(last: string, events: SeenEvent[]): SeenEvent[] | undefined {
  const event = events.find(({ detail }) => detail['status'] === last);
  if (!event) return undefined;
  const { previousStatus } = event.detail;
  if (typeof previousStatus !== 'string') return [event];
  const before = chainTo(previousStatus, events);
  return before && [...before, event];
}
