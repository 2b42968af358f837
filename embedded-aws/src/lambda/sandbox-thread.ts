/** The inside of a sandbox: loads a packaged function and runs its handler, one invocation after the other. */
import { flushCompileCache } from 'node:module';
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { type Job, loadHandlers, runHandler } from './run-handler.ts';
import type { SandboxData } from './sandbox.ts';

const { moduleUrl, handlerName, servesPeople }: SandboxData = workerData;

/** On Linux this is the priority of the thread; elsewhere it would be that of the whole process. */
const BACKGROUND_PRIORITY = 5;
if (!servesPeople && process.platform === 'linux') setPriority(BACKGROUND_PRIORITY);

const loading = load();
// Every invocation reports why it failed.
loading.catch(() => {});

parentPort?.on('message', async (job: Job) => parentPort?.postMessage(await runHandler(loading, handlerName, job)));

/** Says something as soon as invocations may come; what comes after that are their outcomes. */
async function load(): Promise<Record<string, unknown>> {
  try {
    const module = await loadHandlers(moduleUrl);
    // The threads that start later find compiled what this one has compiled.
    flushCompileCache();
    return module;
  } finally {
    parentPort?.postMessage('loaded');
  }
}
