import { expect, test, vi } from 'vitest';
import { createStatesService } from '../../../src/services/states/states.ts';
import { callFrom } from '../models.ts';
import { childStatuses, distributedMap } from '../workflow/map-fixture.ts';
import { machineOf, named, type Payload } from '../workflow/workflow-run.ts';

const input = { items: [1, 2, 3, 4, 5], most: 1 };
const BATCHES = { ItemBatcher: { MaxItemsPerBatch: 2 }, ToleratedFailureCount: 1 };

function serviceOf(task: (payload: Payload) => unknown) {
  const machine = machineOf({ A: distributedMap(BATCHES) }, task);
  const service = createStatesService([machine.workflow]);
  const call = async (operation: string, given: object) =>
    Object(await service.operations[operation]?.run({ ...given }, callFrom()));
  return { ...machine, call };
}

/** An execution whose second batch fails. */
async function failing() {
  const { run, call, ...machine } = serviceOf(({ Items }) => {
    if (String(Items) === '3,4') throw named('Bad');
    return Items;
  });
  const { arn: executionArn } = await run(input);
  const { mapRuns } = await call('ListMapRuns', { executionArn });
  return { ...machine, call, executionArn, mapRun: Object(mapRuns[0]) };
}

test('lists and describes the runs of an execution', async () => {
  const { call, executionArn, mapRun } = await failing();
  const { mapRunArn } = mapRun;
  expect(mapRun).toEqual({
    executionArn,
    mapRunArn,
    stateMachineArn: expect.stringMatching(/:stateMachine:state-machine\/Each$/),
    startDate: expect.any(Date),
    stopDate: expect.any(Date),
  });
  const none = { running: 0, timedOut: 0, aborted: 0, failuresNotRedrivable: 0, pendingRedrive: 0 };
  expect(await call('DescribeMapRun', { mapRunArn })).toEqual({
    executionArn,
    mapRunArn,
    status: 'FAILED',
    startDate: expect.any(Date),
    stopDate: expect.any(Date),
    maxConcurrency: 1,
    toleratedFailureCount: 1,
    toleratedFailurePercentage: 0,
    executionCounts: { ...none, total: 3, pending: 1, succeeded: 1, failed: 1, resultsWritten: 2 },
    itemCounts: { ...none, total: 5, pending: 1, succeeded: 2, failed: 2, resultsWritten: 4 },
    redriveCount: 0,
  });
});

test('lists the children of a run, the newest first, each of which can be described', async () => {
  const { call, mapRun } = await failing();
  const { mapRunArn } = mapRun;
  const { executions } = await call('ListExecutions', { mapRunArn });
  expect(executions).toMatchObject([
    { mapRunArn, itemCount: 2, status: 'FAILED', redriveCount: 0 },
    { mapRunArn, itemCount: 2, status: 'SUCCEEDED', stateMachineArn: mapRun.stateMachineArn },
  ]);
  const failed = await call('ListExecutions', { mapRunArn, statusFilter: 'FAILED' });
  expect(failed.executions).toEqual([executions[0]]);
  const [{ executionArn }] = executions;
  expect(await call('DescribeExecution', { executionArn })).toMatchObject({
    executionArn,
    mapRunArn,
    input: '{"Items":[3,4]}',
    error: 'Bad',
    redriveStatus: 'REDRIVABLE_BY_MAP_RUN',
  });
  const { events } = await call('GetExecutionHistory', { executionArn });
  expect(Object(events.at(-1)).type).toBe('ExecutionFailed');
});

test('does not list the children among the executions of the state machine', async () => {
  const { call, workflow } = await failing();
  const { executions } = await call('ListExecutions', { stateMachineArn: workflow.arn });
  expect(executions).toHaveLength(1);
});

test('refuses to redrive a child on its own', async () => {
  const { call, mapRun } = await failing();
  const { executions } = await call('ListExecutions', { mapRunArn: mapRun.mapRunArn, statusFilter: 'FAILED' });
  const redrive = call('RedriveExecution', { executionArn: executions[0].executionArn });
  await expect(redrive).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
});

test('shows which children wait to be redriven', async () => {
  let isHeld = false;
  const { call, run, workflow } = serviceOf(() => {
    if (isHeld) return new Promise(() => {});
    throw named('Bad');
  });
  const execution = await run({ ...input, most: 2 });
  isHeld = true;
  execution.redrive();
  const [mapRun] = workflow.mapRuns.ofExecution(execution.name);
  mapRun?.update({ maxConcurrency: 1 });
  const { mapRuns } = await call('ListMapRuns', { executionArn: execution.arn });
  await vi.waitFor(async () => {
    const { executionCounts } = await call('DescribeMapRun', { mapRunArn: mapRuns[0].mapRunArn });
    expect(executionCounts).toMatchObject({ running: 1, pendingRedrive: 1, pending: 1 });
  });
  execution.stop();
});

test('runs more children at a time when the run is updated', async () => {
  const { call, start, payloads, workflow } = serviceOf(() => new Promise(() => {}));
  const execution = start(input);
  await vi.waitFor(() => expect(payloads).toHaveLength(1));
  const [mapRun] = workflow.mapRuns.ofExecution(execution.name);
  const mapRunArn = mapRun && workflow.mapRuns.arnOf(mapRun.plan);
  await call('UpdateMapRun', { mapRunArn, maxConcurrency: 3 });
  await vi.waitFor(() => expect(payloads).toHaveLength(3));
  expect(await call('DescribeMapRun', { mapRunArn })).toMatchObject({ maxConcurrency: 3, status: 'RUNNING' });
  execution.stop();
  await vi.waitFor(() => expect(childStatuses(mapRun)).toEqual(['ABORTED', 'ABORTED', 'ABORTED']));
  await expect(call('UpdateMapRun', { mapRunArn, maxConcurrency: 9 })).rejects.toThrow('Map Run is ABORTED');
});

test.each([
  ['there is no such run', 'DescribeMapRun', { mapRunArn: 'arn:aws:states:us-east-1:1:mapRun:m/L:x' }, 'InvalidArn'],
  [
    'there is no such run',
    'DescribeMapRun',
    { mapRunArn: 'arn:aws:states:us-east-1:111111111111:mapRun:m/L:x' },
    'ResourceNotFound',
  ],
  [
    'there is no such child',
    'DescribeExecution',
    { executionArn: 'arn:aws:states:us-east-1:111111111111:execution:state-machine/Each:x' },
    'ExecutionDoesNotExist',
  ],
])('answers by name when %s', async (_condition, operation, given, name) => {
  const { call } = serviceOf(() => 1);
  await expect(call(operation, given)).rejects.toMatchObject({ name });
});

test.each([
  ['both are named', 'ListExecutions', { stateMachineArn: 'a' }, 'at'],
  ['the share is more than all', 'UpdateMapRun', { toleratedFailurePercentage: 101 }, 'less than or equal to 100'],
  ['the number is negative', 'UpdateMapRun', { maxConcurrency: -1 }, 'greater than or equal to 0'],
])('answers ValidationException when %s', async (_condition, operation, given, message) => {
  const { call, mapRun } = await failing();
  const answer = call(operation, { ...given, mapRunArn: mapRun.mapRunArn });
  await expect(answer).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(message),
  });
});
