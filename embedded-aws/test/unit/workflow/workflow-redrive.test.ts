import { expect, test, vi } from 'vitest';
import { eventTypes, machineOf, named, type Payload, WORK } from './workflow-run.ts';

const TASK = { Type: 'Task', Resource: WORK, End: true };
const TWO_TASKS = {
  A: { ...TASK, End: undefined, ResultPath: '$.a', Next: 'B' },
  B: { ...TASK, ResultPath: '$.b' },
};

/** The states as JSON has them. */
function plain(states: object): object {
  return JSON.parse(JSON.stringify(states));
}

test('goes on with the state that failed and with its input, and keeps what came before', async () => {
  const { run, payloads } = machineOf(plain(TWO_TASKS), (_payload, call) =>
    call === 1 ? Promise.reject(named('Bad')) : call,
  );
  const execution = await run({ n: 1 });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'Bad' });
  const redriveDate = execution.redrive();
  expect(execution).toMatchObject({ status: 'RUNNING', error: undefined, stopDate: undefined });
  expect(execution.redrives).toMatchObject([{ date: redriveDate }]);
  await execution.ended;
  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { n: 1, a: 0, b: 2 } });
  expect(payloads).toEqual([{ n: 1 }, { n: 1, a: 0 }, { n: 1, a: 0 }]);
});

test('goes on in the history, where the state was entered', async () => {
  const { run } = machineOf({ A: TASK }, (_payload, call) => (call === 0 ? Promise.reject(named('Bad')) : 'ok'));
  const execution = await run();
  execution.redrive();
  await execution.ended;
  expect(execution.history.events.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'TaskStateEntered'],
    [3, 2, 'LambdaFunctionScheduled'],
    [4, 3, 'LambdaFunctionStarted'],
    [5, 4, 'LambdaFunctionFailed'],
    [6, 5, 'ExecutionFailed'],
    [7, 6, 'ExecutionRedriven'],
    [8, 2, 'LambdaFunctionScheduled'],
    [9, 8, 'LambdaFunctionStarted'],
    [10, 9, 'LambdaFunctionSucceeded'],
    [11, 10, 'TaskStateExited'],
    [12, 11, 'ExecutionSucceeded'],
  ]);
  expect(execution.history.events[6]).toMatchObject({ executionRedrivenEventDetails: { redriveCount: 1 } });
});

test('counts retries anew, and redrives', async () => {
  const Parameters = { 'retry.$': '$$.State.RetryCount', 'redrive.$': '$$.Execution.RedriveCount' };
  const Retry = [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }];
  const { run, payloads } = machineOf({ A: { ...TASK, Parameters, Retry } }, (_payload, call) =>
    call < 5 ? Promise.reject(named('Busy')) : 'ok',
  );
  const execution = await run();
  execution.redrive();
  await execution.ended;
  execution.redrive();
  expect((await execution.ended).status).toBe('SUCCEEDED');
  expect(payloads).toEqual(
    [0, 1, 2].flatMap((redrive) => [
      { retry: 0, redrive },
      { retry: 1, redrive },
    ]),
  );
});

test('gives a task that waits for its token a new one', async () => {
  const Parameters = { FunctionName: 'work', Payload: { 'token.$': '$$.Task.Token' } };
  const Resource = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
  const { start, workflow, payloads } = machineOf({ A: { ...TASK, Resource, Parameters } });
  const execution = start();
  await vi.waitFor(() => expect(payloads).toHaveLength(1));
  execution.stop();
  execution.redrive();
  await vi.waitFor(() => expect(payloads).toHaveLength(2));
  const [first, second] = payloads.map(({ token }) => token);
  expect(() => workflow.sendTaskSuccess(first ?? '', '1')).toThrow(expect.objectContaining({ name: 'TaskTimedOut' }));
  workflow.sendTaskSuccess(second ?? '', '2');
  expect((await execution.ended).output).toBe(2);
});

test('lets what a function still does after a stop have no effect', async () => {
  const late = Promise.withResolvers<string>();
  const { start, payloads } = machineOf({ A: TASK }, (_payload, call) => (call === 0 ? late.promise : 'ok'));
  const execution = start();
  await vi.waitFor(() => expect(payloads).toHaveLength(1));
  execution.stop();
  execution.redrive();
  late.resolve('too late');
  expect((await execution.ended).output).toBe('ok');
  expect(eventTypes(execution).filter((type) => type === 'LambdaFunctionSucceeded')).toHaveLength(1);
});

test('begins with the first state when none was entered', async () => {
  const { start, payloads } = machineOf({ A: TASK }, () => 'ok');
  const execution = start({ n: 1 });
  execution.stop();
  execution.redrive();
  expect((await execution.ended).output).toBe('ok');
  expect(payloads).toEqual([{ n: 1 }]);
});

test('gives the execution its whole time again when it TIMED_OUT', async () => {
  const task = (_payload: Payload, call: number) => (call === 0 ? new Promise(() => {}) : 'ok');
  const { run } = machineOf({ A: TASK }, task, { TimeoutSeconds: 500 });
  const execution = await run();
  expect(execution.status).toBe('TIMED_OUT');
  execution.redrive();
  expect((await execution.ended).status).toBe('SUCCEEDED');
});

test('enters a Fail state again, which fails again', async () => {
  const { run } = machineOf({ A: { Type: 'Fail', Error: 'E', CausePath: '$.why' } });
  const execution = await run({ why: 'W' });
  execution.redrive();
  expect(await execution.ended).toMatchObject({ status: 'FAILED', error: 'E', cause: 'W' });
  expect(eventTypes(execution)).toEqual([
    'ExecutionStarted',
    'FailStateEntered',
    'ExecutionFailed',
    'ExecutionRedriven',
    'FailStateEntered',
    'ExecutionFailed',
  ]);
});

test('is the same redrive when the client token is the same', async () => {
  const { run } = machineOf({ A: { Type: 'Fail' } });
  const execution = await run();
  const first = execution.redrive('token');
  await execution.ended;
  expect(execution.redrive('token')).toBe(first);
  expect(execution.status).toBe('FAILED');
  execution.redrive('another');
  await execution.ended;
  expect(execution.redrives).toHaveLength(2);
});

test('is refused when the execution runs or has succeeded', async () => {
  const { start } = machineOf({ A: TASK });
  const execution = start();
  expect(() => execution.redrive()).toThrow('Execution is RUNNING and cannot be redriven');
  await execution.ended;
  expect(() => execution.redrive()).toThrow('Execution is SUCCEEDED and cannot be redriven');
});
