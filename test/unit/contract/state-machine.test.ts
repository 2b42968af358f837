import * as account from '@aws-sdk/client-account';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { RETRIED_CHANGE_ERRORS } from '../../../functions/domain/passing-errors.ts';
import { machineId } from '../../../resources/state-machines.ts';
import {
  type MachineName,
  machines,
  type Retrier,
  type State,
  states,
  statesOf,
} from '../../../statemachine/definition.ts';
import { catchProblems } from '../../mutations/contracts/catches.ts';
import { DISPENSABLE, LAMBDA_ERRORS, retryProblems } from '../../mutations/contracts/retries.ts';
import { lambdaTasks, tasks } from './lambda-tasks.ts';
import { resourceNamed } from './resources.ts';
import { entriesAt, readSource, sourceFiles, valueAt } from './sources.ts';

/** How long apply-change.ts keeps a contact locked. */
const LEASE_SECONDS = 30;

const retriedBy = ({ Retry = [] }: Pick<State, 'Retry'>) => Retry.flatMap(({ ErrorEquals }) => ErrorEquals);

/** Names that no class of ours or of the SDK has, and why the machine knows them. */
const OTHER_ERRORS: Record<string, string> = {
  'States.ALL': 'predefined by Step Functions',
  'States.TaskFailed': 'predefined by Step Functions',
  'States.Timeout': 'predefined by Step Functions',
  ...Object.fromEntries(LAMBDA_ERRORS.map((name) => [name, 'Step Functions names the errors of Lambda so'])),
  TimeoutError: "Middy's name when a function is about to time out",
};

/** The names of errors: ours, and those of the SDK's classes. */
const ours = [...readSource('functions/domain/errors.ts').matchAll(/override readonly name = '(\w+)'/g)].map(
  ([, name = '']) => name,
);
const sdk = [account, dynamodb].flatMap((client) =>
  Object.entries(client).flatMap(([name, exported]) => (isErrorClass(exported) ? [name] : [])),
);

describe.each<MachineName>(['change-request', 'campaign', 'sweep'])('the definition %s', (machine) => {
  const definition = machines[machine];
  const ofMachine = statesOf(definition);
  const { properties } = resourceNamed(machineId(machine));

  it('says what it is, and so does every state', () => {
    expect(definition.Comment).toBeTruthy();
    expect(ofMachine.filter(({ state }) => !state.Comment).map(({ name }) => name)).toEqual([]);
  });

  it('holds no null, because a template of CloudFormation must not', () => {
    expect(JSON.stringify(definition)).not.toMatch(/[:,[]null\b/);
  });

  it('gives every state a name of its own', () => {
    expect(new Set(ofMachine.map(({ name }) => name)).size).toBe(ofMachine.length);
  });

  it('is deployed with a substitution for each placeholder, and no other', () => {
    const placeholders = [...JSON.stringify(definition).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    const substituted = entriesAt(properties, 'DefinitionSubstitutions').map(([name]) => name);
    expect(substituted.sort()).toEqual([...new Set(placeholders)].sort());
  });

  it('is the one that is deployed', () => {
    expect(valueAt(properties, 'Definition')).toEqual(definition);
  });
});

/** The budget for an account that AWS is setting up: a day. */
const DAY_LONG_RETRY = {
  ErrorEquals: ['AccountNotReadyError'],
  IntervalSeconds: 30,
  BackoffRate: 2,
  MaxDelaySeconds: 3600,
  MaxAttempts: 30,
};

describe('an account that is not ready', () => {
  it.each(['DeriveBaselineRequest', 'ReadCurrentContact', 'ApplyChange'])('is waited for by %s', (name) => {
    expect(tasks.find((task) => task.name === name)?.state.Retry).toContainEqual(DAY_LONG_RETRY);
  });

  it('is waited for for a day', () => {
    const waits = Array.from({ length: DAY_LONG_RETRY.MaxAttempts }, (_, attempt) =>
      Math.min(DAY_LONG_RETRY.IntervalSeconds * 2 ** attempt, DAY_LONG_RETRY.MaxDelaySeconds),
    );
    const hours = waits.reduce((sum, seconds) => sum + seconds, 0) / 3600;
    expect(hours).toBeGreaterThan(23.5);
    expect(hours).toBeLessThan(24.5);
  });
});

/**
 * Their errors end the execution, which an alarm tells of: an event is lost to its queue, or a sweep has failed, of which nothing
 * waits and whose work the next one does.
 */
const FAILING = ['KeepFailedEvent', ...statesOf(machines.sweep).map(({ name }) => name)];

describe('the tasks', () => {
  it.each(tasks)('$name has a timeout', ({ state }) => {
    expect(state.TimeoutSeconds ?? state.TimeoutSecondsPath).toBeDefined();
  });

  it('are tried again after whatever passes', () => {
    expect(retryProblems(states)).toEqual([]);
  });

  it('lead to an outcome, or to the dead-letter queue, after every error', () => {
    expect(catchProblems(states)).toEqual([]);
  });

  it.each(
    lambdaTasks
      .filter(({ name }) => !DISPENSABLE.includes(name))
      .flatMap((task) =>
        ['ThrottlingException', 'Lambda.TooManyRequestsException'].map((error) => ({ ...task, error })),
      ),
  )(
    '$name is tried again for a quarter of an hour at least after $error, if every wait is half of the longest',
    ({ state, error }) => {
      const retrier = state.Retry?.find(({ ErrorEquals }) => ErrorEquals.includes(error));
      const seconds = waitsOf(retrier).reduce((sum, wait) => sum + wait / 2, 0);
      expect(seconds).toBeGreaterThanOrEqual(900);
    },
  );

  it.each(tasks)('$name is never tried again for an error that nobody has named', ({ state }) => {
    expect(retriedBy(state)).not.toContain('States.ALL');
  });

  it.each(tasks)('$name names an error in two retriers only to say first that it is never tried again', ({ state }) => {
    const [first, ...others] = state.Retry ?? [];
    const named = [...(first?.MaxAttempts === 0 ? [] : (first?.ErrorEquals ?? [])), ...retriedBy({ Retry: others })];
    expect(named.filter((error, index) => named.indexOf(error) < index)).toEqual([]);
  });

  it('go on when the time of a round is up', () => {
    const requestApproval = tasks.find(({ name }) => name === 'RequestApproval');
    expect(requestApproval?.state.Retry?.[0]).toEqual({ ErrorEquals: ['States.Timeout'], MaxAttempts: 0 });
  });

  it.each(tasks.filter(({ name }) => !FAILING.includes(name)))(
    '$name, or the Map around it, catches every error, after those with a name',
    ({ state, map }) => {
      const catching = state.Catch ? state : map;
      expect(catching?.Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
      const before = catching?.Catch?.slice(0, -1).flatMap(({ ErrorEquals }) => ErrorEquals);
      expect(before).not.toContain('States.ALL');
    },
  );
});

describe('RecordOutcome', () => {
  const leading = states.flatMap(({ name, state }) =>
    (state.Catch ?? []).filter(({ Next }) => Next === 'RecordOutcome').map((catcher) => ({ name, catcher })),
  );

  it.each(leading)('is told by $name of the error, beside what is known of the request', ({ catcher }) => {
    expect(catcher).toMatchObject({ ResultPath: '$.caught' });
  });

  const recordOutcome = tasks.find(({ name }) => name === 'RecordOutcome')?.state;

  it('ends the execution with its own error when it fails for good, so that whoever is told of it records the outcome', () => {
    expect(recordOutcome?.Catch).toEqual([{ ErrorEquals: ['States.ALL'], Next: 'OutcomeNotRecorded' }]);
    expect(machines['change-request'].States['OutcomeNotRecorded']).toMatchObject({
      Type: 'Fail',
      ErrorPath: '$.Error',
      CausePath: '$.Cause',
    });
  });

  it('gets the whole state, the execution, and how often it was tried', () => {
    expect(recordOutcome?.Parameters).toEqual({
      'executionArn.$': '$$.Execution.Id',
      'state.$': '$',
      'retries.$': '$$.State.RetryCount',
    });
  });
});

describe('ApplyChange', () => {
  const applyChange: Pick<State, 'Retry'> = tasks.find(({ name }) => name === 'ApplyChange')?.state ?? {};
  const [passing, locked, notReady, ...others] = applyChange.Retry ?? [];

  it('is tried again for the errors that keep the contact locked, and for no other of the function', () => {
    const retried = retriedBy(applyChange).filter((name) => !name.startsWith('Lambda.'));
    expect(retried.sort()).toEqual([...RETRIED_CHANGE_ERRORS].sort());
  });

  it('is tried again 40 times, a minute apart at most, for whatever passes', () => {
    const budget = { IntervalSeconds: 2, BackoffRate: 2, MaxDelaySeconds: 60, MaxAttempts: 40, JitterStrategy: 'FULL' };
    expect(passing).toMatchObject(budget);
    expect(passing?.ErrorEquals).toEqual(
      expect.arrayContaining(['TooManyRequestsException', 'ServiceUnavailableError']),
    );
  });

  it('outlasts the lock of an attempt that was killed, but for less than one case in a million', () => {
    expect(locked?.ErrorEquals).toEqual(['ContactLockedError', 'ContactNotYetVisibleError']);
    expect(locked?.JitterStrategy).toBe('FULL');
    expect(chanceOfLess(LEASE_SECONDS, waitsOf(locked))).toBeLessThan(1e-6);
    // What it was before: five of these waits end before the lease in every sixth case.
    expect(
      chanceOfLess(LEASE_SECONDS, waitsOf({ IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 5 })),
    ).toBeGreaterThan(0.15);
  });

  it('is tried again for a day when its account is not ready', () => {
    expect(notReady).toEqual(DAY_LONG_RETRY);
    expect(others).toEqual([]);
  });

  it.each([
    'AccessDeniedException',
    'ValidationException',
    'ContactChangedError',
    'NotApprovedError',
    'InaccessibleAccountError',
  ])('is never tried again after %s', (name) => {
    expect([...ours, ...sdk]).toContain(name);
    expect(retriedBy(applyChange)).not.toContain(name);
  });
});

describe('the error names', () => {
  const named = new Set(
    states.flatMap(({ state }) => [
      ...retriedBy(state),
      ...(state.Catch ?? []).flatMap(({ ErrorEquals }) => ErrorEquals),
    ]),
  );

  it.each([...named])('%s is thrown by our code, by the SDK, or known for a reason', (name) => {
    expect([...ours, ...sdk, ...Object.keys(OTHER_ERRORS)]).toContain(name);
  });

  it.each(Object.keys(OTHER_ERRORS))('%s is known because the machine names it', (name) => {
    expect([...named]).toContain(name);
    expect([...ours, ...sdk]).not.toContain(name);
  });

  it.each(ours)('%s is thrown somewhere', (name) => {
    const sources = sourceFiles('functions', { recursive: true }).map(readSource);
    expect(sources.some((source) => source.includes(`new ${name}(`))).toBe(true);
  });
});

/** The longest waits of a retrier, in seconds: with full jitter, each wait is anything up to that. */
function waitsOf({
  IntervalSeconds = 1,
  BackoffRate = 2,
  MaxDelaySeconds = Number.POSITIVE_INFINITY,
  MaxAttempts = 3,
}: Partial<Retrier> = {}): number[] {
  return Array.from({ length: MaxAttempts }, (_, attempt) =>
    Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds),
  );
}

/** How likely waits of anything up to these are together less than so many seconds. */
function chanceOfLess(seconds: number, longest: number[]): number {
  const STEPS_A_SECOND = 10;
  const none = Array.from({ length: seconds * STEPS_A_SECOND }, (_, step) => (step === 0 ? 1 : 0));
  const chances = longest.reduce<number[]>((before, wait) => {
    const width = wait * STEPS_A_SECOND;
    return before.map((_, step) => sum(before.slice(Math.max(0, step - width + 1), step + 1)) / width);
  }, none);
  return sum(chances);
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function isErrorClass(value: unknown): boolean {
  return typeof value === 'function' && value.prototype instanceof Error;
}
