import { describe, expect, test, vi } from 'vitest';
import type { Execution } from '../../../src/workflow/execution.ts';
import { eventTypes, machineOf, named, type Payload, WORK } from './workflow-run.ts';

const TASK = { Type: 'Task', Resource: WORK, End: true };
const INVOKE = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'work' } };
const ONCE = [{ ErrorEquals: ['Bad'], IntervalSeconds: 1, MaxAttempts: 1 }];

function mapOf(States: object, map: object = {}) {
  const ItemProcessor = { StartAt: Object.keys(States)[0], States };
  return { A: { Type: 'Map', ItemProcessor, End: true, ...map } };
}

/** Each event's id, the one that it follows, and its type. */
function linksOf(execution: Execution) {
  return execution.history.events.map(({ id, previousEventId, type }) => [id, previousEventId, type]);
}

/** What an event of a type tells. */
function detailsOf(execution: Execution, type: string) {
  const event = execution.history.events.find((candidate) => candidate.type === type);
  return event?.[`${type[0]?.toLowerCase()}${type.slice(1)}EventDetails`];
}

test('is that of AWS for a task, whose first state follows nothing', async () => {
  expect(linksOf(await machineOf({ A: TASK }).run({ a: 1 }))).toEqual([
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'TaskStateEntered'],
    [3, 2, 'LambdaFunctionScheduled'],
    [4, 3, 'LambdaFunctionStarted'],
    [5, 4, 'LambdaFunctionSucceeded'],
    [6, 5, 'TaskStateExited'],
    [7, 6, 'ExecutionSucceeded'],
  ]);
});

test('has the limits of a task', async () => {
  const { run } = machineOf({ A: { ...INVOKE, TimeoutSeconds: 30, HeartbeatSecondsPath: '$.beat', End: true } });
  expect(detailsOf(await run({ beat: 10 }), 'TaskScheduled')).toEqual({
    resourceType: 'lambda',
    resource: 'invoke',
    region: 'us-east-1',
    parameters: '{"FunctionName":"work"}',
    timeoutInSeconds: 30,
    heartbeatInSeconds: 10,
  });
});

test('has no cause for a timeout', async () => {
  const execution = await machineOf(
    { A: { ...INVOKE, TimeoutSeconds: 5, End: true } },
    () => new Promise(() => {}),
  ).run();
  const error = 'States.Timeout';
  expect(detailsOf(execution, 'TaskTimedOut')).toEqual({ resourceType: 'lambda', resource: 'invoke', error });
  expect(detailsOf(execution, 'ExecutionFailed')).toEqual({ error });
});

test('says in which state something could not be evaluated, in the words of the definition', async () => {
  const execution = await machineOf({ A: { ...TASK, Parameters: { 'x.$': '$$.Execution.Input.no' } } }).run({});
  const { error, cause } = Object(detailsOf(execution, 'ExecutionFailed'));
  expect(error).toBe('States.Runtime');
  expect(cause).toMatch(/^An error occurred while executing the state 'A' \(entered at the event id #2\)\. /);
  expect(cause).toContain('$$.Execution.Input.no');
  expect(eventTypes(execution)).toEqual(['ExecutionStarted', 'TaskStateEntered', 'ExecutionFailed']);
});

test('ends the execution at its 25,000th event', async () => {
  const Choices = [{ Variable: '$', IsNull: true, Next: 'C' }];
  const again = { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Choice', Choices, Default: 'A' } };
  const { run } = machineOf({ ...again, C: { Type: 'Succeed' } });
  const execution = await run();
  expect(execution).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: 'The execution reached the maximum number of history events (25000).',
  });
  expect(execution.history.events).toHaveLength(25_000);
});

describe('of a Map', () => {
  test('has each success before the next start, and all before that of the Map', async () => {
    const { run } = machineOf(mapOf({ Each: { Type: 'Pass', End: true } }, { MaxConcurrency: 1 }));
    const execution = await run([1, 2]);
    expect(linksOf(execution).slice(1)).toEqual([
      [2, 0, 'MapStateEntered'],
      [3, 2, 'MapStateStarted'],
      [4, 3, 'MapIterationStarted'],
      [5, 4, 'PassStateEntered'],
      [6, 5, 'PassStateExited'],
      [7, 6, 'MapIterationSucceeded'],
      [8, 6, 'MapIterationStarted'],
      [9, 8, 'PassStateEntered'],
      [10, 9, 'PassStateExited'],
      [11, 10, 'MapIterationSucceeded'],
      [12, 10, 'MapStateSucceeded'],
      [13, 12, 'MapStateExited'],
      [14, 13, 'ExecutionSucceeded'],
    ]);
    expect(detailsOf(execution, 'MapStateStarted')).toEqual({ length: 2 });
  });

  test('starts again when it is retried, and has failed only at last', async () => {
    const { run } = machineOf(mapOf({ Each: { Type: 'Fail', Error: 'Bad', Cause: 'C' } }, { Retry: ONCE }));
    const execution = await run([1]);
    expect(linksOf(execution).slice(2)).toEqual([
      [3, 2, 'MapStateStarted'],
      [4, 3, 'MapIterationStarted'],
      [5, 4, 'FailStateEntered'],
      [6, 5, 'MapIterationFailed'],
      [7, 5, 'MapStateStarted'],
      [8, 7, 'MapIterationStarted'],
      [9, 8, 'FailStateEntered'],
      [10, 9, 'MapIterationFailed'],
      [11, 9, 'MapStateFailed'],
      [12, 11, 'ExecutionFailed'],
    ]);
    expect(detailsOf(execution, 'MapStateStarted')).toEqual({ length: 1 });
  });

  test('ends all iterations when one fails, and nothing of them comes after the Map', async () => {
    const late: (() => void)[] = [];
    const states = {
      ...mapOf({ Each: { ...TASK, End: undefined, Next: 'Then' }, Then: TASK }),
      Caught: { ...TASK, Parameters: { last: true } },
    };
    const Catch = [{ ErrorEquals: ['Bad'], Next: 'Caught' }];
    const { start, payloads } = machineOf(
      JSON.parse(JSON.stringify({ ...states, A: { ...states.A, Catch } })),
      ({ n, last }: Payload) => {
        if (last) return 'done';
        return n === 2 ? Promise.reject(named('Bad')) : new Promise<void>((resolve) => late.push(resolve));
      },
    );
    const execution = start([{ n: 1 }, { n: 2 }, { n: 3 }]);
    await vi.waitFor(() => expect(payloads).toHaveLength(4));
    for (const finish of late) finish();
    await execution.ended;
    const types = eventTypes(execution);
    expect(types.slice(types.indexOf('LambdaFunctionFailed'))).toEqual([
      ...['LambdaFunctionFailed', 'MapIterationFailed'],
      ...['TaskStateAborted', 'MapIterationAborted', 'TaskStateAborted', 'MapIterationAborted'],
      ...['MapStateFailed', 'MapStateExited', 'TaskStateEntered', 'LambdaFunctionScheduled', 'LambdaFunctionStarted'],
      ...['LambdaFunctionSucceeded', 'TaskStateExited', 'ExecutionSucceeded'],
    ]);
    const failed = execution.history.events.find(({ type }) => type === 'LambdaFunctionFailed');
    const aborted = execution.history.events.filter(({ type }) => type.endsWith('Aborted'));
    expect(new Set(aborted.map(({ previousEventId }) => previousEventId))).toEqual(new Set([failed?.id]));
    expect(payloads).toHaveLength(4);
  });

  test('aborts what runs within an iteration that is a Map itself', async () => {
    const inner = {
      Type: 'Map',
      ItemsPath: '$.inner',
      ItemProcessor: { StartAt: 'Inner', States: { Inner: TASK } },
      End: true,
    };
    const { run } = machineOf(mapOf({ Each: inner }), ({ n }: Payload) =>
      n === 2 ? Promise.reject(named('Bad')) : new Promise(() => {}),
    );
    const execution = await run([{ inner: [{ n: 1 }] }, { inner: [{ n: 2 }] }]);
    const types = eventTypes(execution);
    expect(types.slice(types.indexOf('LambdaFunctionFailed') + 1)).toEqual([
      ...['MapIterationFailed', 'MapStateFailed', 'MapIterationFailed'],
      ...['TaskStateAborted', 'MapIterationAborted', 'MapStateAborted', 'MapIterationAborted'],
      ...['MapStateFailed', 'ExecutionFailed'],
    ]);
  });

  test('fails the execution when there is no list', async () => {
    expect(await machineOf(mapOf({ Each: TASK })).run({})).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});

describe('of a Parallel', () => {
  const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });

  test('starts once, and gives the outputs of its branches in order', async () => {
    const Branches = [branch('B', TASK), branch('C', { Type: 'Pass', Result: 'c', End: true })];
    const { run } = machineOf({ A: { Type: 'Parallel', Branches, ResultPath: '$.both', End: true } }, () => 'b');
    const execution = await run({ n: 1 });
    expect(execution.output).toEqual({ n: 1, both: ['b', 'c'] });
    const types = eventTypes(execution);
    expect(types.slice(0, 3)).toEqual(['ExecutionStarted', 'ParallelStateEntered', 'ParallelStateStarted']);
    expect(types.slice(-3)).toEqual(['ParallelStateSucceeded', 'ParallelStateExited', 'ExecutionSucceeded']);
    expect(types.filter((type) => type === 'ParallelStateStarted')).toHaveLength(1);
    const entered = execution.history.events.filter(({ type }) => /^(Task|Pass)StateEntered$/.test(type));
    expect(entered.map(({ previousEventId }) => previousEventId)).toEqual([3, 3]);
  });

  test('starts again when it is retried, ends the other branches, and has failed only at last', async () => {
    const Branches = [
      branch('B', { Type: 'Wait', Seconds: 10_000, End: true }),
      branch('C', { Type: 'Fail', Error: 'Bad' }),
    ];
    const execution = await machineOf({ A: { Type: 'Parallel', Branches, Retry: ONCE, End: true } }).run();
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Bad', cause: undefined });
    const once = ['ParallelStateStarted', 'WaitStateEntered', 'FailStateEntered', 'WaitStateAborted'];
    expect(eventTypes(execution).slice(2)).toEqual([...once, ...once, 'ParallelStateFailed', 'ExecutionFailed']);
  });

  test('goes on with the branch that failed when it is redriven', async () => {
    const Branches = [branch('B', TASK), branch('C', { ...TASK, Parameters: { c: true } })];
    let isBroken = true;
    const { run, payloads } = machineOf({ A: { Type: 'Parallel', Branches, End: true } }, async ({ c }: Payload) => {
      if (!c) return 'b';
      await new Promise(setImmediate);
      return isBroken ? Promise.reject(named('Bad')) : 'c';
    });
    const execution = await run({});
    isBroken = false;
    execution.redrive();
    expect((await execution.ended).output).toEqual(['b', 'c']);
    expect(payloads).toEqual([{}, { c: true }, { c: true }]);
  });
});
