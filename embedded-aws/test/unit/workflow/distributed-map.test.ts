import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { bucketsOf, childStatuses, distributedMap, TASK } from './map-fixture.ts';
import { eventTypes, machineOf, named } from './workflow-run.ts';

const STATES = { A: distributedMap() };
const items = [{ n: 1 }, { n: 2 }, { n: 3 }];
const input = { items, most: 0 };

test('returns the outputs of the children in the order of their items, after a handful of events', async () => {
  const execution = await machineOf(STATES, ({ n }) => ({ done: n })).run(input);
  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: [{ done: 1 }, { done: 2 }, { done: 3 }] });
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

test('does nothing without items', async () => {
  expect(await machineOf(STATES).run({ ...input, items: [] })).toMatchObject({ status: 'SUCCEEDED', output: [] });
});

test('runs each child as an execution of its own', async () => {
  const Parameters = {
    'id.$': '$$.Execution.Id',
    'machine.$': '$$.StateMachine.Name',
    'given.$': '$$.Execution.Input',
  };
  const { workflow, run, payloads } = machineOf({ A: distributedMap({}, { Work: { ...TASK, Parameters } }) });
  const execution = await run({ items: ['a'], most: 1 });
  const child = workflow.mapRuns.ofExecution(execution.name)[0]?.inOrder[0]?.execution;
  expect(child?.arn).toMatch(/:execution:state-machine\/Each:[0-9a-f-]{36}$/);
  expect(payloads).toEqual([{ id: child?.arn, machine: 'state-machine/Each', given: 'a' }]);
  expect(child).toMatchObject({ status: 'SUCCEEDED', input: 'a', output: {}, redrives: [] });
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

test('gives each child a batch of what the item selector makes of the items', async () => {
  const ItemSelector = { 'n.$': '$$.Map.Item.Value', 'at.$': '$$.Map.Item.Index', 'x.$': '$.x' };
  const ItemBatcher = { MaxItemsPerBatchPath: '$.size', BatchInput: { 'of.$': '$$.Execution.Name' } };
  const { workflow, run, payloads } = machineOf({ A: distributedMap({ ItemSelector, ItemBatcher }) });
  const execution = await run({ items: ['a', 'b', 'c'], x: true, size: 2, most: 1 });
  const [first, second, third] = ['a', 'b', 'c'].map((n, at) => ({ n, at, x: true }));
  expect(payloads).toEqual([
    { BatchInput: { of: 'execution-1' }, Items: [first, second] },
    { BatchInput: { of: 'execution-1' }, Items: [third] },
  ]);
  const [mapRun] = workflow.mapRuns.ofExecution(execution.name);
  expect(mapRun?.inOrder.map(({ itemCount }) => itemCount)).toEqual([2, 1]);
});

test('runs no more children at a time than it should', async () => {
  let running = 0;
  let most = 0;
  const { run } = machineOf(STATES, async () => {
    most = Math.max(most, ++running);
    await setImmediate();
    running -= 1;
  });
  await run({ items: Array(10).fill({}), most: 3 });
  expect(most).toBe(3);
});

test('stops the others when one fails, and begins no more', async () => {
  const { workflow, run } = machineOf(STATES, async ({ n }) => {
    if (n === 1) return new Promise(() => {});
    throw named('Bad');
  });
  const execution = await run({ items, most: 2 });
  expect(execution).toMatchObject({
    status: 'FAILED',
    error: 'States.ExceedToleratedFailureThreshold',
    cause: 'The specified tolerated failure threshold was exceeded',
  });
  expect(eventTypes(execution).slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
  const [mapRun] = workflow.mapRuns.ofExecution(execution.name);
  expect([mapRun?.status, ...childStatuses(mapRun)]).toEqual(['FAILED', 'ABORTED', 'FAILED']);
});

const COUNT = { ToleratedFailureCountPath: '$.count', ItemBatcher: { MaxItemsPerBatchPath: '$.size' } };
const PERCENTAGE = { ToleratedFailurePercentagePath: '$.percentage' };

test.each([
  ['as many items fail as may', COUNT, { count: 2, size: 1 }, 'SUCCEEDED'],
  ['more items fail than may', COUNT, { count: 1, size: 1 }, 'FAILED'],
  ['a batch fails that has more items than may', COUNT, { count: 2, size: 3 }, 'FAILED'],
  ['as large a share fails as may', PERCENTAGE, { percentage: 50 }, 'SUCCEEDED'],
  ['a larger share fails than may', PERCENTAGE, { percentage: 49 }, 'FAILED'],
  ['the share is none', PERCENTAGE, { percentage: 101 }, 'FAILED'],
  ['one of two limits is exceeded', { ...COUNT, ...PERCENTAGE }, { count: 1, percentage: 100, size: 1 }, 'FAILED'],
])('ends as it should when %s', async (_condition, tolerated, given, status) => {
  const { run } = machineOf({ A: distributedMap(tolerated) }, (payload) => {
    if (/[12]/.test(JSON.stringify(payload))) throw named('Bad');
    return 'good';
  });
  const execution = await run({ items: [1, 2, 3, 4].map((n) => ({ n })), most: 0, ...given });
  expect(execution.status).toBe(status);
  if (status === 'SUCCEEDED') expect(execution.output).toEqual(['good', 'good']);
});

test('is caught and retried like any state, each time with another run', async () => {
  const Retry = [{ ErrorEquals: ['States.ExceedToleratedFailureThreshold'], MaxAttempts: 1 }];
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'B' }];
  const { workflow, run } = machineOf({ A: distributedMap({ Retry, Catch }), B: { Type: 'Pass', End: true } }, () => {
    throw named('Bad');
  });
  const execution = await run(input);
  expect(execution).toMatchObject({ output: { Error: 'States.ExceedToleratedFailureThreshold' } });
  expect(workflow.mapRuns.ofExecution(execution.name).map(({ status }) => status)).toEqual(['FAILED', 'FAILED']);
});

test('waits for the tokens of its children', async () => {
  const Resource = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
  const Parameters = { FunctionName: 'work', Payload: { 'token.$': '$$.Task.Token' } };
  const { workflow, start, payloads } = machineOf({
    A: distributedMap({}, { Work: { ...TASK, Resource, Parameters } }),
  });
  const execution = start({ items: [1, 2], most: 0 });
  await vi.waitFor(() => expect(payloads).toHaveLength(2));
  for (const { token } of payloads) workflow.sendTaskSuccess(token, '"answered"');
  expect((await execution.ended).output).toEqual(['answered', 'answered']);
});

test('aborts the children when the execution is stopped', async () => {
  const { workflow, start, payloads } = machineOf(STATES, () => new Promise(() => {}));
  const execution = start(input);
  await vi.waitFor(() => expect(payloads).toHaveLength(3));
  execution.stop();
  const [mapRun] = workflow.mapRuns.ofExecution(execution.name);
  await vi.waitFor(() => expect(mapRun?.status).toBe('ABORTED'));
  expect(childStatuses(mapRun)).toEqual(['ABORTED', 'ABORTED', 'ABORTED']);
  expect(eventTypes(execution).slice(-2)).toEqual(['MapRunAborted', 'ExecutionAborted']);
});

test('aborts the children when the branch beside it fails', async () => {
  const Branches = [
    { StartAt: 'Each', States: { Each: distributedMap() } },
    { StartAt: 'B', States: { B: TASK } },
  ];
  let begun = 0;
  const { workflow, run } = machineOf({ A: { Type: 'Parallel', Branches, End: true } }, async ({ items: isBranch }) => {
    if (!isBranch) begun += 1;
    else await vi.waitFor(() => expect(begun).toBe(3));
    if (!isBranch) return new Promise(() => {});
    throw named('Bad');
  });
  const execution = await run(input);
  expect(execution).toMatchObject({ status: 'FAILED', error: 'Bad' });
  const [mapRun] = workflow.mapRuns.ofExecution(execution.name);
  await vi.waitFor(() => expect(mapRun?.status).toBe('ABORTED'));
  expect(eventTypes(execution)).toEqual(expect.arrayContaining(['MapRunAborted', 'MapStateAborted']));
});

test('fails when the outputs are too large together', async () => {
  const { run } = machineOf(STATES, () => 'x'.repeat(140_000));
  expect(await run(input)).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
});

test('fails when the input of a child is too large', async () => {
  const ItemSelector = { 'all.$': '$.items', 'one.$': '$$.Map.Item.Value' };
  const { run, payloads } = machineOf({ A: distributedMap({ ItemSelector }) });
  const execution = await run({ items: ['x'.repeat(140_000)], most: 0 });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  expect(payloads).toEqual([]);
});

test.each(['states:StartExecution', 'states:StopExecution', 'states:DescribeExecution'])(
  'fails when the role does not allow %s',
  async (action) => {
    const { run, payloads } = machineOf(STATES, undefined, {}, { mapServices: bucketsOf({}, [action]) });
    expect(await run(input)).toMatchObject({
      status: 'FAILED',
      error: 'States.Permissions',
      cause: expect.stringContaining(`not ${action} on arn:aws:states:us-east-1:111111111111:`),
    });
    expect(payloads).toEqual([]);
  },
);

test('keeps no more than the packed history of a child that has ended', async () => {
  const { workflow, run } = machineOf(STATES, ({ n }) => n);
  const execution = await run(input);
  const [child] = workflow.mapRuns.ofExecution(execution.name)[0]?.inOrder ?? [];
  expect(child?.execution).toMatchObject({ output: 1, startDate: expect.any(Date), stopDate: expect.any(Date) });
  expect(child?.execution).not.toBe(child?.execution);
});
