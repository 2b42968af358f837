import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { Execution } from '../../../src/workflow/execution.ts';
import { eventTypes, type FakeTask, machineOf, named, type Payload, WORK } from './workflow-run.ts';

const TASK = { Type: 'Task', Resource: WORK, End: true };
const EACH = { StartAt: 'Each', States: { Each: TASK } };

function mapOf(ItemProcessor: object = EACH, map: object = {}) {
  return { Type: 'Map', ItemsPath: '$.items', ItemProcessor, End: true, ...map };
}

/** A task that does its work after those before it are noted, and fails for some payloads as long as `isBroken` says. */
function breaking(
  isBroken: (payload: Payload) => boolean,
  work: (payload: Payload) => unknown = ({ n }) => n,
): FakeTask {
  return async (payload) => {
    if (!isBroken(payload)) return work(payload);
    await setImmediate();
    throw named('Bad');
  };
}

async function redriven(execution: Execution): Promise<Execution> {
  execution.redrive();
  return execution.ended;
}

test('runs only the iterations that failed or were aborted, and keeps the results of the others', async () => {
  let isBroken = true;
  const { run, payloads } = machineOf(
    { A: mapOf(EACH, { MaxConcurrency: 3, ResultPath: '$.results' }) },
    breaking(({ n }) => isBroken && n === 3),
  );
  const items = [{ n: 1 }, { n: null }, { n: 3 }, { n: false }, { n: 5 }];
  const execution = await run({ items });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'Bad' });
  const before = payloads.length;
  isBroken = false;
  expect((await redriven(execution)).output).toEqual({ items, results: [1, null, 3, false, 5] });
  const succeeded = execution.history.events.filter(({ type }) => type === 'MapIterationSucceeded').length;
  expect(succeeded).toBe(5);
  expect(payloads.slice(before)).toContainEqual({ n: 3 });
  expect(payloads.slice(before)).not.toContainEqual({ n: 1 });
  expect(payloads.slice(before)).not.toContainEqual({ n: null });
});

test('goes on with an iteration in the state where it was, knowing its item', async () => {
  const Second = { ...TASK, Parameters: { 'n.$': '$', 'item.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index' } };
  const States = { First: { ...TASK, End: undefined, Next: 'Second' }, Second };
  let isBroken = true;
  const { run, payloads } = machineOf(
    { A: mapOf(JSON.parse(JSON.stringify({ StartAt: 'First', States })), { MaxConcurrency: 1 }) },
    breaking(({ item }) => isBroken && Object(item).n === 2),
  );
  const execution = await run({ items: [{ n: 1 }, { n: 2 }] });
  isBroken = false;
  expect((await redriven(execution)).output).toEqual([1, 2]);
  expect(payloads.slice(4)).toEqual([{ n: 2, item: { n: 2 }, index: 1 }]);
});

test('goes on in the history of each iteration', async () => {
  const { run } = machineOf({ A: mapOf(EACH, { MaxConcurrency: 1 }) }, (_payload, call) =>
    call === 1 ? Promise.reject(named('Bad')) : 'ok',
  );
  const execution = await redriven(await run({ items: [1, 2, 3] }));
  expect(execution.status).toBe('SUCCEEDED');
  const types = eventTypes(execution);
  const again = types.indexOf('ExecutionRedriven') + 1;
  const own = ['LambdaFunctionScheduled', 'LambdaFunctionStarted', 'LambdaFunctionSucceeded', 'TaskStateExited'];
  expect(types.slice(again)).toEqual([
    ...[...own, 'MapIterationSucceeded'],
    ...['MapIterationStarted', 'TaskStateEntered', ...own, 'MapIterationSucceeded'],
    ...['MapStateSucceeded', 'MapStateExited', 'ExecutionSucceeded'],
  ]);
  const entered = execution.history.events.findLastIndex(
    ({ type }, index) => type === 'TaskStateEntered' && index < again,
  );
  expect(execution.history.events[again]?.previousEventId).toBe(entered + 1);
});

test('keeps what several redrives have done', async () => {
  const broken = new Set([1, 2]);
  const { run, payloads } = machineOf(
    { A: mapOf(EACH, { MaxConcurrency: 1 }) },
    breaking(({ n }) => broken.has(Number(n))),
  );
  const execution = await run({ items: [{ n: 0 }, { n: 1 }, { n: 2 }] });
  broken.delete(1);
  await redriven(execution);
  broken.delete(2);
  expect((await redriven(execution)).output).toEqual([0, 1, 2]);
  expect(payloads.map(({ n }) => n)).toEqual([0, 1, 1, 2, 2]);
});

test('runs all iterations when the redriven Map is retried', async () => {
  const Retry = [{ ErrorEquals: ['Bad'], MaxAttempts: 1 }];
  const { run, payloads } = machineOf({ A: mapOf(EACH, { MaxConcurrency: 1, Retry }) }, (payload, call) =>
    breaking(({ n }) => n === 2 && call < 5)(payload, call, { stateName: '', executionArn: '' }),
  );
  const execution = await run({ items: [{ n: 1 }, { n: 2 }] });
  expect((await redriven(execution)).output).toEqual([1, 2]);
  expect(payloads.map(({ n }) => n)).toEqual([1, 2, 1, 2, 2, 1, 2]);
});

test('runs all iterations when the Map is entered once more', async () => {
  const states = {
    A: mapOf(EACH, { MaxConcurrency: 1, ResultPath: '$.results', Next: 'B', End: undefined }),
    B: { Type: 'Choice', Choices: [{ Variable: '$.again', IsPresent: true, Next: 'D' }], Default: 'C' },
    C: { Type: 'Pass', Parameters: { is: true }, ResultPath: '$.again', Next: 'A' },
    D: { Type: 'Succeed' },
  };
  let isBroken = true;
  const { run, payloads } = machineOf(
    JSON.parse(JSON.stringify(states)),
    breaking(({ n }) => isBroken && n === 2),
  );
  const execution = await run({ items: [{ n: 1 }, { n: 2 }] });
  isBroken = false;
  expect(await redriven(execution)).toMatchObject({ status: 'SUCCEEDED', output: { results: [1, 2] } });
  expect(payloads.map(({ n }) => n)).toEqual([1, 2, 2, 1, 2]);
});

test('runs all iterations when the results were too large together', async () => {
  const { run, payloads } = machineOf({ A: mapOf() }, (_payload, call) => (call < 2 ? 'x'.repeat(140_000) : 'ok'));
  const execution = await run({ items: [1, 2] });
  expect(execution.error).toBe('States.DataLimitExceeded');
  expect((await redriven(execution)).output).toEqual(['ok', 'ok']);
  expect(payloads).toHaveLength(4);
});

test('goes on in a Map inside of an iteration too', async () => {
  const Inner = { ...mapOf(), ItemsPath: '$', MaxConcurrency: 1 };
  let isBroken = true;
  const { run, payloads } = machineOf(
    { A: mapOf({ StartAt: 'Inner', States: { Inner } }, { MaxConcurrency: 1 }) },
    breaking(({ n }) => isBroken && n === 4),
  );
  const execution = await run({
    items: [
      [{ n: 1 }, { n: 2 }],
      [{ n: 3 }, { n: 4 }],
    ],
  });
  isBroken = false;
  expect((await redriven(execution)).output).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(payloads.map(({ n }) => n)).toEqual([1, 2, 3, 4, 4]);
});

test('runs what was not yet begun when the execution was stopped', async () => {
  let isStopped = false;
  const { start, payloads } = machineOf({ A: mapOf(EACH, { MaxConcurrency: 1 }) }, ({ n }) =>
    n === 2 && !isStopped ? new Promise(() => {}) : n,
  );
  const execution = start({ items: [{ n: 1 }, { n: 2 }, { n: 3 }] });
  await vi.waitFor(() => expect(payloads).toHaveLength(2));
  execution.stop();
  isStopped = true;
  expect((await redriven(execution)).output).toEqual([1, 2, 3]);
  expect(payloads.map(({ n }) => n)).toEqual([1, 2, 2, 3]);
});
