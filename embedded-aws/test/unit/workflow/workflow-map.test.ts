import { expect, test, vi } from 'vitest';
import { eventTypes, machineOf, named, type Payload, WORK } from './workflow-run.ts';

const TASK = { Type: 'Task', Resource: WORK, End: true };

function mapOf(task: object, map: object = {}) {
  const ItemProcessor = { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'Each', States: { Each: task } };
  return { A: { Type: 'Map', ItemsPath: '$.items', MaxConcurrency: 2, ItemProcessor, End: true, ...map } };
}

test('gives each item to the iteration, and the results in order', async () => {
  const { run, payloads } = machineOf(mapOf(TASK), ({ n }: Payload) => Number(n) * 10);
  expect((await run({ items: [{ n: 1 }, { n: 2 }, { n: 3 }] })).output).toEqual([10, 20, 30]);
  expect(payloads).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
});

test('knows the execution, the state, the item and the token inside an iteration', async () => {
  const Parameters = {
    FunctionName: 'work',
    Payload: {
      'token.$': '$$.Task.Token',
      'again.$': '$$.Task.Token',
      'execution.$': '$$.Execution.Name',
      'input.$': '$$.Execution.Input.note',
      'machine.$': '$$.StateMachine.Name',
      'state.$': '$$.State.Name',
      'index.$': '$$.Map.Item.Index',
      'value.$': '$$.Map.Item.Value',
      'own.$': '$.value',
    },
  };
  const wait = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', Parameters, End: true };
  const ItemSelector = { 'value.$': '$$.Map.Item.Value', 'position.$': '$$.Map.Item.Index' };
  const { start, workflow, payloads } = machineOf(mapOf(wait, { ItemSelector }));
  const execution = start({ note: 'n', items: ['a', 'b'] });
  await vi.waitFor(() => expect(payloads).toHaveLength(2));
  const [first, second] = payloads;
  expect(first).toMatchObject({
    execution: 'execution-1',
    input: 'n',
    machine: 'state-machine',
    state: 'Each',
    index: 0,
    value: 'a',
    own: 'a',
  });
  expect(second).toMatchObject({ index: 1, value: 'b', own: 'b' });
  expect(first?.['again']).toBe(first?.token);
  expect(second?.token).not.toBe(first?.token);
  workflow.sendTaskSuccess(second?.token ?? '', '2');
  workflow.sendTaskSuccess(first?.token ?? '', '1');
  expect((await execution.ended).output).toEqual([1, 2]);
});

test('catches the error of one iteration, and the others go on', async () => {
  const States = {
    Each: { ...TASK, Catch: [{ ErrorEquals: ['Bad'], ResultPath: '$.error', Next: 'Failed' }] },
    Failed: { Type: 'Pass', End: true },
  };
  const ItemProcessor = { StartAt: 'Each', States };
  const { run } = machineOf(mapOf(TASK, { ItemProcessor }), ({ n }: Payload) =>
    n === 1 ? Promise.reject(named('Bad')) : 'ok',
  );
  expect((await run({ items: [{ n: 1 }, { n: 2 }] })).output).toEqual([
    { n: 1, error: expect.objectContaining({ Error: 'Bad' }) },
    'ok',
  ]);
});

test('starts no further item when one has failed the Map', async () => {
  const { run, payloads } = machineOf(mapOf(TASK, { MaxConcurrency: 1 }), () => Promise.reject(named('Bad')));
  const execution = await run({ items: [1, 2, 3] });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'Bad' });
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(payloads).toHaveLength(1);
  expect(eventTypes(execution)).toEqual(
    expect.arrayContaining(['MapIterationStarted', 'MapIterationFailed', 'MapStateFailed', 'ExecutionFailed']),
  );
});

test('counts the retries of each iteration for itself', async () => {
  const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, MaxAttempts: 1 }];
  const seen: string[] = [];
  const task = { ...TASK, Parameters: { 'n.$': '$.n', 'retry.$': '$$.State.RetryCount' }, Retry };
  const { run } = machineOf(mapOf(task), ({ n, retry }: Payload) => {
    seen.push(`${n}:${retry}`);
    return retry === 0 ? Promise.reject(named('Busy')) : 'ok';
  });
  expect((await run({ items: [{ n: 1 }, { n: 2 }] })).output).toEqual(['ok', 'ok']);
  expect(seen.toSorted()).toEqual(['1:0', '1:1', '2:0', '2:1']);
});

test('gives an empty list when there are no items', async () => {
  const { run, payloads } = machineOf(mapOf(TASK));
  expect((await run({ items: [] })).output).toEqual([]);
  expect(payloads).toHaveLength(0);
});
