import { type JsonObject, listAt, numberAt, objectsAt } from '../json.ts';

/** The state of retries: when the state was entered, and how often each retrier was used. */
interface Attempts {
  enteredAt: string;
  retries: number;
  perRetrier: number[];
}

/** The default of `MaxAttempts`. @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const DEFAULT_MAX_ATTEMPTS = 3;

/**
 * The state of one run through a list of states: the execution's own, or one iteration of a Map. It is part of the engine's
 * context object, which has no `$$.State` and `$$.Task` of its own.
 */
export class RunRecord {
  /** `$$.State` of each state, by its key. */
  readonly states: JsonObject = {};
  /** `$$.Task` of the task whose parameters are being evaluated. */
  readonly task: JsonObject;
  #token: string | undefined;
  #attempts = new Map<string, Attempts>();

  constructor(stateNames: Map<string, string>, mintToken: () => string) {
    for (const [key, name] of stateNames) {
      Object.defineProperty(this.states, key, { enumerable: true, get: () => this.#stateContext(name) });
    }
    const current = () => {
      this.#token ??= mintToken();
      return this.#token;
    };
    this.task = Object.defineProperty({}, 'Token', { enumerable: true, get: current });
  }

  /** The token of the task that starts now. The next task gets another one. */
  takeToken(): string | undefined {
    const token = this.#token;
    this.#token = undefined;
    return token;
  }

  /** Records that a state ended: entering it again starts a new count of retries. */
  settled(name: string): void {
    this.#attempts.delete(name);
  }

  /** Records that an attempt failed, and counts it as a retry if one of the state's retriers applies. */
  failed(name: string, state: JsonObject, error: string): void {
    const attempts = this.#attemptsOf(name);
    const index = objectsAt(state, 'Retry').findIndex((retrier) => matches(retrier, error));
    const retrier = objectsAt(state, 'Retry')[index];
    const used = attempts.perRetrier[index] ?? 0;
    if (!retrier || used >= (numberAt(retrier, 'MaxAttempts') ?? DEFAULT_MAX_ATTEMPTS)) {
      this.settled(name);
      return;
    }
    attempts.perRetrier[index] = used + 1;
    attempts.retries += 1;
  }

  #stateContext(name: string): JsonObject {
    const { enteredAt, retries } = this.#attemptsOf(name);
    return { Name: name, EnteredTime: enteredAt, RetryCount: retries };
  }

  #attemptsOf(name: string): Attempts {
    const known = this.#attempts.get(name);
    if (known) return known;
    const attempts = { enteredAt: new Date().toISOString(), retries: 0, perRetrier: [] };
    this.#attempts.set(name, attempts);
    return attempts;
  }
}

function matches(retrier: JsonObject, error: string): boolean {
  const names = listAt(retrier, 'ErrorEquals');
  const isTimeout = error === 'States.Timeout' || error === 'States.HeartbeatTimeout';
  return names.includes(error) || names.includes('States.ALL') || (!isTimeout && names.includes('States.TaskFailed'));
}
