import { describe, expect, it } from 'vitest';
import { states } from '../../statemachine/definition.ts';
import {
  approved,
  approvedTasks,
  CONTACT,
  ENTERED_AT,
  type FakeTask,
  failing,
  KEY,
  keptMessage,
  lambdaError,
  organizationEvent,
  planned,
  type Run,
  requestEvent,
  run,
} from './machine.ts';

/** Each error that a task retries, with the budget of the first retrier that names it. */
const retries = states.flatMap(({ name, state: { Retry = [] } }) => {
  const attempts = Retry.toReversed().flatMap(({ ErrorEquals, MaxAttempts }) =>
    ErrorEquals.map((error) => [error, MaxAttempts] as const),
  );
  const budgets = [...new Map(attempts)].map(([error, maxAttempts]) => ({ name, error, maxAttempts }));
  return budgets.filter(({ maxAttempts }) => maxAttempts > 0);
});

const catches = states.flatMap(({ name, state: { Type, Catch = [] } }) =>
  Catch.flatMap(({ ErrorEquals, Next }) =>
    ErrorEquals.map((error) => ({ name, type: Type, error: thrownFor(error), next: Next })),
  ),
);

const byName = new Map(states.map(({ name, state }) => [name, state]));

/** An error that the matcher matches: a wildcard matches any name. */
function thrownFor(errorEquals: string): string {
  return errorEquals.startsWith('States.') ? 'SomethingElse' : errorEquals;
}

function task(name: string): FakeTask {
  const found = approvedTasks[name];
  if (!found) throw new Error(`there is no fake task ${name}`);
  return found;
}

/** What `DeriveBaselineRequest` makes of the event of a closed account. */
const withdrawing = { withdraw: { kind: 'accountClosed', accountId: '444444444444' } };

/** Runs the machine so that it gets to the state; some of them are off the usual path. */
function runThrough(name: string, tasks: Record<string, FakeTask> = {}): Promise<Run> {
  if (name === 'DeriveBaselineRequest') return run(tasks, organizationEvent);
  if (name === 'WithdrawChanges') return run({ DeriveBaselineRequest: () => withdrawing, ...tasks }, organizationEvent);
  if (name === 'PreApprove') return run({ PlanChanges: () => planned({ changes: [CONTACT] }), ...tasks });
  if (name === 'TakeTurn') return run({ ApplyChange: failing(1, 'TurnMovedError', task('ApplyChange')), ...tasks });
  const ValidateRequest = () => {
    throw lambdaError('MalformedEventError');
  };
  return run(name === 'KeepFailedEvent' ? { ValidateRequest, ...tasks } : tasks);
}

describe('retries', () => {
  it('are found in the definition', () => {
    expect(retries.length).toBeGreaterThan(40);
  });

  it.each(retries)('$name tries again after $error', async ({ name, error }) => {
    const undisturbed = await runThrough(name);
    const { entered, payloads, status } = await runThrough(name, { [name]: failing(1, error, task(name)) });
    expect(payloads.get(name)).toHaveLength(2);
    expect(entered).toEqual(undisturbed.entered);
    expect(status).toBe(undisturbed.status);
  });

  it.each(retries)(
    '$name gives up after $maxAttempts tries again with $error',
    async ({ name, error, maxAttempts }) => {
      const { payloads } = await runThrough(name, { [name]: failing(Number.POSITIVE_INFINITY, error, task(name)) });
      expect(payloads.get(name)).toHaveLength(maxAttempts + 1);
    },
  );

  it('are made three times when ApplyChange is throttled three times', async () => {
    const ApplyChange = failing(3, 'TooManyRequestsException', task('ApplyChange'));
    const { payloads, status } = await run({ ApplyChange });
    expect(payloads.get('ApplyChange')).toHaveLength(4);
    expect(status).toBe('SUCCEEDED');
  });

  it('are not made when the turn of a change has moved: it takes the next one, waits for it, and loses nothing', async () => {
    const { payloads, entered, status } = await runThrough('TakeTurn');
    const [first, second] = payloads.get('ApplyChange') ?? [];
    expect(payloads.get('TakeTurn')).toEqual([{ turn: first?.['turn'] }]);
    expect(second).toEqual({ ...first, turn: { ...Object(first?.['turn']), moves: 1 } });
    const moved = entered.indexOf('TakeTurn');
    expect(entered.slice(moved, moved + 4)).toEqual(['TakeTurn', 'AwaitNewTurn', 'ApplyChange', 'RecordOutcome']);
    expect(status).toBe('SUCCEEDED');
  });

  it('are left to ApplyChange, which is told why it has no turn, when TakeTurn fails', async () => {
    const { payloads, entered, status } = await runThrough('TakeTurn', {
      TakeTurn: failing(1, 'Lambda.TooManyRequestsException', task('TakeTurn')),
    });
    expect(payloads.get('ApplyChange')?.at(-1)).toMatchObject({
      turn: { Error: 'Lambda.TooManyRequestsException', Cause: expect.any(String) },
      retries: 0,
    });
    expect(entered).not.toContain('AwaitNewTurn');
    expect(status).toBe('SUCCEEDED');
  });

  it('tell ApplyChange, and ReadCurrentContact, how often they were tried before', async () => {
    for (const name of ['ApplyChange', 'ReadCurrentContact']) {
      const { payloads } = await run({ [name]: failing(2, 'TooManyRequestsException', task(name)) });
      expect(payloads.get(name)?.map(({ retries: before }) => before)).toEqual([0, 1, 2]);
    }
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
  const ofTasks = catches.filter(({ type }) => type === 'Task');
  const ofMaps = catches.filter(({ type }) => type === 'Map');

  it.each(ofTasks)('lead from $name to $next after $error', async ({ name, error, next }) => {
    const { entered } = await runThrough(name, { [name]: failing(Number.POSITIVE_INFINITY, error, task(name)) });
    expect(entered[entered.lastIndexOf(name) + 1]).toBe(next);
  });

  it.each(ofMaps)('lead from $name to $next when an iteration fails', async ({ name, next }) => {
    const [inner = ''] = Object.keys(byName.get(name)?.ItemProcessor?.States ?? {});
    const { entered } = await run({ [inner]: failing(1, 'SomethingElse', task(inner)) });
    expect(entered[entered.lastIndexOf(inner) + 1]).toBe(next);
  });

  it('tell SettleApproval alone how RequestApproval ended, and not what whoever woke it said', async () => {
    const waits = [{ status: 'PENDING_APPROVAL', wokenEarly: 1 }, { status: 'APPROVED' }];
    const { payloads, entered } = await run({
      RequestApproval: failing(1, 'SomethingElse', task('RequestApproval')),
      SettleApproval: ({ round }) => ({ ...approved(round), ...waits.shift() }),
    });
    const round = { index: 0, timeoutSeconds: 3600 };
    expect(payloads.get('SettleApproval')).toMatchObject([
      { round, woken: { Error: 'SomethingElse', Cause: expect.any(String) } },
      { round: { ...round, wokenEarly: 1 }, woken: { by: 'token' } },
    ]);
    expect(payloads.get('RequestApproval')).toMatchObject([
      { round, enteredAt: ENTERED_AT },
      { round, enteredAt: ENTERED_AT },
    ]);
    expect(entered).not.toContain('ReportChangeFailure');
  });

  const caught = { Error: 'TypeError', Cause: expect.stringContaining('"errorMessage":"broken"') };
  const broken = () => {
    throw lambdaError('TypeError', 'broken');
  };

  it('hand what is asked with the error to RecordOutcome when the request is not registered', async () => {
    const { payloads, status } = await run({ ValidateRequest: broken });
    expect(payloads.get('RecordOutcome')).toEqual([
      {
        executionArn: expect.stringMatching(/:execution:/),
        state: { source: requestEvent.source, detail: requestEvent.detail, caught },
        retries: 0,
      },
    ]);
    expect(status).toBe('SUCCEEDED');
  });

  it('hand the key with the error to RecordOutcome, and no detail, when it is registered', async () => {
    const { payloads } = await run({ PlanChanges: broken });
    const [{ state } = {}] = payloads.get('RecordOutcome') ?? [];
    expect(state).toMatchObject({ requestKey: KEY, caught });
    expect(state).not.toHaveProperty('detail');
  });

  it.each(['DuplicateRequestError', 'EventRefusedError', 'SomethingElse'])(
    'keep the detail for RecordOutcome when RegisterRequest fails with %s',
    async (error) => {
      const { payloads, entered } = await run({
        RegisterRequest: failing(Number.POSITIVE_INFINITY, error, task('RegisterRequest')),
      });
      expect(entered).not.toContain('ReadCurrentContacts');
      expect(payloads.get('RecordOutcome')?.[0]?.['state']).toMatchObject({
        detail: requestEvent.detail,
        validated: { requestKey: KEY },
        caught: { Error: error },
      });
      expect(payloads.get('RecordOutcome')?.[0]?.['state']).not.toHaveProperty('requestKey');
    },
  );

  it.each([
    { error: 'AccountNotReadyError', why: 'the account 444444444444 is PENDING_ACTIVATION' },
    { error: 'MalformedEventError', why: 'AccountJoinedOrganization names no account' },
    { error: 'BadRequestError', why: 'Event object failed validation' },
  ])(
    'keep the event of AWS in the dead-letter queue, and fail the execution with $error and the reason',
    async (given) => {
      const { payloads, status, error, cause } = await runThrough('DeriveBaselineRequest', {
        DeriveBaselineRequest: () => {
          throw lambdaError(given.error, given.why);
        },
      });
      expect(payloads.get('KeepFailedEvent')).toEqual([keptMessage(organizationEvent, given.error)]);
      expect({ status, error }).toEqual({ status: 'FAILED', error: given.error });
      expect(cause).toContain(given.why);
    },
  );

  it('let the baseline be derived when the account is ready at last', async () => {
    const { status, entered } = await runThrough('DeriveBaselineRequest', {
      DeriveBaselineRequest: failing(20, 'AccountNotReadyError', task('DeriveBaselineRequest')),
    });
    expect(entered).toContain('RegisterRequest');
    expect(status).toBe('SUCCEEDED');
  });

  it.each([
    { name: 'DeriveBaselineRequest', error: 'ConcurrentUpdateError' },
    { name: 'DeriveBaselineRequest', error: 'ThrottlingException' },
    { name: 'DeriveBaselineRequest', error: 'SomethingElse' },
    { name: 'WithdrawChanges', error: 'ServiceUnavailableError' },
    { name: 'WithdrawChanges', error: 'SomethingElse' },
  ])(
    'keep the event of AWS in the dead-letter queue when $name fails with $error for good',
    async ({ name, error }) => {
      const broken = () => {
        throw lambdaError(error);
      };
      const { payloads, entered, status, error: why } = await runThrough(name, { [name]: broken });
      expect(payloads.get('KeepFailedEvent')).toEqual([keptMessage(organizationEvent, error)]);
      expect(entered).not.toContain('RecordOutcome');
      expect({ status, error: why }).toEqual({ status: 'FAILED', error });
    },
  );
});
