import { randomUUID } from 'node:crypto';
import { currentDate, currentTime, sleep } from '../clock/clock.ts';
import type { Faults } from '../endpoint/faults.ts';
import { isObject, type JsonObject, parseJson } from '../json.ts';
import type { Queues } from '../services/sqs/queues.ts';
import type { FunctionModel } from '../template/function-models.ts';
import { FunctionInvocationError, type Invoke } from './invoker.ts';

export interface AsynchronousInvocationOptions {
  invoke: Invoke;
  queues: Queues;
  /** A fault of the operation `Invoke` fails an attempt like an error of the function. */
  faults: Faults;
  timeScale: number;
  /** The invocations that an earlier run has not ended. */
  kept?: Map<string, JsonObject>;
}

/** How Lambda waits before the second and the third attempt. @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const RETRY_SECONDS = [60, 120];

/** How Lambda waits while an invocation is throttled. @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const FIRST_THROTTLED_MS = 1_000;
const LONGEST_THROTTLED_MS = 300_000;

/**
 * Invokes functions asynchronously. A failed invocation is retried; then the event goes to the function's dead-letter
 * queue, and a record of the invocation to its on-failure destination.
 */
export class AsynchronousInvocation {
  readonly #options: AsynchronousInvocationOptions;
  readonly #kept: Map<string, JsonObject>;

  constructor(options: AsynchronousInvocationOptions) {
    this.#options = options;
    this.#kept = options.kept ?? new Map();
  }

  /** Ends the invocations of an earlier run, of functions that are still there. */
  resume(functions: FunctionModel[]): void {
    for (const [id, { name, payload }] of [...this.#kept]) {
      const model = functions.find((each) => each.name === name);
      if (model) void this.start(model, String(payload));
      this.#kept.delete(id);
    }
  }

  /** Invokes a function. The promise resolves when nothing is left to do for the event, and never rejects. */
  async start(model: FunctionModel, payload: string): Promise<void> {
    const id = randomUUID();
    this.#kept.set(id, { name: model.name, payload });
    await this.#finish(model, payload);
    this.#kept.delete(id);
  }

  async #finish(model: FunctionModel, payload: string): Promise<void> {
    const { timeScale } = this.#options;
    const { maximumRetryAttempts, maximumEventAgeSeconds } = model.asynchronous;
    const expiresAt = currentTime() + maximumEventAgeSeconds * 1000 * timeScale;
    for (let attempts = 1; ; attempts++) {
      const error = await this.#attemptUnthrottled(model, payload, expiresAt);
      if (!error) return;
      const failed = { model, payload, error, attempts };
      if (attempts > maximumRetryAttempts) return this.#giveUp(failed, 'RetriesExhausted');
      const waitMs = (RETRY_SECONDS[attempts - 1] ?? 0) * 1000 * timeScale;
      if (currentTime() + waitMs > expiresAt) return this.#giveUp(failed, 'EventAgeExceeded');
      await sleep(waitMs);
    }
  }

  /** Lambda tries again as long as too many functions run, and counts that as no attempt. */
  async #attemptUnthrottled(model: FunctionModel, payload: string, expiresAt: number): Promise<Error | undefined> {
    for (let waitMs = FIRST_THROTTLED_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_THROTTLED_MS)) {
      const error = await this.#attempt(model, payload);
      const pauseMs = waitMs * this.#options.timeScale;
      if (error?.name !== 'Lambda.TooManyRequestsException' || currentTime() + pauseMs > expiresAt) return error;
      await sleep(pauseMs);
    }
  }

  async #attempt({ name }: FunctionModel, payload: string): Promise<Error | undefined> {
    try {
      const event = parseJson(payload)?.value;
      const fault = this.#options.faults.take('Invoke', event);
      if (fault?.error) throw new FunctionInvocationError(fault.error, `${fault.error} was injected`, []);
      await this.#options.invoke(name, event);
      return undefined;
    } catch (thrown) {
      return thrown instanceof Error ? thrown : new Error(String(thrown));
    }
  }

  #giveUp(failed: FailedInvocation, condition: string): void {
    const { model, payload, error, attempts } = failed;
    const { onFailureArn, deadLetterArn } = model.asynchronous;
    const requestId = randomUUID();
    const event = parseJson(payload)?.value;
    const id = isObject(event) ? event['id'] : undefined;
    console.error(`${model.name} failed with the event ${id}, attempt ${attempts}: ${error.name}: ${error.message}`);
    if (deadLetterArn) this.#options.queues.send(deadLetterArn, payload, deadLetterAttributes(requestId, error));
    if (onFailureArn) this.#options.queues.send(onFailureArn, JSON.stringify(record(failed, requestId, condition)));
    if (!deadLetterArn && !onFailureArn) console.error(`The event ${id} is dropped: ${model.name} has no queue for it`);
  }
}

interface FailedInvocation {
  model: FunctionModel;
  payload: string;
  error: Error;
  attempts: number;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
function record({ model, payload, error, attempts }: FailedInvocation, requestId: string, condition: string) {
  const report = error instanceof FunctionInvocationError ? parseJson(error.report)?.value : undefined;
  return {
    version: '1.0',
    timestamp: currentDate().toISOString(),
    requestContext: {
      requestId,
      functionArn: `${model.arn}:$LATEST`,
      condition,
      approximateInvokeCount: attempts,
    },
    requestPayload: parseJson(payload)?.value,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: report ?? { errorType: error.name, errorMessage: error.message },
  };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const MESSAGE_CHARACTERS = 1_024;

function deadLetterAttributes(requestId: string, error: Error): JsonObject {
  return {
    RequestID: { DataType: 'String', StringValue: requestId },
    ErrorCode: { DataType: 'Number', StringValue: '200' },
    ErrorMessage: { DataType: 'String', StringValue: (error.message || error.name).slice(0, MESSAGE_CHARACTERS) },
  };
}
