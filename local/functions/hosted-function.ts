import { fromHttpApi, isHttpEvent, toHttpResponse } from './http-api-event.ts';

/** A function's own handler. */
type Handler = (event: unknown, context: unknown) => unknown;

/** How the workflow and the endpoint invoke a function, told from an event that an HTTP request became. */
export interface Invocation {
  localInvocation: true;
  payload: unknown;
}

/** What comes back from an invocation: serverless-offline would lose an error's name. */
export type Outcome = { payload: unknown } | { functionError: FunctionError };

/** A function's error as Lambda reports it. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

/**
 * Wraps a packaged handler for serverless-offline, so that it behaves as on Lambda and behind an HTTP API.
 * @param load imports the packaged module, when the first event comes
 * @param routes the HTTP API's route keys that lead to the function
 */
export function hostFunction(load: () => Promise<Record<string, unknown>>, name: string, routes: string[]): Handler {
  return async (event, context) => {
    const isHttp = isHttpEvent(event);
    if (isHttp && !routes.some((route) => route.startsWith(`${event.requestContext.http.method} `))) {
      return { statusCode: 404, headers: { 'content-type': 'application/json' }, body: '{"message":"Not Found"}' };
    }
    try {
      const handler = (await load())[name];
      if (typeof handler !== 'function') throw new TypeError(`${name} is not a function of the package`);
      const payload: unknown = await handler(isHttp ? fromHttpApi(event, routes) : payloadOf(event), context);
      return isHttp ? toHttpResponse(payload) : { payload: payload ?? null };
    } catch (thrown) {
      const functionError = describeError(thrown);
      console.error(`ERROR\tInvoke Error\t${JSON.stringify(functionError)}`);
      return isHttp ? INTERNAL_SERVER_ERROR : { functionError };
    }
  };
}

const INTERNAL_SERVER_ERROR = {
  statusCode: 500,
  headers: { 'content-type': 'application/json' },
  body: '{"message":"Internal Server Error"}',
};

function payloadOf(event: unknown): unknown {
  return typeof event === 'object' && event !== null && 'localInvocation' in event && 'payload' in event
    ? event.payload
    : event;
}

function describeError(thrown: unknown): FunctionError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}
