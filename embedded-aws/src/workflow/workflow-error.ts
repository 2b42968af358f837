import { StateMachine } from 'aws-local-stepfunctions';

/**
 * A failure as a state machine sees it: `name` is what Retry and Catch match, `message` becomes the `Cause`.
 * The engine reads `isRetryable` and `isCatchable`.
 */
export class WorkflowError extends Error {
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;

  /** @param name null, like the cause, when SendTaskFailure named none: Step Functions hands both on as null */
  constructor(name: string | null, cause: string | null, matchable = true) {
    super();
    // The engine reads both as they are.
    Object.assign(this, { name, message: cause });
    this.isRetryable = matchable;
    this.isCatchable = matchable;
  }
}

/** A definition uses something that the engine can't run as AWS does. */
export class UnsupportedDefinitionError extends Error {
  override readonly name = 'UnsupportedDefinitionError';
}

/**
 * Turns what a task threw into a {@link WorkflowError}.
 * The Cause of a function's error is a JSON text, as Lambda reports it.
 */
export function toWorkflowError(error: unknown): WorkflowError {
  if (error instanceof WorkflowError) return error;
  const thrown = error instanceof Error ? error : new Error(String(error));
  const cause = { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
  return new WorkflowError(thrown.name, JSON.stringify(cause));
}

/**
 * The engine's own error for a task that took too long: a `States.TaskFailed` in Retry or Catch leaves out that class
 * only, and the engine does not export it. So one is provoked once.
 */
const engineTimeoutClass = await provokeTimeout();

/** An error named `States.Timeout` that `States.TaskFailed` does not match. */
export function timeoutError(name: 'States.Timeout' | 'States.HeartbeatTimeout' = 'States.Timeout'): Error {
  const error = new engineTimeoutClass();
  error.name = name;
  error.message = '';
  return error;
}

async function provokeTimeout(): Promise<new () => Error> {
  const state = { Type: 'Task', Resource: 'slow', End: true, TimeoutSeconds: 0.001 } as const;
  const machine = new StateMachine({ StartAt: 'A', States: { A: state } }, { validationOptions: { noValidate: true } });
  const never = () => new Promise<never>(() => {});
  try {
    await machine.run({}, { overrides: { taskResourceLocalHandlers: { A: never } } }).result;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (isErrorWithClass(cause)) return cause.constructor;
  }
  throw new Error('the workflow engine no longer fails a slow task with an error of its own');
}

function isErrorWithClass(value: unknown): value is Error & { constructor: new () => Error } {
  return value instanceof Error && value.name === 'States.Timeout';
}
