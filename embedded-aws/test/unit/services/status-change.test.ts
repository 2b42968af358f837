import { expect, test } from 'vitest';
import { statusChange } from '../../../src/services/states/status-change.ts';
import { createWorkflow } from '../../../src/workflow/workflow.ts';

/** What is announced about an execution of a state machine with one state. */
async function announced(state: object, input: unknown, redrives = 0) {
  const events: ReturnType<typeof statusChange>[] = [];
  const { start } = createWorkflow({
    name: 'machine',
    definition: { StartAt: 'A', States: { A: state } },
    runTask: () => Promise.reject(new Error('there is no task')),
    onStatusChange: (execution) => events.push(statusChange(execution)),
  });
  const execution = await start('one', input).ended;
  for (let count = 0; count < redrives; count++) {
    execution.redrive();
    await execution.ended;
  }
  return events;
}

const SUCCEED = { Type: 'Succeed' };

test('announces the start and the end, as DescribeExecution has them, with null for what is missing', async () => {
  const [started, ended] = await announced(SUCCEED, { a: 1 });
  const executionArn = 'arn:aws:states:us-east-1:111111111111:execution:machine:one';
  expect(started).toEqual({
    entry: {
      Source: 'aws.states',
      DetailType: 'Step Functions Execution Status Change',
      Resources: [executionArn],
    },
    detail: {
      executionArn,
      stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:machine',
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      name: 'one',
      status: 'RUNNING',
      startDate: expect.any(Number),
      stopDate: null,
      input: '{"a":1}',
      inputDetails: { included: true },
      output: null,
      outputDetails: null,
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
      error: null,
      cause: null,
    },
  });
  expect(ended?.detail).toMatchObject({
    status: 'SUCCEEDED',
    stopDate: expect.any(Number),
    output: '{"a":1}',
    outputDetails: { included: true },
  });
});

test('announces why an execution failed, and that it runs again when it is redriven', async () => {
  const events = await announced({ Type: 'Fail', Error: 'E', Cause: 'C' }, {}, 1);
  expect(events.map(({ detail }) => detail['status'])).toEqual(['RUNNING', 'FAILED', 'RUNNING', 'FAILED']);
  expect(events[1]?.detail).toMatchObject({ error: 'E', cause: 'C', output: null, outputDetails: null });
  expect(events[2]?.detail).toMatchObject({ redriveCount: 1, redriveDate: expect.any(Number), stopDate: null });
});

test('leaves out the input when it is too large together with the output', async () => {
  const [started, ended] = await announced(SUCCEED, 'x'.repeat(130_000));
  expect(started?.detail).toMatchObject({ inputDetails: { included: true } });
  expect(ended?.detail).toMatchObject({ input: null, inputDetails: { included: false } });
  expect(ended?.detail).toMatchObject({ outputDetails: { included: true } });
});

test('leaves out the output too when it alone is too large', async () => {
  const [, ended] = await announced(SUCCEED, 'x'.repeat(260_000));
  expect(ended?.detail).toMatchObject({ input: null, inputDetails: { included: false } });
  expect(ended?.detail).toMatchObject({ output: null, outputDetails: { included: false } });
});

test('counts the characters that the event escapes', async () => {
  const [started] = await announced(SUCCEED, '"'.repeat(85_000));
  expect(started?.detail).toMatchObject({ input: null, inputDetails: { included: false } });
});

test('announces the children of a distributed Map, under their own ARNs', async () => {
  const child = { StartAt: 'B', States: { B: SUCCEED } };
  const ProcessorConfig = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
  const events = await announced(
    { Type: 'Map', Label: 'Each', ItemProcessor: { ProcessorConfig, ...child }, End: true },
    [1],
  );
  expect(
    events.map(({ detail: { status, stateMachineArn } }) => [status, String(stateMachineArn).split(':').at(-1)]),
  ).toEqual([
    ['RUNNING', 'machine'],
    ['RUNNING', 'machine/Each'],
    ['SUCCEEDED', 'machine/Each'],
    ['SUCCEEDED', 'machine'],
  ]);
  expect(events[2]?.detail).toMatchObject({ mapRunArn: expect.stringContaining(':mapRun:machine/Each:'), input: '1' });
});
