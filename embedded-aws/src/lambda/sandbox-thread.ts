/** The inside of a sandbox: loads a packaged function and runs its handler, one invocation after the other. */
import { flushCompileCache } from 'node:module';
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { findModule } from './find-module.ts';
import type { FunctionError, Outcome, SandboxData, SandboxJob } from './sandbox.ts';

const { moduleUrl, handlerName, servesPeople }: SandboxData = workerData;

/** On Linux this is the priority of the thread; elsewhere it would be that of the whole process. */
const BACKGROUND_PRIORITY = 5;
if (!servesPeople && process.platform === 'linux') setPriority(BACKGROUND_PRIORITY);

const loading = load();
// Every invocation reports why it failed.
loading.catch(() => {});

parentPort?.on('message', async (job: SandboxJob) => parentPort?.postMessage(await run(job)));

/** Says something as soon as invocations may come; what comes after that are their outcomes. */
async function load(): Promise<Record<string, unknown>> {
  try {
    const module = await import(findModule(moduleUrl));
    // The threads that start later find compiled what this one has compiled.
    flushCompileCache();
    return module;
  } finally {
    parentPort?.postMessage('loaded');
  }
}

async function run({ event, context, deadline }: SandboxJob): Promise<Outcome> {
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
