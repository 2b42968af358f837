import * as account from '@aws-sdk/client-account';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import * as kms from '@aws-sdk/client-kms';
import * as organizations from '@aws-sdk/client-organizations';
import * as sesv2 from '@aws-sdk/client-sesv2';
import * as sfn from '@aws-sdk/client-sfn';
import * as sts from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { RETRIED_CHANGE_ERRORS } from '../../../functions/domain/errors.ts';
import { definitionSubstitutions } from '../../../resources/task-functions.ts';
import { definition, type State, states } from '../../../statemachine/definition.ts';
import { awsCallsOf } from './aws-calls.ts';
import { lambdaTasks, tasks } from './lambda-tasks.ts';
import { readSource, readYaml, sourceFiles, valueAt, variable } from './sources.ts';

const retriedBy = ({ Retry = [] }: Pick<State, 'Retry'>) => Retry.flatMap(({ ErrorEquals }) => ErrorEquals);

/** The errors that Lambda itself answers a call with when it may be tried again. */
const LAMBDA_ERRORS = [
  'Lambda.TooManyRequestsException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
];

/** Names that no class of ours or of the SDK has, and why the machine knows them. */
const OTHER_ERRORS: Record<string, string> = {
  'States.ALL': 'predefined by Step Functions',
  'States.TaskFailed': 'predefined by Step Functions',
  'States.Timeout': 'predefined by Step Functions',
  ...Object.fromEntries(LAMBDA_ERRORS.map((name) => [name, 'Step Functions names the errors of Lambda so'])),
  BadRequestError: "Middy's name for an input that breaks the schema of its task",
  TimeoutError: "Middy's name when a function is about to time out, and the SDK's when a connection does",
  ServiceUnavailable: 'DynamoDB answers so (503) without a class in the SDK',
  'Sandbox.Timedout': 'Step Functions names a function that ran out of time so',
  'Runtime.ExitError': 'Step Functions names a function that was killed so',
};

/** Errors of a service that a later attempt may not meet, by the IAM service of the calls that answer with them. */
const PASSING_ERRORS: Record<string, string[]> = {
  /** @see https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html#API_PutAlternateContact_Errors */
  account: ['TooManyRequestsException', 'InternalServerException'],
  /** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
  dynamodb: [
    'InternalServerError',
    'ProvisionedThroughputExceededException',
    'RequestLimitExceeded',
    'ThrottlingException',
  ],
  /** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html#API_PutEvents_Errors */
  events: ['InternalException'],
  /** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html#API_Sign_Errors */
  kms: ['DependencyTimeoutException', 'KMSInternalException', 'ThrottlingException'],
  /** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeAccount.html#API_DescribeAccount_Errors */
  organizations: ['ServiceException', 'TooManyRequestsException'],
  /** @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors */
  ses: ['TooManyRequestsException'],
  states: [],
  /** The SDK tries AssumeRole three times itself, and its credentials serve for an hour. */
  sts: [],
};

/** The names of errors: ours, and those of the SDK's classes. */
const ours = [...readSource('functions/domain/errors.ts').matchAll(/override readonly name = '(\w+)'/g)].map(
  ([, name = '']) => name,
);
const sdk = [account, dynamodb, eventbridge, kms, organizations, sesv2, sfn, sts].flatMap((client) =>
  Object.entries(client).flatMap(([name, exported]) => (isErrorClass(exported) ? [name] : [])),
);

describe('the definition', () => {
  it('says what it is, and so does every state', () => {
    expect(definition.Comment).toBeTruthy();
    expect(states.filter(({ state }) => !state.Comment).map(({ name }) => name)).toEqual([]);
  });

  it('holds no null, because a template of CloudFormation must not', () => {
    expect(JSON.stringify(definition)).not.toMatch(/[:,[]null\b/);
  });

  it('gives every state a name of its own', () => {
    expect(new Set(states.map(({ name }) => name)).size).toBe(states.length);
  });

  it('is deployed with a substitution for each placeholder, and no other', () => {
    const placeholders = [...JSON.stringify(definition).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(definitionSubstitutions).sort()).toEqual([...new Set(placeholders)].sort());
    expect(machineAt('DefinitionSubstitutions')).toBe(variable('file(resources/computed.js):definitionSubstitutions'));
  });

  it('is the one that is deployed', () => {
    expect(machineAt('Definition')).toBe(variable('file(statemachine/change-request.asl.yml)'));
  });
});

/** A property of the state machine, as resources/state-machine.yml writes it. */
function machineAt(property: string): unknown {
  const file = readYaml('resources/state-machine.yml');
  return valueAt(file, 'Resources', 'ChangeRequestStateMachine', 'Properties', property);
}

/** The budget for the quotas of Account Management and of mails. */
const LONG_RETRY = {
  ErrorEquals: ['TooManyRequestsException'],
  IntervalSeconds: 2,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  MaxAttempts: 40,
  JitterStrategy: 'FULL',
};

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

describe('the tasks', () => {
  it.each(tasks)('$name has a timeout', ({ state }) => {
    expect(state.TimeoutSeconds ?? state.TimeoutSecondsPath).toBeDefined();
  });

  it.each(lambdaTasks)('$name is tried again when Lambda itself fails', ({ state }) => {
    const [busy, failed] = state.Retry ?? [];
    const backingOff = { IntervalSeconds: 1, BackoffRate: 2, JitterStrategy: 'FULL' };
    const [ofBusy, ...others] = LAMBDA_ERRORS;
    expect(busy).toEqual({ ErrorEquals: [ofBusy], ...backingOff, MaxDelaySeconds: 30, MaxAttempts: 40 });
    expect(failed).toEqual({ ErrorEquals: others, ...backingOff, MaxAttempts: 6 });
  });

  it.each(lambdaTasks)('$name is tried again when a service that it calls answers with a passing error', (task) => {
    const services = new Set(
      awsCallsOf(`functions/${task.functionName}.ts`).map(({ action }) => action.split(':')[0] ?? ''),
    );
    const passing = [...services].flatMap((service) => PASSING_ERRORS[service] ?? [`${service}: unknown`]);
    expect(passing.filter((name) => !retriedBy(task.state).includes(name))).toEqual([]);
  });

  it.each(tasks)('$name is never tried again for an error that nobody has named', ({ state }) => {
    expect(retriedBy(state)).not.toContain('States.ALL');
  });

  it.each(tasks)('$name names an error in two retriers only to try again longer when throttled', ({ state }) => {
    const named = retriedBy(state);
    const again = named.filter((error, index) => named.indexOf(error) < index);
    expect(again).toEqual(again.length > 0 ? ['TooManyRequestsException'] : []);
    if (again.length > 0) expect(state.Retry?.[2]).toEqual(LONG_RETRY);
  });

  it.each(tasks.filter(({ name }) => !['KeepFailedEvent', 'RecordOutcome'].includes(name)))(
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

  it('catches nothing, so that an execution that has failed there can be redriven from there', () => {
    expect(recordOutcome).toBeDefined();
    expect(recordOutcome).not.toHaveProperty('Catch');
  });

  it('gets the whole state and the execution', () => {
    expect(recordOutcome?.Parameters).toEqual({ 'executionArn.$': '$$.Execution.Id', 'state.$': '$' });
  });
});

describe('ApplyChange', () => {
  const applyChange: Pick<State, 'Retry'> = tasks.find(({ name }) => name === 'ApplyChange')?.state ?? {};
  const [, , throttled, notReady, ...others] = applyChange.Retry ?? [];

  it('is tried again for the errors that keep the contact locked, and for no other of the function', () => {
    const retried = retriedBy(applyChange).filter((name) => !name.startsWith('Lambda.'));
    expect(retried.sort()).toEqual([...RETRIED_CHANGE_ERRORS].sort());
  });

  it('is tried again 40 times, a minute apart at most, when it is throttled', () => {
    expect(throttled).toEqual(LONG_RETRY);
  });

  it('is tried again for a day when its account is not ready', () => {
    expect(notReady).toEqual(DAY_LONG_RETRY);
  });

  it('is tried again five times when it fails for any other passing reason', () => {
    for (const retrier of others) {
      expect(retrier).toMatchObject({ IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 5, JitterStrategy: 'FULL' });
    }
    expect(others.length).toBeGreaterThan(0);
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

function isErrorClass(value: unknown): boolean {
  return typeof value === 'function' && value.prototype instanceof Error;
}
