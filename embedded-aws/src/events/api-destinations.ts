import { currentTime, working } from '../clock/clock.ts';
import type { JsonObject } from '../json.ts';
import type { ApiDestinationModel } from '../template/api-destination-models.ts';
import { type ApiDestinationRequest, apiDestinationRequest, unsupportedParameters } from './api-destination-request.ts';
import { DeliveryError } from './delivery-error.ts';
import { Pace } from './pace.ts';

/** EventBridge waits no longer. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html */
const TIMEOUT_MS = 5_000;

/** The API destinations of the stack. They are really called. */
export class ApiDestinations {
  readonly #destinations: Map<string, { model: ApiDestinationModel; pace: Pace }>;
  readonly #addressOf: (url: string) => string;
  readonly #timeoutMs: number;

  /** @param addressOf the address to call for a URL: the same one, unless a stand-in answers for it */
  constructor(models: ApiDestinationModel[], addressOf: (url: string) => string, timeoutMs = TIMEOUT_MS) {
    const entries = models.map((model) => [model.arn, { model, pace: new Pace(model.callsPerSecond) }] as const);
    this.#destinations = new Map(entries);
    this.#addressOf = addressOf;
    this.#timeoutMs = timeoutMs;
  }

  /** Why a target can't be called, if so. */
  unsupported(arn: string, target: JsonObject): string | undefined {
    const destination = this.#destinations.get(arn);
    return destination ? unsupportedParameters(destination.model, target) : `the unknown API destination ${arn}`;
  }

  /**
   * Calls a destination, at the rate that it allows.
   * @param answered an HTTP status that replaces the call
   * @throws DeliveryError when the answer isn't a success
   */
  async call(
    arn: string,
    target: JsonObject,
    delivery: { event: JsonObject; input: string },
    answered?: number,
  ): Promise<void> {
    const destination = this.#destinations.get(arn);
    if (!destination) throw new DeliveryError(`${arn} does not exist`, { code: 'NO_RESOURCE', isFinal: true });
    const request = apiDestinationRequest(destination.model, target, delivery);
    await destination.pace.turn();
    const response =
      answered === undefined ? await working(this.#send(request)) : new Response(null, { status: answered });
    checkAnswer(response);
  }

  async #send({ url, method, headers, body }: ApiDestinationRequest): Promise<Response> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    try {
      const response = await fetch(this.#addressOf(url), {
        method,
        headers,
        body: body ?? null,
        redirect: 'manual',
        signal,
      });
      await response.body?.cancel();
      return response;
    } catch (thrown) {
      throw networkError(thrown);
    }
  }
}

/** An unknown host and a request that can't be sent are permanent failures. */
function networkError(thrown: unknown): DeliveryError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (error.name === 'TimeoutError') {
    const message = 'Unable to invoke ApiDestination endpoint: Timeout calling endpoint for API Destination';
    return new DeliveryError(message, { code: 'UNKNOWN' });
  }
  const cause = Object(error.cause);
  const reason = cause.code ?? error.message;
  const message = `Unable to invoke ApiDestination endpoint: API destination endpoint cannot be reached. ${reason}`;
  const isFinal = error.cause === undefined || cause.code === 'ENOTFOUND';
  return new DeliveryError(message, { isFinal });
}

/** The statuses below 500 that EventBridge retries. */
const RETRIED_STATUSES = [401, 407, 409, 429];

function checkAnswer({ ok, status, headers }: Response): void {
  if (ok) return;
  const isRetried = status >= 500 || RETRIED_STATUSES.includes(status);
  const retryAfterSeconds = readRetryAfter(headers.get('retry-after'));
  const message = `Unable to invoke ApiDestination endpoint: the endpoint answered with the status ${status}`;
  throw new DeliveryError(message, { isFinal: !isRetried || retryAfterSeconds < 0, retryAfterSeconds });
}

/** Seconds or a date; a negative number forbids retries. */
function readRetryAfter(header: string | null): number {
  if (header === null || header.trim() === '') return 0;
  const seconds = Number(header);
  if (!Number.isNaN(seconds)) return seconds;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, (date - currentTime()) / 1000);
}
