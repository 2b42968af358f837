import { describe, expect, it } from 'vitest';
import { approvedTasks, type FakeTask, failing, lambdaError, run, states } from './machine.ts';

const tasks = [...states].filter(([, { Type }]) => Type === 'Task');

const retries = tasks.flatMap(([name, { Retry = [] }]) =>
  Retry.flatMap(({ ErrorEquals, MaxAttempts }) =>
    ErrorEquals.map((error) => ({ name, error: thrownFor(error), maxAttempts: MaxAttempts })),
  ),
);

const catches = [...states].flatMap(([name, { Catch = [] }]) =>
  Catch.flatMap(({ ErrorEquals, Next }) => ErrorEquals.map((error) => ({ name, error: thrownFor(error), next: Next }))),
);

/** An error that the matcher matches: a wildcard matches any name. */
function thrownFor(errorEquals: string): string {
  return errorEquals.startsWith('States.') ? 'SomethingElse' : errorEquals;
}

function task(name: string): FakeTask {
  const found = approvedTasks[name];
  if (!found) throw new Error(`there is no fake task ${name}`);
  return found;
}

/** What leads the machine to the state `KeepMalformedEvent`, which is on no ordinary path. */
function pathTo(name: string): Record<string, FakeTask> {
  if (name !== 'KeepMalformedEvent') return {};
  return {
    ValidateRequest: () => {
      throw lambdaError('MalformedEventError');
    },
  };
}

describe('retries', () => {
  it('are found in the definition', () => {
    expect(retries.length).toBeGreaterThan(40);
  });

  it.each(retries)('$name tries again after $error', async ({ name, error }) => {
    const undisturbed = await run(pathTo(name));
    const { entered, payloads, status } = await run({ ...pathTo(name), [name]: failing(1, error, task(name)) });
    expect(payloads.get(name)).toHaveLength(2);
    expect(entered).toEqual(undisturbed.entered);
    expect(status).toBe(undisturbed.status);
  });

  it.each(retries)(
    '$name gives up after $maxAttempts tries again with $error',
    async ({ name, error, maxAttempts }) => {
      const { payloads } = await run({ ...pathTo(name), [name]: failing(Number.POSITIVE_INFINITY, error, task(name)) });
      expect(payloads.get(name)).toHaveLength(maxAttempts + 1);
    },
  );

  it('are made three times when ApplyChange is throttled three times', async () => {
    const ApplyChange = failing(3, 'TooManyRequestsException', task('ApplyChange'));
    const { payloads, status } = await run({ ApplyChange });
    expect(payloads.get('ApplyChange')).toHaveLength(4);
    expect(status).toBe('SUCCEEDED');
  });

  it.each(['AccessDeniedException', 'ValidationException', 'ContactChangedError', 'NotApprovedError'])(
    'are not made when ApplyChange fails with %s',
    async (error) => {
      const { payloads } = await run({ ApplyChange: failing(1, error, task('ApplyChange')) });
      expect(payloads.get('ApplyChange')).toHaveLength(1);
      expect(payloads.get('RecordOutcome')?.[0]).toMatchObject({ state: { results: [{ error: { Error: error } }] } });
    },
  );
});

describe('catches', () => {
  const ofTasks = catches.filter(({ name }) => states.get(name)?.Type === 'Task');
  const ofMaps = catches.filter(({ name }) => states.get(name)?.Type === 'Map');

  it.each(ofTasks)('lead from $name to $next after $error', async ({ name, error, next }) => {
    const isTimeout = states.get(name)?.Catch?.some(({ ErrorEquals }) => ErrorEquals.includes('States.Timeout'));
    const expected = isTimeout && error === 'SomethingElse' ? 'RecordOutcome' : next;
    const { entered } = await run({ ...pathTo(name), [name]: failing(Number.POSITIVE_INFINITY, error, task(name)) });
    expect(entered[entered.lastIndexOf(name) + 1]).toBe(expected);
  });

  it.each(ofMaps)('lead from $name to $next when an iteration fails', async ({ name, next }) => {
    const [inner = ''] = Object.keys(states.get(name)?.ItemProcessor?.States ?? {});
    const { entered } = await run({ [inner]: failing(1, 'SomethingElse', task(inner)) });
    expect(entered[entered.lastIndexOf(inner) + 1]).toBe(next);
  });

  it('hand the error and its cause to RecordOutcome', async () => {
    const ValidateRequest = () => {
      throw lambdaError('InvalidRequestError', '/reason is required');
    };
    const { payloads } = await run({ ValidateRequest });
    expect(payloads.get('RecordOutcome')?.[0]?.['state']).toEqual({
      Error: 'InvalidRequestError',
      Cause: expect.stringContaining('/reason is required'),
    });
  });
});
