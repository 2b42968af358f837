import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, test, vi } from 'vitest';
import { sharedStack } from './stack.ts';

const stack = sharedStack();

/** Runs the state machine to its end. */
async function run(input: object) {
  const client = new SFNClient(stack.client);
  const { stateMachineArn } = stack.health;
  const { executionArn } = await client.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  return vi.waitFor(
    async () => {
      const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (execution.status === 'RUNNING') throw new Error('still running');
      return execution;
    },
    { timeout: 20_000 },
  );
}

describe('a function in a state machine', () => {
  test('gets the payload and gives its result', async () => {
    const { output } = await run({ text: 'hello' });
    const arn = 'arn:aws:lambda:us-east-1:111111111111:function:fixture-echo';
    expect(JSON.parse(output ?? '')).toEqual({ arn, text: 'hello' });
    await vi.waitFor(async () => expect(await stack.logs()).toContain('fixture saw hello'));
  });

  test('fails the task under the name of its error', async () => {
    const { error, cause } = await run({ throws: 'ContactChangedError' });
    expect(error).toBe('ContactChangedError');
    expect(JSON.parse(cause ?? '')).toMatchObject({ errorType: 'ContactChangedError', errorMessage: 'it broke' });
    await vi.waitFor(async () =>
      expect((await stack.logs()).join('\n')).toContain('"errorType":"ContactChangedError"'),
    );
  });

  test('fails with Sandbox.Timedout when it takes too long, and serves the next event', async () => {
    expect(await run({ sleeps: true })).toMatchObject({ status: 'FAILED', error: 'Sandbox.Timedout' });
    expect(await run({ text: 'again' })).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('fails when its threads are ended while it runs, and serves the next event', async () => {
    const running = run({ sleeps: true });
    await vi.waitFor(async () => {
      const response = await fetch(`${stack.client.endpoint}/_local/kills?function=fixture-e*`, { method: 'POST' });
      expect(JSON.parse(await response.text())).toMatchObject({ running: 1 });
    });
    expect(await running).toMatchObject({ status: 'FAILED', error: 'Runtime.ExitError' });
    expect(await run({ text: 'again' })).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('is retried by nobody when an invocation is made to fail', async () => {
    await stack.setFaults([{ operation: 'Invoke', error: 'Lambda.ServiceException', inputContains: 'to fail' }]);
    expect(await run({ text: 'to fail' })).toMatchObject({ status: 'FAILED', error: 'Lambda.ServiceException' });
  });
});

test('a state machine may do only what its role allows', async () => {
  const { error, cause } = await run({ queue: 'message' });
  expect(error).toBe('SQS.AmazonSQSException');
  expect(cause).toContain('not authorized to perform: sqs:SendMessage');
});

describe('a function behind the HTTP API', () => {
  const url = () => `${stack.httpApiUrl}/echo/7?a=1&a=2`;

  test('gets an event as an HTTP API makes it', async () => {
    const { event, environment } = JSON.parse(await (await fetch(url())).text());
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /echo/{id}',
      rawPath: '/echo/7',
      pathParameters: { id: '7' },
      queryStringParameters: { a: '1,2' },
      isBase64Encoded: false,
    });
    expect(event).not.toHaveProperty('body');
    expect(environment).toMatch(/^http:\/\/localhost:\d+\/111111111111\/fixture-queue$/);
  });

  test('gets the body of a form in base64, and of JSON as it was sent', async () => {
    const form = await fetch(url(), { method: 'POST', body: new URLSearchParams({ decision: 'approve' }) });
    const { event } = JSON.parse(await form.text());
    expect(event.isBase64Encoded).toBe(true);
    expect(Buffer.from(event.body, 'base64').toString()).toBe('decision=approve');
    const headers = { 'content-type': 'application/json' };
    const json = await fetch(url(), { method: 'POST', headers, body: '{ "a":  1 }' });
    expect(JSON.parse(await json.text()).event).toMatchObject({ body: '{ "a":  1 }', isBase64Encoded: false });
  });

  test('reads the files of its layers below /opt', async () => {
    const response = await fetch(`${stack.httpApiUrl}/greeting`);
    expect(await response.json()).toEqual({ hello: 'layer' });
  });

  test('answers HEAD by its own route, and 404 when there is none', async () => {
    expect((await fetch(url(), { method: 'HEAD' })).status).toBe(200);
    await vi.waitFor(async () => expect(await stack.logs()).toContain('fixture saw HEAD /echo/{id}'));
    expect((await fetch(`${stack.httpApiUrl}/only-get`, { method: 'HEAD' })).status).toBe(404);
  });
});
