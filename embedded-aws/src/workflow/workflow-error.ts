import type { MarkedError } from './history.ts';

/** The name that Step Functions gives to what goes wrong in the definition or its data. It can be neither retried nor caught. */
export const RUNTIME_ERROR = 'States.Runtime';

/** A failure as a state machine sees it: `name` is what Retry and Catch match, `message` becomes the `Cause`. */
export class WorkflowError extends Error {
  readonly isMatchable: boolean;

  /** @param name null, like the cause, when SendTaskFailure named none: Step Functions hands both on as null */
  constructor(name: string | null, cause: string | null, isMatchable = name !== RUNTIME_ERROR) {
    super();
    // Both are handed on as they are.
    Object.assign(this, { name, message: cause });
    this.isMatchable = isMatchable;
  }
}

/** A task took too long, or no heartbeat came in time. */
export class TaskTimeoutError extends WorkflowError {
  readonly isHeartbeat: boolean;

  constructor(isHeartbeat: boolean) {
    super('States.Timeout', '');
    this.isHeartbeat = isHeartbeat;
  }
}

/** A definition uses something that can't be run as AWS does. */
export class UnsupportedDefinitionError extends Error {
  override readonly name = 'UnsupportedDefinitionError';
}

/** Turns what a task threw into a {@link WorkflowError}. */
export function toWorkflowError(error: unknown): WorkflowError {
  if (error instanceof WorkflowError) return error;
  const thrown = error instanceof Error ? error : new Error(String(error));
  const cause = { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
  return new WorkflowError(thrown.name, JSON.stringify(cause));
}

/** Name and cause of an error, for an event; what is null or empty is left out. */
export function errorDetails({ name, message }: WorkflowError): { error?: string; cause?: string } {
  return { ...(name ? { error: name } : {}), ...(message ? { cause: message } : {}) };
}

/** An error as JSON. */
export function markError(error: WorkflowError): MarkedError {
  const { name, message: cause, isMatchable } = error;
  if (!(error instanceof TaskTimeoutError)) return { name, cause, isMatchable };
  return { name, cause, isMatchable, late: error.isHeartbeat ? 'heartbeat' : 'task' };
}

/** The error that was made JSON. */
export function markedError({ name, cause, isMatchable, late }: MarkedError): WorkflowError {
  return late ? new TaskTimeoutError(late === 'heartbeat') : new WorkflowError(name, cause, isMatchable);
}
