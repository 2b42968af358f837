/** The inside of a pooled function: loads it, and runs its invocations side by side in the modelled time. */
import { flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { enterThread, type ThreadSetup } from '../clock/thread/enter-thread.ts';
import { type InvocationScope, invocationScope } from '../clock/thread/invocation-scope.ts';
import type { Outcome } from './function-error.ts';
import type { PoolAnswer, PoolMessage } from './pooled-function.ts';
import { type Job, loadHandlers, runHandler } from './run-handler.ts';

const { setup, moduleUrl, handlerName }: { setup: ThreadSetup; moduleUrl: string; handlerName: string } = workerData;

const scopes = new Map<number, InvocationScope>();

const work = enterThread(setup, (message: PoolMessage) => {
  if ('over' in message) giveUp(message.over);
  else void run(message.id, message.job);
});

const loading = work.until(load());
// Every invocation reports why it failed.
loading.catch(() => {});

async function load(): Promise<Record<string, unknown>> {
  const module = await loadHandlers(moduleUrl);
  // The threads that start later find compiled what this one has compiled.
  flushCompileCache();
  return module;
}

async function run(id: number, job: Job): Promise<void> {
  const scope = { isOver: false };
  scopes.set(id, scope);
  const ended = await invocationScope.run(scope, () => runHandler(loading, handlerName, job));
  const outcome: Outcome = 'payload' in ended ? { payload: asJson(ended.payload) } : ended;
  scopes.delete(id);
  if (!scope.isOver) parentPort?.postMessage({ id, outcome } satisfies PoolAnswer);
}

function giveUp(id: number): void {
  const scope = scopes.get(id);
  if (scope) scope.isOver = true;
}

/** What Lambda passes on of a result; not everything could be sent to another thread. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? 'null');
}
