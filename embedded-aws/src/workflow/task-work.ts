import { randomUUID } from 'node:crypto';
import { currentDate } from '../clock/clock.ts';
import { isObject, type JsonObject, objectAt } from '../json.ts';
import type { RunTask, TaskContext } from './attempt.ts';
import type { TaskTarget } from './task-target.ts';

/** Calls what a task is about, and returns what Step Functions makes of the answer. */
export async function submit(
  runTask: RunTask,
  target: TaskTarget,
  payload: unknown,
  context: TaskContext,
): Promise<unknown> {
  if (target.subject === 'sqs') {
    const answer = await runTask(target.resource, payload, context);
    const sent = isObject(answer) ? answer : {};
    return { ...sent, ...sdkMetadata(JSON.stringify(sent), 'application/x-amz-json-1.0') };
  }
  if (!target.isInvocation) return asJson(await runTask(target.resource, payload, context));
  const { FunctionName, Payload } = objectAt({ payload }, 'payload');
  const result = asJson(await runTask(String(FunctionName), Payload ?? {}, context));
  const metadata = sdkMetadata(JSON.stringify(result), 'application/json', { 'X-Amz-Executed-Version': '$LATEST' });
  return { ExecutedVersion: '$LATEST', Payload: result, ...metadata, StatusCode: 200 };
}

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}

/** What the AWS SDK knows about the answer of a service, which Step Functions adds to it. */
function sdkMetadata(body: string, contentType: string, more: Record<string, string> = {}): JsonObject {
  const requestId = randomUUID();
  const headers = {
    ...more,
    Connection: 'keep-alive',
    'x-amzn-RequestId': requestId,
    'Content-Length': String(Buffer.byteLength(body)),
    Date: currentDate().toUTCString(),
    'Content-Type': contentType,
  };
  const all = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    SdkHttpMetadata: { AllHttpHeaders: all, HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
