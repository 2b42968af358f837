import { PASSING_ERRORS, RETRIED_CHANGE_ERRORS } from '../../../functions/domain/passing-errors.ts';
import { kebabCase } from '../../../resources/function-names.ts';
import { calledTask, type NamedState, type State } from '../../../statemachine/definition.ts';
import { awsCallsOf } from '../../unit/contract/aws-calls.ts';
import { errorsThrownIn } from '../../unit/contract/thrown-errors.ts';

/**
 * What Step Functions names a call of Lambda that may be tried again, and a function that was killed.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export const LAMBDA_ERRORS = [
  'Lambda.TooManyRequestsException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.Unknown',
  'Runtime.ExitError',
  'Runtime.OutOfMemory',
  'Sandbox.Timedout',
];

/** Middy's name for an output that breaks the schema of its task: what the function has read may be whole a moment later. */
const BROKEN_OUTPUT = 'InternalServerError';

/** The task of an execution that AWS itself has started, maybe before the account is there. */
const EARLIEST_TASK = 'DeriveBaselineRequest';

/** Tasks that give way to changes. What is wrong with one account, or that a request has a contact, is a result of theirs. */
const GIVING_WAY = ['PlanPage', 'ReadAccountContacts'];

/** What is not tried again, because the change that it serves goes on without it, and an execution has room for no more. */
export const DISPENSABLE = ['TakeTurn'];

const LOOKING_AGAIN = ['TurnMovedError', 'TurnFarAwayError'];

/** Finds errors that pass, and after which a task is not tried again. */
export function retryProblems(states: NamedState[]): string[] {
  return states
    .filter(({ name, state }) => state.Type === 'Task' && !DISPENSABLE.includes(name))
    .flatMap(({ name, state }) => [
      ...wantedBy(name, state)
        .filter((error) => !isRetried(state, error))
        .map((error) => `${name} is not tried again after ${error}`),
      ...(isWaiting(state) && isRetried(state, 'States.Timeout')
        ? [`${name} begins its round again after its time`]
        : []),
    ]);
}

/** The first retrier that names an error decides, as in Step Functions. */
function isRetried({ Retry = [] }: State, error: string): boolean {
  const retrier = Retry.find(({ ErrorEquals }) => ErrorEquals.includes(error));
  return (retrier?.MaxAttempts ?? 0) > 0;
}

/** A task that waits for its token has the time of a round, after which it must not begin again. */
function isWaiting({ Resource = '' }: State): boolean {
  return Resource.endsWith('.waitForTaskToken');
}

function wantedBy(name: string, state: State): string[] {
  const called = calledTask(state);
  if (called === undefined) return ['States.TaskFailed', 'States.Timeout'];
  return [
    ...LAMBDA_ERRORS,
    ...PASSING_ERRORS,
    BROKEN_OUTPUT,
    ...(isWaiting(state) ? [] : ['States.Timeout']),
    ...(name === 'ApplyChange' ? RETRIED_CHANGE_ERRORS : []),
    ...waitedFor(name, `functions/${kebabCase(called)}.ts`),
  ];
}

/** What a function throws because something else takes its time: a request that has the contact, or AWS with an account. */
function waitedFor(name: string, path: string): string[] {
  if (GIVING_WAY.includes(name)) return ['LineBusyError'];
  const thrown = errorsThrownIn(path);
  // Other functions answer that such an account is not ready.
  const isWaitingForAccounts = name === EARLIEST_TASK || callsAccountManagement(path);
  return [
    ...['ContactLockedError', 'ContactNotYetVisibleError'].filter((error) => thrown.has(error)),
    // A change takes another turn instead.
    ...(name === 'ReadCurrentContact' ? LOOKING_AGAIN.filter((error) => thrown.has(error)) : []),
    ...(isWaitingForAccounts && thrown.has('AccountNotReadyError') ? ['AccountNotReadyError'] : []),
  ];
}

function callsAccountManagement(path: string): boolean {
  return awsCallsOf(path).some(({ action }) => action.startsWith('account:'));
}
