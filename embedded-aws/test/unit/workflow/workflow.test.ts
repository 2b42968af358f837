import { describe, expect, test } from 'vitest';
import { machineOf, named, WORK } from './workflow-run.ts';

const TASK = { Type: 'Task', Resource: WORK, End: true };
const RETRY_ON_BUSY = { ErrorEquals: ['Busy'], IntervalSeconds: 1, MaxAttempts: 2, JitterStrategy: 'FULL' };
const CATCH_ALL = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Caught' }];
const CAUGHT = { Type: 'Pass', End: true };

describe('a task', () => {
  test('gives its result to the execution', async () => {
    const { run } = machineOf({ A: TASK }, () => ({ fine: true }));
    expect(await run()).toMatchObject({ status: 'SUCCEEDED', output: { fine: true } });
  });

  test('fails the execution with the error as Lambda reports it', async () => {
    const { run } = machineOf({ A: TASK }, () => Promise.reject(named('ContactChangedError', 'changed')));
    const execution = await run();
    expect(execution).toMatchObject({ status: 'FAILED', error: 'ContactChangedError' });
    const cause = JSON.parse(execution.cause ?? '');
    expect(cause).toMatchObject({ errorType: 'ContactChangedError', errorMessage: 'changed' });
    expect(cause.trace[0]).toBe('ContactChangedError: changed');
  });

  test('gets the answer of lambda:invoke wrapped as AWS wraps it', async () => {
    const invoke = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };
    const { run, payloads } = machineOf(
      { A: { ...invoke, Parameters: { FunctionName: 'work', Payload: { 'x.$': '$.x' } } } },
      () => 'done',
    );
    const { output } = await run({ x: 1 });
    const { RequestId } = Object(output).SdkResponseMetadata;
    expect(output).toEqual({
      ExecutedVersion: '$LATEST',
      Payload: 'done',
      SdkHttpMetadata: {
        AllHttpHeaders: expect.objectContaining({ 'x-amzn-RequestId': [RequestId], 'Content-Length': ['6'] }),
        HttpHeaders: expect.objectContaining({ 'X-Amz-Executed-Version': '$LATEST', 'x-amzn-RequestId': RequestId }),
        HttpStatusCode: 200,
      },
      SdkResponseMetadata: { RequestId: expect.any(String) },
      StatusCode: 200,
    });
    expect(payloads).toEqual([{ x: 1 }]);
  });

  test('keeps its input when ResultPath is null, and takes the result when it is $', async () => {
    const keep = machineOf({ A: { ...TASK, ResultPath: null } }, () => 'result');
    expect((await keep.run({ a: 1 })).output).toEqual({ a: 1 });
    const take = machineOf({ A: { ...TASK, ResultPath: '$' } }, () => 'result');
    expect((await take.run({ a: 1 })).output).toBe('result');
  });
});

describe('a retrier', () => {
  test('runs the task again until it succeeds, and counts', async () => {
    const states = { A: { ...TASK, Parameters: { 'retry.$': '$$.State.RetryCount' }, Retry: [RETRY_ON_BUSY] } };
    const { run, payloads } = machineOf(states, (_payload, call) => (call < 2 ? Promise.reject(named('Busy')) : 'ok'));
    expect(await run()).toMatchObject({ status: 'SUCCEEDED', output: 'ok' });
    expect(payloads).toEqual([{ retry: 0 }, { retry: 1 }, { retry: 2 }]);
  });

  test('lets the error out when its attempts are used up', async () => {
    const { run, payloads } = machineOf({ A: { ...TASK, Retry: [RETRY_ON_BUSY] } }, () =>
      Promise.reject(named('Busy')),
    );
    expect(await run()).toMatchObject({ status: 'FAILED', error: 'Busy' });
    expect(payloads).toHaveLength(3);
  });

  test('leaves other errors alone', async () => {
    const { run, payloads } = machineOf({ A: { ...TASK, Retry: [RETRY_ON_BUSY] } }, () =>
      Promise.reject(named('Other')),
    );
    expect(await run()).toMatchObject({ error: 'Other' });
    expect(payloads).toHaveLength(1);
  });

  test('waits no longer than MaxDelaySeconds', async () => {
    const patient = {
      ErrorEquals: ['Busy'],
      IntervalSeconds: 3_600,
      BackoffRate: 10,
      MaxDelaySeconds: 1,
      MaxAttempts: 5,
    };
    const { run } = machineOf({ A: { ...TASK, Retry: [patient] } }, (_payload, call) =>
      call < 5 ? Promise.reject(named('Busy')) : 'ok',
    );
    expect((await run()).status).toBe('SUCCEEDED');
  });

  test('does not take a timeout for States.TaskFailed', async () => {
    const states = {
      A: { ...TASK, TimeoutSeconds: 5, Retry: [{ ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 1 }] },
    };
    const { run, payloads } = machineOf(states, () => new Promise(() => {}));
    expect(await run()).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(payloads).toHaveLength(1);
  });
});

describe('a catcher', () => {
  test('puts Error and Cause, as texts, at its ResultPath', async () => {
    const { run } = machineOf({ A: { ...TASK, Catch: CATCH_ALL }, Caught: CAUGHT }, () =>
      Promise.reject(named('Bad', 'why')),
    );
    const { output } = await run({ a: 1 });
    expect(output).toEqual({ a: 1, error: { Error: 'Bad', Cause: expect.stringContaining('"errorMessage":"why"') } });
  });

  test('replaces the input when it has no ResultPath', async () => {
    const states = { A: { ...TASK, Catch: [{ ErrorEquals: ['Bad'], Next: 'Caught' }] }, Caught: CAUGHT };
    const { run } = machineOf(states, () => Promise.reject(named('Bad')));
    expect((await run({ a: 1 })).output).toEqual({ Error: 'Bad', Cause: expect.any(String) });
  });

  test('catches a timeout by name, the time being scaled', async () => {
    const states = {
      A: {
        ...TASK,
        TimeoutSeconds: 20,
        Catch: [{ ErrorEquals: ['States.Timeout'], ResultPath: '$.error', Next: 'Caught' }],
      },
      Caught: CAUGHT,
    };
    const { run } = machineOf(states, () => new Promise(() => {}));
    expect((await run({})).output).toMatchObject({ error: { Error: 'States.Timeout' } });
  });
});

test('stops an execution, after which none of its tasks is started', async () => {
  const { start, payloads } = machineOf({ A: { ...TASK, Retry: [RETRY_ON_BUSY] } }, () =>
    Promise.reject(named('Busy')),
  );
  const execution = start();
  execution.stop('Enough', 'of this');
  expect(await execution.ended).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'of this' });
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(payloads).toHaveLength(0);
});

describe('refuses a definition', () => {
  test.each([
    ['a resource', { A: { ...TASK, Resource: 'arn:aws:states:::sns:publish' } }, 'sns:publish'],
    ['a path that may select several values', { A: { ...TASK, InputPath: '$.items[*].id' } }, '$.items[*].id'],
    ['variables', { A: { Type: 'Pass', Assign: { x: 1 }, End: true } }, 'Assign'],
    ['a part of the context object', { A: { ...TASK, Parameters: { 'x.$': '$$.Map.Item.Value' } } }, 'Map'],
  ])('that uses %s, by name', (_what, states, name) => {
    expect(() => machineOf(states)).toThrow(name);
  });

  test('that is not valid', () => {
    expect(() => machineOf({ A: { Type: 'Pass', Next: 'Nowhere' } })).toThrow(/invalid/);
  });
});
