import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueUrlCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { sharedStack } from './stack.ts';

const stack = sharedStack();
afterEach(() => stack.setFaults([]));

async function put(DetailType: string, detail: object): Promise<string> {
  const entry = { EventBusName: 'fixture-bus', Source: 'fixture', DetailType, Detail: JSON.stringify(detail) };
  const { Entries } = await new EventBridgeClient(stack.client).send(new PutEventsCommand({ Entries: [entry] }));
  return Entries?.[0]?.EventId ?? '';
}

/** The message in a queue whose body holds a text, once it is there. */
async function message(QueueName: string, text: string): Promise<Message> {
  const client = new SQSClient(stack.client);
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
  const receive = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    VisibilityTimeout: 0,
    MessageAttributeNames: ['All'],
  });
  return vi.waitFor(
    async () => {
      const { Messages = [] } = await client.send(receive);
      const found = Messages.find(({ Body }) => Body?.includes(text));
      if (!found) throw new Error('not there yet');
      return found;
    },
    { timeout: 10_000 },
  );
}

describe('a function as the target of a rule', () => {
  test('gets the event', async () => {
    await put('call function', { text: 'rule-1' });
    await vi.waitFor(async () => expect(await stack.logs()).toContain('fixture saw rule-1'), { timeout: 5_000 });
  });

  test('is tried again, and the event is recorded in its destination, when it keeps failing', async () => {
    await put('call function', { throws: 'TypeError', text: 'rule-2' });
    const { Body = '' } = await message('fixture-failures', 'rule-2');
    expect(JSON.parse(Body)).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: { throws: 'TypeError', text: 'rule-2' },
      responsePayload: { errorType: 'TypeError', errorMessage: 'it broke' },
    });
    await vi.waitFor(async () =>
      expect((await stack.logs()).filter((line) => line === 'fixture saw rule-2')).toHaveLength(3),
    );
  });

  test('gets the event after all when only its first invocation is made to fail', async () => {
    await stack.setFaults([{ operation: 'Invoke', error: 'Lambda.ServiceException', inputContains: 'rule-3' }]);
    await put('call function', { text: 'rule-3' });
    await vi.waitFor(async () => expect(await stack.logs()).toContain('fixture saw rule-3'), { timeout: 5_000 });
  });
});

test('a scheduled rule invokes its function with the input of its target', async () => {
  await vi.waitFor(async () => expect(await stack.logs()).toContain('fixture saw the schedule'), { timeout: 20_000 });
  const events = (await stack.events()).filter(({ source }) => source === 'aws.events');
  expect(events[0]).toMatchObject({
    eventBusName: 'default',
    'detail-type': 'Scheduled Event',
    resources: ['arn:aws:events:us-east-1:111111111111:rule/fixture-schedule'],
    detail: {},
  });
});

describe('an API destination as the target of a rule', () => {
  const detail = (repository: string) => ({ repository, status: 'APPLIED', votes: [{ by: 'Jane "J"', issue: 7 }] });
  const ticket = (path: string) =>
    vi.waitFor(async () => {
      const found = (await stack.received()).find((call) => call.path?.startsWith(path));
      if (!found) throw new Error('not there yet');
      return found;
    });

  test('is called with parameters of the event and credentials of a secret', async () => {
    await put('write back', detail('octo/hello'));
    expect(await ticket('/github/repos/octo%2Fhello')).toMatchObject({
      method: 'POST',
      path: '/github/repos/octo%2Fhello/issues/7/comments?status=APPLIED',
      headers: {
        authorization: 'Bearer local-token',
        accept: 'application/json',
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Amazon/EventBridge/ApiDestinations',
      },
      body: '{"body": "Now APPLIED, says Jane \\"J\\""}',
    });
  });

  test('is called again until it answers when it is out of order', async () => {
    await stack.setFaults([{ operation: 'InvokeApiDestination', error: '503', times: 2 }]);
    await put('write back', detail('again'));
    await ticket('/github/repos/again/');
  });

  test.each([
    [
      'the endpoint stays out of order',
      '503',
      { RETRY_ATTEMPTS: '2', EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts' },
    ],
    ['the endpoint refuses the call', '404', { RETRY_ATTEMPTS: '0', ERROR_CODE: 'SDK_CLIENT_ERROR' }],
  ])('leaves the event in the dead-letter queue when %s', async (_condition, error, expected) => {
    await stack.setFaults([{ operation: 'InvokeApiDestination', error, times: 9 }]);
    const id = await put('write back', detail('lost'));
    const { MessageAttributes } = await message('fixture-dead-letters', id);
    expect(MessageAttributes).toMatchObject({
      RULE_ARN: { StringValue: expect.stringContaining(':rule/fixture-bus/WriteBackRule') },
      TARGET_ARN: { StringValue: expect.stringContaining(':api-destination/Comments/') },
      ERROR_MESSAGE: { StringValue: expect.stringContaining(error) },
      ...Object.fromEntries(Object.entries(expected).map(([name, StringValue]) => [name, { StringValue }])),
    });
  });

  test('leaves the event in the dead-letter queue when the role does not allow the call', async () => {
    const id = await put('without role', detail('denied'));
    const { MessageAttributes } = await message('fixture-dead-letters', id);
    expect(MessageAttributes).toMatchObject({ ERROR_CODE: { StringValue: 'NO_PERMISSIONS' } });
    expect((await stack.received()).filter(({ path }) => path?.startsWith('/github/repos/a/'))).toEqual([]);
  });
});
