/** The inside of a sandbox: loads a packaged function and runs its handler, one invocation after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { findModule } from './find-module.ts';
import type { FunctionError, Outcome, SandboxData, SandboxJob } from './sandbox.ts';

const { moduleUrl, handlerName }: SandboxData = workerData;
let loaded: Promise<Record<string, unknown>> | undefined;

parentPort?.on('message', async (job: SandboxJob) => parentPort?.postMessage(await run(job)));

async function run({ event, context, deadline }: SandboxJob): Promise<Outcome> {
  try {
    loaded ??= import(findModule(moduleUrl));
    const handler = (await loaded)[handlerName];
    if (typeof handler !== 'function') throw new TypeError(`${handlerName} is not a function of the package`);
    const getRemainingTimeInMillis = () => Math.max(0, deadline - Date.now());
    return { payload: (await handler(event, { ...context, getRemainingTimeInMillis })) ?? null };
  } catch (thrown) {
    return { functionError: describeError(thrown) };
  }
}

function describeError(thrown: unknown): FunctionError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}
