import { describe, expect, test } from 'vitest';
import { Faults } from '../../../src/endpoint/faults.ts';
import { AsynchronousInvocation } from '../../../src/lambda/asynchronous-invocation.ts';
import { FunctionInvocationError } from '../../../src/lambda/invoker.ts';
import { Queues } from '../../../src/services/sqs/queues.ts';
import type { AsynchronousModel } from '../../../src/template/function-models.ts';
import { functionModel } from '../models.ts';

const TIME_SCALE = 0.001;
const QUEUE_ARN = 'arn:aws:sqs:us-east-1:111111111111:failures';
const EVENT = { id: 'e1', detail: { a: 1 } };

/** A function that fails so many times, and what became of an event for it. */
async function run(failures: number, asynchronous: Partial<AsynchronousModel> = {}, faults: object[] = []) {
  const payloads: unknown[] = [];
  const startedAt: number[] = [];
  const queue = { name: 'failures', url: 'http://localhost/failures', arn: QUEUE_ARN, visibilityTimeoutSeconds: 30 };
  const queues = new Queues([queue]);
  const injected = new Faults();
  injected.replace(faults);
  const invocation = new AsynchronousInvocation({
    invoke: async (_name, payload) => {
      startedAt.push(performance.now());
      payloads.push(payload);
      if (payloads.length <= failures) throw new FunctionInvocationError('TypeError', 'it broke', ['at line 1']);
      return null;
    },
    queues,
    faults: injected,
    timeScale: TIME_SCALE,
  });
  const model = functionModel();
  const both = { ...model, asynchronous: { ...model.asynchronous, ...asynchronous } };
  const begun = performance.now();
  await invocation.start(both, JSON.stringify(EVENT));
  const { Messages } = await queues.receive({
    QueueUrl: QUEUE_ARN,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ['All'],
  });
  const waits = startedAt.map((at, index) => (at - (startedAt[index - 1] ?? begun)) / 1000 / TIME_SCALE);
  return { payloads, waits, messages: Array.isArray(Messages) ? Messages : [] };
}

describe('an event for a function', () => {
  test('is handed over once when the function succeeds', async () => {
    const { payloads, messages } = await run(0, { deadLetterArn: QUEUE_ARN });
    expect(payloads).toEqual([EVENT]);
    expect(messages).toEqual([]);
  });

  test('is tried again after one minute and after two more when the function fails', async () => {
    const { payloads, waits, messages } = await run(2, { deadLetterArn: QUEUE_ARN });
    expect(payloads).toHaveLength(3);
    expect(waits[1]).toBeGreaterThanOrEqual(59);
    expect(waits[2]).toBeGreaterThanOrEqual(119);
    expect(messages).toEqual([]);
  });

  test('goes to the dead-letter queue as it was, with the error beside it, when every attempt fails', async () => {
    const { payloads, messages } = await run(9, { deadLetterArn: QUEUE_ARN });
    expect(payloads).toHaveLength(3);
    expect(messages).toMatchObject([
      {
        Body: JSON.stringify(EVENT),
        MessageAttributes: { ErrorCode: { StringValue: '200' }, ErrorMessage: { StringValue: 'it broke' } },
      },
    ]);
  });

  test('goes to the destination for failures as a record when every attempt fails', async () => {
    const { messages } = await run(9, { onFailureArn: QUEUE_ARN });
    expect(JSON.parse(messages[0]?.Body)).toMatchObject({
      version: '1.0',
      requestContext: {
        functionArn: 'arn:aws:lambda:us-east-1:111111111111:function:work:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: EVENT,
      responsePayload: { errorType: 'TypeError', errorMessage: 'it broke', trace: ['at line 1'] },
    });
  });

  test('is tried only as often as the template says', async () => {
    const { payloads } = await run(9, { maximumRetryAttempts: 0 });
    expect(payloads).toHaveLength(1);
  });

  test('is not tried again when it would be too old by then', async () => {
    const { payloads, messages } = await run(9, { maximumEventAgeSeconds: 100, onFailureArn: QUEUE_ARN });
    expect(payloads).toHaveLength(2);
    expect(JSON.parse(messages[0]?.Body).requestContext.condition).toBe('EventAgeExceeded');
  });

  test('is tried again when a fault fails the invocation', async () => {
    const { payloads, waits } = await run(0, {}, [{ operation: 'Invoke', error: 'Lambda.ServiceException' }]);
    expect(payloads).toHaveLength(1);
    expect(waits[0]).toBeGreaterThanOrEqual(59);
  });
});
