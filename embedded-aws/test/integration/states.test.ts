import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, expect, test, vi } from 'vitest';
import { sharedStack } from './stack.ts';

/** Makes an execution wait, for a token that nobody sends: it runs until it is stopped. */
const HOLD = '{"hold":true}';

const stack = sharedStack();
afterEach(() => stack.setFaults([]));

const client = () => new SFNClient(stack.client);
const start = (name: string, input: string) =>
  client().send(new StartExecutionCommand({ stateMachineArn: stack.health.stateMachineArn, name, input }));

test('starts an execution once when name and input are the same', async () => {
  const [first, second] = await Promise.all([start('same', HOLD), start('same', HOLD)]);
  expect(second.executionArn).toBe(first.executionArn);
  await expect(start('same', '{"other":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  await client().send(new StopExecutionCommand({ executionArn: first.executionArn }));
  await expect(start('same', HOLD)).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
});

test('stops an execution and tells its history, last event first when asked', async () => {
  const { executionArn } = await start('to-stop', HOLD);
  await client().send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'of it' }));
  const execution = await client().send(new DescribeExecutionCommand({ executionArn }));
  expect(execution).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'of it', stopDate: expect.any(Date) });
  const history = new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 });
  const { events, nextToken } = await client().send(history);
  expect(events).toMatchObject([{ type: 'ExecutionAborted', timestamp: expect.any(Date) }]);
  expect(nextToken).toBeTruthy();
});

test('redrives an execution that was stopped, under its ARN', async () => {
  const { executionArn } = await start('to-redrive', '{"hold":"redriven"}');
  await client().send(new StopExecutionCommand({ executionArn }));
  const stopped = await client().send(new DescribeExecutionCommand({ executionArn }));
  expect(stopped).toMatchObject({ redriveCount: 0, redriveStatus: 'REDRIVABLE' });
  // It enters the state in which it was stopped once more, and now fails by itself.
  await stack.setFaults([{ operation: 'Invoke', error: 'Lambda.ServiceException', inputContains: 'hold' }]);
  const { redriveDate } = await client().send(new RedriveExecutionCommand({ executionArn }));
  const ended = await endOf(executionArn);
  expect(ended).toMatchObject({ status: 'FAILED', error: 'Lambda.ServiceException', redriveCount: 1, redriveDate });
  const { events } = await client().send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  const redriven = events?.find(({ type }) => type === 'ExecutionRedriven');
  expect(redriven?.executionRedrivenEventDetails).toEqual({ redriveCount: 1 });
  const { stateMachineArn } = stack.health;
  const list = await client().send(new ListExecutionsCommand({ stateMachineArn, redriveFilter: 'REDRIVEN' }));
  expect(list.executions).toMatchObject([{ executionArn, redriveCount: 1, redriveDate }]);
});

test('answers ExecutionNotRedrivable when the execution has succeeded', async () => {
  const { executionArn } = await start('to-succeed', '{"text":"hello"}');
  const redriveStatusReason = 'Execution is SUCCEEDED and cannot be redriven';
  expect(await endOf(executionArn)).toMatchObject({ redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason });
  const redrive = client().send(new RedriveExecutionCommand({ executionArn }));
  await expect(redrive).rejects.toMatchObject({ name: 'ExecutionNotRedrivable', message: redriveStatusReason });
});

test('lists the executions of a status, newest first, over pages', async () => {
  for (const name of ['list-1', 'list-2']) {
    const { executionArn } = await start(name, HOLD);
    await client().send(new StopExecutionCommand({ executionArn }));
  }
  const filter = { stateMachineArn: stack.health.stateMachineArn, statusFilter: 'ABORTED', maxResults: 1 } as const;
  const first = await client().send(new ListExecutionsCommand(filter));
  const second = await client().send(new ListExecutionsCommand({ ...filter, nextToken: first.nextToken }));
  expect([first, second].map(({ executions }) => executions?.[0]?.name)).toEqual(['list-2', 'list-1']);
});

test.each([
  [
    'StateMachineDoesNotExist',
    () => new StartExecutionCommand({ stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:no' }),
  ],
  ['InvalidArn', () => new StartExecutionCommand({ stateMachineArn: 'no' })],
  ['InvalidName', () => new StartExecutionCommand({ stateMachineArn: stack.health.stateMachineArn, name: 'a b' })],
  [
    'InvalidExecutionInput',
    () => new StartExecutionCommand({ stateMachineArn: stack.health.stateMachineArn, input: '{' }),
  ],
  [
    'ValidationException',
    () =>
      new StartExecutionCommand({ stateMachineArn: stack.health.stateMachineArn, input: `"${'x'.repeat(262_144)}"` }),
  ],
])('answers %s', async (name, command) => {
  await expect(client().send(command())).rejects.toMatchObject({ name });
});

test('answers ExecutionDoesNotExist when there is no such execution', async () => {
  const executionArn = 'arn:aws:states:us-east-1:111111111111:execution:no:no';
  const unknown = client().send(new DescribeExecutionCommand({ executionArn }));
  await expect(unknown).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  const redrive = client().send(new RedriveExecutionCommand({ executionArn }));
  await expect(redrive).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
});

test.each([
  ['InvalidToken', 'nonsense'],
  ['TaskDoesNotExist', `AQC${'x'.repeat(100)}`],
])('answers %s for a token of nobody', async (name, taskToken) => {
  const success = client().send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
  await expect(success).rejects.toMatchObject({ name });
  await expect(client().send(new SendTaskHeartbeatCommand({ taskToken }))).rejects.toMatchObject({ name });
});

test('runs a distributed Map of another state machine, which a rule starts', async () => {
  const bucket = new S3Client(stack.client);
  const Bucket = 'fixture-papers';
  await bucket.send(new PutObjectCommand({ Bucket, Key: 'items/letters', Body: '["a","b","c"]' }));
  const event = { Source: 'each', DetailType: 'Each', Detail: '{"key":"items/letters"}' };
  await new EventBridgeClient(stack.client).send(new PutEventsCommand({ Entries: [event] }));
  const stateMachineArn = stack.health.stateMachineArn.replace('fixture-machine', 'fixture-each');
  const executionArn = await vi.waitFor(async () => {
    const { executions = [] } = await client().send(new ListExecutionsCommand({ stateMachineArn }));
    expect(executions).toHaveLength(1);
    return executions[0]?.executionArn;
  });
  const { output = '' } = await endOf(executionArn);
  const { mapRuns = [] } = await client().send(new ListMapRunsCommand({ executionArn }));
  const [{ mapRunArn } = { mapRunArn: undefined }] = mapRuns;
  const run = await client().send(new DescribeMapRunCommand({ mapRunArn }));
  expect(run).toMatchObject({ executionArn, status: 'SUCCEEDED', maxConcurrency: 2, itemCounts: { succeeded: 3 } });
  const { executions = [] } = await client().send(new ListExecutionsCommand({ mapRunArn }));
  const child = await client().send(new DescribeExecutionCommand({ executionArn: executions[0]?.executionArn }));
  expect(child).toMatchObject({ mapRunArn, input: '{"text":"c"}', output: '{"text":"c"}', status: 'SUCCEEDED' });
  const { Key } = JSON.parse(output).ResultWriterDetails;
  const manifest = await bucket.send(new GetObjectCommand({ Bucket, Key }));
  expect(JSON.parse((await manifest.Body?.transformToString()) ?? '')).toMatchObject({ MapRunArn: mapRunArn });
});

function endOf(executionArn: string | undefined) {
  return vi.waitFor(
    async () => {
      const execution = await client().send(new DescribeExecutionCommand({ executionArn }));
      if (execution.status === 'RUNNING') throw new Error('still running');
      return execution;
    },
    { timeout: 20_000 },
  );
}
