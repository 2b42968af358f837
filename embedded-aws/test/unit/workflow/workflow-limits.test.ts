import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { createWorkflow } from '../../../src/workflow/workflow.ts';
import { eventTypes, machineOf, WORK } from './workflow-run.ts';

const TASK = { Type: 'Task', Resource: WORK, End: true };
const CATCH_ALL = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Caught' }];
const CAUGHT = { Type: 'Pass', End: true };

describe('timeouts', () => {
  test('come from TimeoutSecondsPath, read from the input of the state', async () => {
    const { run } = machineOf(
      { A: { ...TASK, TimeoutSecondsPath: '$.wait', Parameters: { x: 1 } } },
      () => new Promise(() => {}),
    );
    expect(await run({ wait: 5 })).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('are those of the function while it does the work, which is not scaled', async () => {
    const definition = { StartAt: 'A', States: { A: { ...TASK, TimeoutSeconds: 1 } } };
    const options = { definition, timeScale: 0.000_001, functionTimeoutMs: (seconds: number) => seconds * 1000 };
    const workflow = createWorkflow({ ...options, runTask: () => delay(20, 'in time') });
    expect((await workflow.start('one', {}).ended).output).toBe('in time');
  });

  test('do not end a task without one', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { start, workflow, payloads } = machineOf({
      A: {
        ...TASK,
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Parameters: { FunctionName: 'work', Payload: { 'token.$': '$$.Task.Token' } },
      },
    });
    const execution = start();
    await vi.waitFor(() => expect(payloads).toHaveLength(1));
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(execution.status).toBe('RUNNING');
    vi.useRealTimers();
    workflow.sendTaskSuccess(payloads[0]?.token ?? '', '{}');
    expect((await execution.ended).status).toBe('SUCCEEDED');
  });

  test('do not fire at once when they are longer than 24.8 days', async () => {
    const states = { A: { ...TASK, TimeoutSeconds: 31_536_000 } };
    const { run } = machineOf(states, async () => 'ok', {});
    expect((await run()).status).toBe('SUCCEEDED');
  });

  test('of the definition end the execution TIMED_OUT', async () => {
    const { run } = machineOf({ A: TASK }, () => new Promise(() => {}), { TimeoutSeconds: 10 });
    const execution = await run();
    expect(execution.status).toBe('TIMED_OUT');
    expect(eventTypes(execution).at(-1)).toBe('ExecutionTimedOut');
  });
});

describe('the data limit', () => {
  const LARGE = 'x'.repeat(262_144);
  const NAMED = [{ ErrorEquals: ['States.DataLimitExceeded'], ResultPath: '$.error', Next: 'Caught' }, ...CATCH_ALL];

  test.each([
    ['States.ALL', CATCH_ALL],
    ['its own name', NAMED],
  ])('fails a task whose result is too large, which is caught by %s', async (_name, Catch) => {
    const { run } = machineOf({ A: { ...TASK, Catch }, Caught: CAUGHT }, () => LARGE);
    const Cause = `The state/task '${WORK}' returned a result with a size exceeding the maximum number of bytes service limit.`;
    expect(await run({})).toMatchObject({ output: { error: { Error: 'States.DataLimitExceeded', Cause } } });
  });

  test('names the service of a task that calls one', async () => {
    const invoke = { Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'work' } };
    const { run } = machineOf({ A: { ...TASK, ...invoke } }, () => LARGE);
    expect((await run()).cause).toContain("The state/task 'lambda' returned a result");
  });

  test('lets a result of just that size through', async () => {
    const { run } = machineOf({ A: TASK }, () => LARGE.slice(2));
    expect((await run()).status).toBe('SUCCEEDED');
  });

  test('fails an execution whose state gives too much in all', async () => {
    const half = LARGE.slice(0, 140_000);
    const states = { A: { ...TASK, End: undefined, ResultPath: '$.a', Next: 'B' }, B: { ...TASK, ResultPath: '$.b' } };
    const { run } = machineOf(JSON.parse(JSON.stringify(states)), () => half);
    expect(await run({})).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
      cause: expect.stringContaining("The state/task 'B' returned a result"),
    });
  });
});
