import { describe, expect, test } from 'vitest';
import { eventTypes, machineOf } from './workflow-run.ts';

describe('a Fail', () => {
  test('takes its Error and Cause from paths', async () => {
    const { run } = machineOf({ A: { Type: 'Fail', ErrorPath: '$.error', CausePath: "States.Format('{}!', $.why)" } });
    expect(await run({ error: 'E', why: 'W' })).toMatchObject({ status: 'FAILED', error: 'E', cause: 'W!' });
  });

  test('invents neither an error nor a cause', async () => {
    const execution = await machineOf({ A: { Type: 'Fail' } }).run();
    expect(execution.history.events.at(-1)).toMatchObject({ type: 'ExecutionFailed', executionFailedEventDetails: {} });
    expect(Object.keys(Object(execution.history.events.at(-1)?.['executionFailedEventDetails']))).toEqual([]);
  });
});

test('a Pass gives its Result, whatever that is', async () => {
  const results = [false, 0, '', null, 'text', [1], { a: 1 }];
  const Branches = results.map((Result, index) => {
    const pass = { Type: 'Pass', Result, ResultPath: '$.result', End: true };
    return { StartAt: `B${index}`, States: { [`B${index}`]: pass } };
  });
  const { run } = machineOf({ A: { Type: 'Parallel', Branches, End: true } });
  expect((await run({ n: 1 })).output).toEqual(results.map((result) => ({ n: 1, result })));
});

describe('a Choice', () => {
  const Choices = [{ Variable: '$.n', NumericEquals: 1, Next: 'One' }];
  const ends = { One: { Type: 'Pass', Result: 1, End: true }, Other: { Type: 'Pass', Result: 2, End: true } };

  test('leads where its first rule says that matches, or else to its Default', async () => {
    const { run } = machineOf({ A: { Type: 'Choice', Choices, Default: 'Other' }, ...ends });
    expect([(await run({ n: 1 })).output, (await run({ n: 3 })).output]).toEqual([1, 2]);
  });

  test('fails the execution when it leads nowhere', async () => {
    const { run } = machineOf({ A: { Type: 'Choice', Choices }, One: ends.One });
    const cause =
      "An error occurred while executing the state 'A' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.";
    expect(await run({ n: 3 })).toMatchObject({ status: 'FAILED', error: 'States.Runtime', cause });
  });
});

describe('a Wait', () => {
  const NEXT_YEAR = new Date(Date.now() + 31_536_000_000).toISOString();

  test.each([
    ['seconds', { Seconds: 5 }],
    ['seconds from a path', { SecondsPath: '$.seconds' }],
    ['a time', { Timestamp: '2020-01-01T00:00:00Z' }],
    ['a time from a path', { TimestampPath: '$.at' }],
  ])('waits for %s, the time being scaled', async (_what, fields) => {
    const { run } = machineOf({ A: { Type: 'Wait', ...fields, End: true } });
    const input = { seconds: 5, at: new Date(Date.now() + 5_000).toISOString() };
    const execution = await run(input);
    expect(execution.output).toEqual(input);
    expect(eventTypes(execution)).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'WaitStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test('goes on waiting until then', async () => {
    const { start } = machineOf({ A: { Type: 'Wait', Timestamp: NEXT_YEAR, End: true } });
    const execution = start();
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(execution.status).toBe('RUNNING');
    execution.stop();
  });

  test('fails the execution when the time has no offset', async () => {
    const { run } = machineOf({ A: { Type: 'Wait', TimestampPath: '$.at', End: true } });
    const cause =
      "An error occurred while executing the state 'A' (entered at the event id #2). The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.at == 2026-01-01T00:00:00";
    expect(await run({ at: '2026-01-01T00:00:00' })).toMatchObject({ error: 'States.Runtime', cause });
  });
});
