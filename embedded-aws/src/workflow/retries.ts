import { type JsonObject, listAt, numberAt, objectsAt, textAt } from '../json.ts';
import type { PreparedState } from './prepare-definition.ts';
import { TaskTimeoutError, type WorkflowError } from './workflow-error.ts';

/** The defaults of a retrier. @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const DEFAULT_MAX_ATTEMPTS = 3;
const DEFAULT_INTERVAL_SECONDS = 1;
const DEFAULT_BACKOFF_RATE = 2;

/** The retries of one visit to a state. */
export class Retries {
  readonly #state: PreparedState;
  readonly #perRetrier: number[] = [];
  #count = 0;

  /** @param earlier the errors that were retried already */
  constructor(state: PreparedState, earlier: WorkflowError[]) {
    this.#state = state;
    for (const error of earlier) this.next(error);
  }

  /** How many there have been. */
  get count(): number {
    return this.#count;
  }

  /** How many seconds to wait before the next try, or nothing when the error isn't retried any more. */
  next(error: WorkflowError): number | undefined {
    const retriers = objectsAt(this.#state.fields, 'Retry');
    const index = retriers.findIndex((retrier) => matches(retrier, error, this.#state));
    const retrier = retriers[index];
    const used = this.#perRetrier[index] ?? 0;
    if (!retrier || used >= (numberAt(retrier, 'MaxAttempts') ?? DEFAULT_MAX_ATTEMPTS)) return undefined;
    this.#perRetrier[index] = used + 1;
    this.#count += 1;
    return delaySeconds(retrier, used);
  }
}

/** The first catcher for an error, if any. */
export function findCatcher(state: PreparedState, error: WorkflowError): JsonObject | undefined {
  return objectsAt(state.fields, 'Catch').find((catcher) => matches(catcher, error, state));
}

function delaySeconds(retrier: JsonObject, used: number): number {
  const interval = numberAt(retrier, 'IntervalSeconds') ?? DEFAULT_INTERVAL_SECONDS;
  const rate = numberAt(retrier, 'BackoffRate') ?? DEFAULT_BACKOFF_RATE;
  const longest = numberAt(retrier, 'MaxDelaySeconds') ?? Number.POSITIVE_INFINITY;
  const delay = Math.min(interval * rate ** used, longest);
  return textAt(retrier, 'JitterStrategy') === 'FULL' ? Math.random() * delay : delay;
}

/** Whether a retrier or a catcher is for an error. */
function matches(matcher: JsonObject, error: WorkflowError, state: PreparedState): boolean {
  const names = listAt(matcher, 'ErrorEquals');
  if (!error.isMatchable) return false;
  if (names.includes('States.ALL') || names.includes(error.name)) return true;
  if (!(error instanceof TaskTimeoutError)) return state.type === 'Task' && names.includes('States.TaskFailed');
  return error.isHeartbeat && names.includes('States.HeartbeatTimeout');
}
