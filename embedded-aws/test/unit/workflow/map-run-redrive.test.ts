import { expect, test, vi } from 'vitest';
import type { Execution } from '../../../src/workflow/execution.ts';
import { bucketsOf, childStatuses, distributedMap, TASK } from './map-fixture.ts';
import { eventTypes, type FakeTask, machineOf, named } from './workflow-run.ts';

const STATES = { A: distributedMap() };
const input = { items: [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }], most: 1 };

async function redriven(execution: Execution): Promise<Execution> {
  execution.redrive();
  return execution.ended;
}

/** Fails for one payload, until it is repaired. */
function breaking(n: number): { task: FakeTask; repair(): void } {
  let isBroken = true;
  const task: FakeTask = (payload) => {
    if (isBroken && payload['n'] === n) throw named('Bad');
    return payload['n'];
  };
  const repair = () => {
    isBroken = false;
  };
  return { task, repair };
}

test('runs the children that failed or had not begun, and keeps the results of the others', async () => {
  const { task, repair } = breaking(3);
  const { workflow, run, payloads } = machineOf(STATES, task);
  const execution = await run(input);
  const [mapRun] = workflow.mapRuns.ofExecution(execution.name);
  expect(childStatuses(mapRun)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'FAILED']);
  repair();
  expect(await redriven(execution)).toMatchObject({ status: 'SUCCEEDED', output: [1, 2, 3, 4] });
  expect(payloads.map(({ n }) => n)).toEqual([1, 2, 3, 3, 4]);
  expect(workflow.mapRuns.ofExecution(execution.name)).toEqual([mapRun]);
  expect(mapRun?.redrives).toHaveLength(1);
  expect(mapRun?.inOrder.map(({ summary }) => summary.redriveCount)).toEqual([0, 0, 1, 0]);
  expect(eventTypes(execution).slice(-6)).toEqual([
    'ExecutionRedriven',
    'MapRunRedriven',
    'MapRunSucceeded',
    'MapStateSucceeded',
    'MapStateExited',
    'ExecutionSucceeded',
  ]);
});

test('lets the children that were aborted go on in the state where they were', async () => {
  const First = { ...TASK, End: undefined, Next: 'Second', ResultPath: null };
  let isStopped = false;
  const states = JSON.parse(JSON.stringify({ A: distributedMap({}, { First, Second: TASK }) }));
  const { start, payloads } = machineOf(states, ({ n }, _call, { stateName }) =>
    stateName === 'Second' && !isStopped ? new Promise(() => {}) : n,
  );
  const execution = start({ ...input, most: 2 });
  await vi.waitFor(() => expect(payloads).toHaveLength(4));
  execution.stop();
  await execution.ended;
  isStopped = true;
  expect((await redriven(execution)).output).toEqual([1, 2, 3, 4]);
  expect(payloads.map(({ n }) => n)).toEqual([1, 2, 1, 2, 1, 2, 3, 4, 3, 4]);
});

test('fails again when a child fails again, and goes on from there', async () => {
  const { task, repair } = breaking(2);
  const { run, payloads } = machineOf(STATES, task);
  const execution = await redriven(await run(input));
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
  repair();
  expect((await redriven(execution)).output).toEqual([1, 2, 3, 4]);
  expect(payloads.map(({ n }) => n)).toEqual([1, 2, 2, 2, 3, 4]);
});

test('reads its items when it could not read them before', async () => {
  const ItemReader = {
    Resource: 'arn:aws:states:::s3:getObject',
    Parameters: { Bucket: 'b', Key: 'items' },
    ReaderConfig: { InputType: 'JSON' },
  };
  const objects: Record<string, string> = {};
  const states = JSON.parse(JSON.stringify({ A: distributedMap({ ItemsPath: undefined, ItemReader }) }));
  const { workflow, run } = machineOf(states, ({ n }) => n, {}, { mapServices: bucketsOf(objects) });
  const execution = await run({ most: 1 });
  expect(execution.error).toBe('States.ItemReaderFailed');
  objects['b/items'] = '[{"n":1}]';
  expect((await redriven(execution)).output).toEqual([1]);
  expect(workflow.mapRuns.ofExecution(execution.name)).toHaveLength(1);
});

test.each([
  ['the outputs were too large together', {}, 70_000, 'States.DataLimitExceeded'],
  ['its output could not be evaluated', { OutputPath: '$.nothing' }, 1, 'States.Runtime'],
])('begins another run when %s', async (_condition, map, size, error) => {
  const { workflow, run } = machineOf({ A: distributedMap(map) }, (_payload, call) =>
    call < 4 ? 'x'.repeat(size) : 'ok',
  );
  const execution = await run(input);
  expect(execution.error).toBe(error);
  await redriven(execution);
  expect(workflow.mapRuns.ofExecution(execution.name)).toHaveLength(2);
});

test('is refused to a child on its own when the role does not allow it', async () => {
  const refused: string[] = [];
  const { task } = breaking(1);
  const { run, payloads } = machineOf(STATES, task, {}, { mapServices: bucketsOf({}, refused) });
  const execution = await run(input);
  refused.push('states:RedriveExecution');
  expect(await redriven(execution)).toMatchObject({ status: 'FAILED', error: 'States.Permissions' });
  expect(payloads).toHaveLength(1);
});
