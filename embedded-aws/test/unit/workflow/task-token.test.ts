import { expect, test, vi } from 'vitest';
import { eventTypes, machineOf, named } from './workflow-run.ts';

const Parameters = { FunctionName: 'work', Payload: { 'token.$': '$$.Task.Token' } };
const WAIT = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', Parameters, End: true };

async function waiting(state: object = {}) {
  const fixture = machineOf({ A: { ...WAIT, ...state } });
  const execution = fixture.start();
  await vi.waitFor(() => expect(fixture.payloads).toHaveLength(1));
  return { ...fixture, execution, token: fixture.payloads[0]?.token ?? '' };
}

test('wakes the task with the output that was sent, not with what the function returned', async () => {
  const { workflow, execution, token } = await waiting();
  workflow.sendTaskSuccess(token, '{"decision":"approve"}');
  expect(await execution.ended).toMatchObject({ status: 'SUCCEEDED', output: { decision: 'approve' } });
  expect(eventTypes(execution)).toEqual(expect.arrayContaining(['TaskScheduled', 'TaskStarted', 'TaskSucceeded']));
});

test('wakes the task while its function still runs', async () => {
  const { run, workflow } = machineOf({ A: WAIT }, ({ token }) => {
    workflow.sendTaskSuccess(token, '1');
    return new Promise(() => {});
  });
  expect((await run()).output).toBe(1);
});

test('fails the task with the error that was sent', async () => {
  const { workflow, execution, token } = await waiting();
  workflow.sendTaskFailure(token, 'Refused', 'because');
  expect(await execution.ended).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'because' });
});

test('hands on null for error and cause when SendTaskFailure names none, as Step Functions does', async () => {
  const Catch = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.caught', Next: 'B' }];
  const { End: _, ...state } = WAIT;
  const { workflow, start, payloads } = machineOf({ A: { ...state, Next: 'B', Catch }, B: { Type: 'Succeed' } });
  const execution = start();
  await vi.waitFor(() => expect(payloads).toHaveLength(1));
  workflow.sendTaskFailure(payloads[0]?.token ?? '');
  expect((await execution.ended).output).toEqual({ caught: { Error: null, Cause: null } });
});

test('ends without error and cause when SendTaskFailure names none and nothing catches it', async () => {
  const { workflow, execution, token } = await waiting();
  workflow.sendTaskFailure(token);
  const { status, error, cause } = await execution.ended;
  expect({ status, error, cause }).toEqual({ status: 'FAILED', error: undefined, cause: undefined });
});

test('tries the task again when SendTaskFailure names no error and all are retried', async () => {
  const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 1 }];
  const { workflow, token, payloads } = await waiting({ Retry });
  workflow.sendTaskFailure(token);
  await vi.waitFor(() => expect(payloads).toHaveLength(2));
});

test('fails the task when its function fails', async () => {
  const { run } = machineOf({ A: WAIT }, () => Promise.reject(named('MailError')));
  expect(await run()).toMatchObject({ status: 'FAILED', error: 'MailError' });
});

test('answers TaskTimedOut when the task has ended', async () => {
  const { workflow, execution, token } = await waiting({ TimeoutSeconds: 5 });
  expect(await execution.ended).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  expect(() => workflow.sendTaskSuccess(token, '{}')).toThrow(expect.objectContaining({ name: 'TaskTimedOut' }));
});

test('answers TaskTimedOut when the token was used before', async () => {
  const { workflow, token } = await waiting();
  workflow.sendTaskSuccess(token, '{}');
  expect(() => workflow.sendTaskFailure(token)).toThrow(expect.objectContaining({ name: 'TaskTimedOut' }));
});

test('answers InvalidToken when the token is none', async () => {
  const { workflow } = await waiting();
  expect(() => workflow.sendTaskSuccess('nonsense', '{}')).toThrow(expect.objectContaining({ name: 'InvalidToken' }));
});

test('answers TaskDoesNotExist when the token is of another state machine', async () => {
  const { token } = await waiting();
  const { workflow } = await waiting();
  expect(() => workflow.sendTaskSuccess(token, '{}')).toThrow(expect.objectContaining({ name: 'TaskDoesNotExist' }));
});

test('keeps the task waiting when the output is not JSON', async () => {
  const { workflow, execution, token } = await waiting();
  expect(() => workflow.sendTaskSuccess(token, 'oops')).toThrow(expect.objectContaining({ name: 'InvalidOutput' }));
  workflow.sendTaskSuccess(token, '{}');
  expect((await execution.ended).status).toBe('SUCCEEDED');
});

test('fails the task when no heartbeat comes in time', async () => {
  const { execution } = await waiting({ HeartbeatSeconds: 5, TimeoutSeconds: 10_000 });
  expect(await execution.ended).toMatchObject({ status: 'FAILED', error: 'States.Timeout', cause: undefined });
});

test('catches a missed heartbeat by its own name too', async () => {
  const Catch = [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'B' }];
  const { End: _, ...state } = WAIT;
  const missed = { ...state, HeartbeatSeconds: 5, TimeoutSeconds: 10_000, Next: 'B', Catch };
  const { run } = machineOf({ A: missed, B: { Type: 'Succeed' } });
  expect((await run()).output).toEqual({ Error: 'States.Timeout', Cause: '' });
});

test('tells in the history what the function answered, once the task only waits for its token', async () => {
  const { workflow, execution, token } = await waiting();
  await vi.waitFor(() => expect(eventTypes(execution)).toContain('TaskSubmitted'));
  workflow.sendTaskSuccess(token, '1');
  await execution.ended;
  expect(eventTypes(execution).slice(2)).toEqual([
    'TaskScheduled',
    'TaskStarted',
    'TaskSubmitted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
  const submitted = execution.history.events.find(({ type }) => type === 'TaskSubmitted');
  const { output, ...details } = Object(submitted?.['taskSubmittedEventDetails']);
  expect(details).toEqual({
    resourceType: 'lambda',
    resource: 'invoke.waitForTaskToken',
    outputDetails: { truncated: false },
  });
  expect(JSON.parse(output)).toMatchObject({ ExecutedVersion: '$LATEST', Payload: {}, StatusCode: 200 });
});
