import { findModule } from './find-module.ts';
import type { FunctionError, Outcome } from './function-error.ts';

/** One invocation; `deadline` is in epoch milliseconds. */
export interface Job {
  event: unknown;
  context: object;
  deadline: number;
}

/** Loads a packaged module, named without its extension. */
export async function loadHandlers(moduleUrl: string): Promise<Record<string, unknown>> {
  return await import(findModule(moduleUrl));
}

/** Runs a handler as the runtime of Node.js does. */
export async function runHandler(
  loading: Promise<Record<string, unknown>>,
  handlerName: string,
  { event, context, deadline }: Job,
): Promise<Outcome> {
  try {
    const handler = (await loading)[handlerName];
    if (typeof handler !== 'function') throw new TypeError(`${handlerName} is not a function of the package`);
    const getRemainingTimeInMillis = () => Math.max(0, deadline - Date.now());
    return { payload: (await handler(event, { ...context, getRemainingTimeInMillis })) ?? null };
  } catch (thrown) {
    return { functionError: describeError(thrown) };
  }
}

/** As the runtime of Node.js describes what a handler throws, which need not be an error. */
function describeError(thrown: unknown): FunctionError {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
}
