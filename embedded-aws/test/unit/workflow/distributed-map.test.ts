import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { bucketsOf, childStatuses, distributedMap } from './map-fixture.ts';
import { eventTypes, machineOf, named, WORK } from './workflow-run.ts';

const items = [1, 2, 3];

test('returns the outputs of the children in the order of their items', async () => {
  const { run, payloads } = machineOf({ A: distributedMap() }, ({ n }) => ({ done: n }));
  const execution = await run({ items: items.map((n) => ({ n })) });
  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: [{ done: 1 }, { done: 2 }, { done: 3 }] });
  expect(payloads).toHaveLength(3);
});

test('has a handful of events, whatever the number of children', async () => {
  const execution = await machineOf({ A: distributedMap() }).run({ items: Array(50).fill({}) });
  expect(eventTypes(execution)).toEqual([
    'ExecutionStarted',
    'MapStateEntered',
    'MapStateStarted',
    'MapRunStarted',
    'MapRunSucceeded',
    'MapStateSucceeded',
    'MapStateExited',
    'ExecutionSucceeded',
  ]);
  expect(execution.history.events[3]).toMatchObject({
    mapRunStartedEventDetails: {
      mapRunArn: expect.stringMatching(/^arn:aws:states:us-east-1:\d{12}:mapRun:state-machine\/Each:[0-9a-f-]{36}$/),
    },
  });
});

test('runs each child as an execution of its own', async () => {
  const Work = {
    Type: 'Task',
    Resource: WORK,
    Parameters: {
      'id.$': '$$.Execution.Id',
      'input.$': '$$.Execution.Input',
      'machine.$': '$$.StateMachine.Name',
      'is.$': '$',
    },
    End: true,
  };
  const { workflow, run, payloads } = machineOf({ A: distributedMap({}, { Work }) }, ({ is }) => is);
  const execution = await run({ items: ['a'] });
  const [mapRun] = workflow.mapRuns.ofExecution(execution.name);
  const child = mapRun?.inOrder[0]?.execution;
  expect(child?.arn).toMatch(/:execution:state-machine\/Each:[0-9a-f-]{36}$/);
  expect(payloads).toEqual([{ id: child?.arn, input: 'a', machine: 'state-machine/Each', is: 'a' }]);
  expect(child).toMatchObject({ status: 'SUCCEEDED', input: 'a', output: 'a', redrives: [] });
  expect(child?.history.events.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'LambdaFunctionScheduled',
    'LambdaFunctionStarted',
    'LambdaFunctionSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
});

test('gives each child what the item selector makes of its item', async () => {
  const ItemSelector = {
    'n.$': '$$.Map.Item.Value',
    'at.$': '$$.Map.Item.Index',
    'of.$': '$$.Execution.Name',
    'x.$': '$.x',
  };
  const { run, payloads } = machineOf({ A: distributedMap({ ItemSelector, MaxConcurrency: 1 }) });
  await run({ items: ['a', 'b'], x: true });
  expect(payloads).toEqual([
    { n: 'a', at: 0, of: 'execution-1', x: true },
    { n: 'b', at: 1, of: 'execution-1', x: true },
  ]);
});

test('gives each child a batch of items', async () => {
  const ItemBatcher = { MaxItemsPerBatchPath: '$.size', BatchInput: { 'of.$': '$$.Execution.Name' } };
  const { workflow, run, payloads } = machineOf({ A: distributedMap({ ItemBatcher, MaxConcurrency: 1 }) });
  const execution = await run({ items, size: 2 });
  expect(payloads).toEqual([
    { BatchInput: { of: 'execution-1' }, Items: [1, 2] },
    { BatchInput: { of: 'execution-1' }, Items: [3] },
  ]);
  const [mapRun] = workflow.mapRuns.ofExecution(execution.name);
  expect(mapRun?.inOrder.map(({ itemCount }) => itemCount)).toEqual([2, 1]);
});

test('runs no more children at a time than it should', async () => {
  let running = 0;
  let most = 0;
  const { run } = machineOf({ A: distributedMap({ MaxConcurrencyPath: '$.most' }) }, async () => {
    most = Math.max(most, ++running);
    await setImmediate();
    running -= 1;
  });
  await run({ items: Array(10).fill({}), most: 3 });
  expect(most).toBe(3);
});

test('does nothing without items', async () => {
  expect(await machineOf({ A: distributedMap() }).run({ items: [] })).toMatchObject({
    status: 'SUCCEEDED',
    output: [],
  });
});

test('stops the others when one fails, and begins no more', async () => {
  const { workflow, run } = machineOf({ A: distributedMap({ MaxConcurrency: 2 }) }, async ({ n }) => {
    if (n === 1) return new Promise(() => {});
    throw named('Bad');
  });
  const execution = await run({ items: [{ n: 1 }, { n: 2 }, { n: 3 }] });
  expect(execution).toMatchObject({
    status: 'FAILED',
    error: 'States.ExceedToleratedFailureThreshold',
    cause: 'The specified tolerated failure threshold was exceeded',
  });
  expect(eventTypes(execution).slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
  const [mapRun] = workflow.mapRuns.ofExecution(execution.name);
  expect(mapRun?.status).toBe('FAILED');
  expect(childStatuses(mapRun)).toEqual(['ABORTED', 'FAILED']);
});

test.each([
  ['as many fail as may', { ToleratedFailureCount: 2 }, 'SUCCEEDED'],
  ['more fail than may', { ToleratedFailureCount: 1 }, 'FAILED'],
  ['as large a share fails as may', { ToleratedFailurePercentage: 50 }, 'SUCCEEDED'],
  ['a larger share fails than may', { ToleratedFailurePercentage: 49 }, 'FAILED'],
  ['the number is in the input', { ToleratedFailureCountPath: '$.two' }, 'SUCCEEDED'],
  ['the share is in the input', { ToleratedFailurePercentagePath: '$.two' }, 'FAILED'],
  ['one of two limits is exceeded', { ToleratedFailureCount: 1, ToleratedFailurePercentage: 100 }, 'FAILED'],
])('ends as it should when %s', async (_condition, tolerated, status) => {
  const { run } = machineOf({ A: distributedMap(tolerated) }, ({ n }) => {
    if (Number(n) <= 2) throw named('Bad');
    return n;
  });
  const execution = await run({ items: [1, 2, 3, 4].map((n) => ({ n })), two: 2 });
  expect(execution.status).toBe(status);
  if (status === 'SUCCEEDED') expect(execution.output).toEqual([3, 4]);
});

test('counts all items of a batch that fails', async () => {
  const ItemBatcher = { MaxItemsPerBatch: 2 };
  const { run } = machineOf({ A: distributedMap({ ItemBatcher, ToleratedFailureCount: 1 }) }, () => {
    throw named('Bad');
  });
  expect((await run({ items: [1, 2] })).status).toBe('FAILED');
});

test('is caught and retried like any state', async () => {
  const Retry = [{ ErrorEquals: ['States.ExceedToleratedFailureThreshold'], MaxAttempts: 1 }];
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'B' }];
  const { workflow, run } = machineOf({ A: distributedMap({ Retry, Catch }), B: { Type: 'Pass', End: true } }, () => {
    throw named('Bad');
  });
  const execution = await run({ items });
  expect(execution).toMatchObject({
    status: 'SUCCEEDED',
    output: { Error: 'States.ExceedToleratedFailureThreshold' },
  });
  expect(workflow.mapRuns.ofExecution(execution.name).map(({ status }) => status)).toEqual(['FAILED', 'FAILED']);
});

test('waits for the tokens of its children', async () => {
  const Work = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName: 'work', Payload: { 'token.$': '$$.Task.Token' } },
    End: true,
  };
  const { workflow, start, payloads } = machineOf({ A: distributedMap({}, { Work }) });
  const execution = start({ items: [1, 2] });
  await vi.waitFor(() => expect(payloads).toHaveLength(2));
  for (const { token } of payloads) workflow.sendTaskSuccess(token, '"answered"');
  expect((await execution.ended).output).toEqual(['answered', 'answered']);
});

test('aborts the children when the execution is stopped', async () => {
  const { workflow, start, payloads } = machineOf({ A: distributedMap() }, () => new Promise(() => {}));
  const execution = start({ items });
  await vi.waitFor(() => expect(payloads).toHaveLength(3));
  execution.stop();
  const [mapRun] = workflow.mapRuns.ofExecution(execution.name);
  await vi.waitFor(() => expect(mapRun?.status).toBe('ABORTED'));
  expect(childStatuses(mapRun)).toEqual(['ABORTED', 'ABORTED', 'ABORTED']);
  expect(eventTypes(execution).slice(-2)).toEqual(['MapRunAborted', 'ExecutionAborted']);
});

test('fails when the outputs are too large together', async () => {
  const { run } = machineOf({ A: distributedMap() }, () => 'x'.repeat(140_000));
  expect(await run({ items: [1, 2] })).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
});

test('fails when the input of a child is too large', async () => {
  const ItemSelector = { 'all.$': '$.items', 'one.$': '$$.Map.Item.Value' };
  const { run, payloads } = machineOf({ A: distributedMap({ ItemSelector }) });
  const execution = await run({ items: ['x'.repeat(140_000)] });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  expect(payloads).toEqual([]);
});

test.each([['states:StartExecution'], ['states:StopExecution'], ['states:DescribeExecution']])(
  'fails when the role does not allow %s',
  async (action) => {
    const { run, payloads } = machineOf(
      { A: distributedMap() },
      undefined,
      {},
      { mapServices: bucketsOf({}, [action]) },
    );
    expect(await run({ items })).toMatchObject({
      status: 'FAILED',
      error: 'States.Permissions',
      cause: expect.stringContaining(`not ${action} on arn:aws:states:us-east-1:111111111111:`),
    });
    expect(payloads).toEqual([]);
  },
);
