import { randomUUID } from 'node:crypto';
import { currentTime } from '../clock/clock.ts';
import type { FunctionModel } from '../template/function-models.ts';
import { FunctionInvocationError } from './invoker.ts';

/** An instance that idles longer is gone; Lambda doesn't say when. */
const LONGEST_IDLE_MS = 10 * 60_000;

/** What Lambda keeps for functions without a reservation. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const LEAST_UNRESERVED = 100;

/** The functions reserve more than Lambda lets them. */
class UnsupportedReservationError extends Error {
  override readonly name = 'UnsupportedReservationError';

  constructor(reserved: number, limit: number) {
    super(
      `The functions reserve ${reserved} of ${limit} concurrent executions, and Lambda keeps ${LEAST_UNRESERVED} for others: they need ${reserved + LEAST_UNRESERVED} or more, or no reservation`,
    );
  }
}

/** A place for an invocation. */
export interface Place {
  /** Whether an instance of the function must start first. */
  isCold: boolean;
  /** Gives the place back. @param isLost whether the instance can't be used again */
  leave(isLost: boolean): void;
}

/**
 * How many invocations run at a time: those of a function with reserved concurrency up to that number, all others together up
 * to what the account has left.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
export class LambdaConcurrency {
  readonly #unreserved: number;
  readonly #running = new Map<string, number>();
  /** When the idle instances of each function were used last, oldest first. */
  readonly #idle = new Map<string, number[]>();
  #runningUnreserved = 0;

  /** @throws UnsupportedReservationError when too little is left for functions without a reservation */
  constructor(functions: FunctionModel[], limit: number) {
    const reserved = functions.reduce((sum, { reservedConcurrency }) => sum + reservedConcurrency, 0);
    this.#unreserved = limit - reserved;
    if (reserved > 0 && this.#unreserved < LEAST_UNRESERVED) throw new UnsupportedReservationError(reserved, limit);
  }

  /** @throws FunctionInvocationError `Lambda.TooManyRequestsException` when too many run */
  enter({ name, reservedConcurrency }: FunctionModel): Place {
    const running = this.#running.get(name) ?? 0;
    const isFull =
      reservedConcurrency > 0 ? running >= reservedConcurrency : this.#runningUnreserved >= this.#unreserved;
    if (isFull) throw throttled();
    const count = (by: number) => {
      this.#running.set(name, (this.#running.get(name) ?? 0) + by);
      if (reservedConcurrency === 0) this.#runningUnreserved += by;
    };
    count(1);
    const idle = this.#idle.get(name) ?? [];
    this.#idle.set(name, idle);
    const usedAt = idle.pop() ?? Number.NEGATIVE_INFINITY;
    return {
      isCold: currentTime() - usedAt > LONGEST_IDLE_MS,
      leave: (isLost) => {
        count(-1);
        if (!isLost) idle.push(currentTime());
      },
    };
  }

  /** Forgets the idle instances of a function. */
  endIdle(name: string): void {
    this.#idle.delete(name);
  }
}

/** As the SDK of Step Functions words it. */
function throttled(): FunctionInvocationError {
  const about = `Service: AWSLambda; Status Code: 429; Error Code: TooManyRequestsException; Request ID: ${randomUUID()}`;
  return new FunctionInvocationError('Lambda.TooManyRequestsException', `Rate Exceeded. (${about}; Proxy: null)`);
}
