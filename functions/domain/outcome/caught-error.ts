import type { CaughtError } from '../../../schemas/compiled/record-outcome.input.js';
import type { ErrorFacts } from '../ledger/events.ts';

/** 100 of them must fit into a status event. */
const MESSAGE_CHARACTERS = 450;

/** Step Functions' word for any failure of a task; SendTaskFailure need not name one. */
const UNNAMED_ERROR = 'States.TaskFailed';

/** The facts of an error that the state machine caught. The cause of a Lambda's error is JSON with `errorMessage`. */
export function caughtError({ Error: name, Cause: cause }: CaughtError): ErrorFacts {
  return { name: name ?? UNNAMED_ERROR, message: causeMessage(cause ?? '').slice(0, MESSAGE_CHARACTERS) };
}

/** `AccessDeniedException: not authorized`: an error as events, outputs and people read it. */
export function errorLine({ name, message }: ErrorFacts): string {
  return message === '' ? name : `${name}: ${message}`;
}

function causeMessage(cause: string): string {
  try {
    const parsed: unknown = JSON.parse(cause);
    return isErrorBody(parsed) ? parsed.errorMessage : cause;
  } catch {
    return cause;
  }
}

function isErrorBody(value: unknown): value is { errorMessage: string } {
  return (
    typeof value === 'object' && value !== null && 'errorMessage' in value && typeof value.errorMessage === 'string'
  );
}
