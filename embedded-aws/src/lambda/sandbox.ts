import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { endedProcess, type Outcome, timedOut } from './function-error.ts';
import type { EndedThreads } from './invoker.ts';
import type { Job } from './run-handler.ts';

export interface SandboxOptions extends SandboxData {
  /** The function's whole environment. */
  environment: Record<string, string>;
  timeoutSeconds: number;
}

/** What the thread knows about its function. */
export interface SandboxData {
  /** The packaged module, without its extension. */
  moduleUrl: string;
  handlerName: string;
  /** Whether people wait for it behind the HTTP API: other functions run at a lower priority. */
  servesPeople: boolean;
}

/** How long a thread may take to load its function. @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const LONGEST_START_MS = 10_000;

/** Megabytes of a thread's heap: with the defaults, the garbage of some thirty threads would take half a gigabyte. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 };

/** Threads of one function. Starting one costs far more than waiting for a busy one. */
const MOST_THREADS = 2;

/**
 * Runs a function as Lambda does: each thread has an environment of its own, handles one invocation at a time, and is
 * ended when an invocation takes too long. Further invocations wait for a thread. Threads are started one at a time, as
 * starting many at once would starve the busy ones.
 */
export class Sandbox {
  readonly #options: SandboxOptions;
  readonly #idle: Worker[] = [];
  readonly #running = new Set<Worker>();
  readonly #waiting: ((worker: Worker) => void)[] = [];
  #threads = 0;
  #isStarting = false;

  constructor(options: SandboxOptions) {
    this.#options = options;
  }

  /** Runs the function once; its errors are an outcome too. The time that a thread takes to start does not count. */
  async invoke(event: unknown, context: object): Promise<Outcome> {
    const worker = await this.#take();
    this.#running.add(worker);
    const timeoutMs = this.#options.timeoutSeconds * 1000;
    const { promise, resolve } = Promise.withResolvers<Outcome | undefined>();
    const requestId = requestIdOf(context);
    const onExit = (status: number) => resolve({ functionError: endedProcess(requestId, status) });
    const timer = setTimeout(() => resolve(undefined), timeoutMs);
    worker.once('message', resolve).once('exit', onExit);
    if (hasEnded(worker)) onExit(0);
    else worker.postMessage({ event, context, deadline: Date.now() + timeoutMs } satisfies Job);
    const outcome = await promise;
    clearTimeout(timer);
    worker.off('message', resolve).off('exit', onExit);
    this.#running.delete(worker);
    if (outcome !== undefined && !hasEnded(worker)) this.#giveBack(worker);
    else await this.#remove(worker);
    return outcome ?? { functionError: timedOut(requestId, this.#options.timeoutSeconds) };
  }

  now(): number {
    return Date.now();
  }

  /** Ends every thread as if its process were killed: what runs in it fails, and the next invocation starts cold. */
  async endThreads(): Promise<EndedThreads> {
    const [idle, running] = [this.#idle.splice(0), [...this.#running]];
    await Promise.all([...idle.map((worker) => this.#remove(worker)), ...running.map((worker) => worker.terminate())]);
    return { ended: idle.length + running.length, running: running.length };
  }

  #take(): Promise<Worker> | Worker {
    const idle = this.#idle.pop();
    if (idle) return idle;
    const { promise, resolve } = Promise.withResolvers<Worker>();
    this.#waiting.push(resolve);
    this.#startIfNeeded();
    return promise;
  }

  #startIfNeeded(): void {
    if (this.#waiting.length === 0 || this.#isStarting || this.#threads >= MOST_THREADS) return;
    this.#isStarting = true;
    this.#threads += 1;
    void this.#start();
  }

  async #start(): Promise<void> {
    const { moduleUrl, handlerName, servesPeople, environment } = this.#options;
    const worker = new Worker(new URL('./sandbox-thread.ts', import.meta.url), {
      env: environment,
      resourceLimits: RESOURCE_LIMITS,
      workerData: { moduleUrl, handlerName, servesPeople } satisfies SandboxData,
    });
    worker.on('error', (error) => console.error(error));
    await Promise.race([
      once(worker, 'message'),
      once(worker, 'exit'),
      delay(LONGEST_START_MS, undefined, { ref: false }),
    ]);
    this.#isStarting = false;
    this.#giveBack(worker);
    this.#startIfNeeded();
  }

  #giveBack(worker: Worker): void {
    const next = this.#waiting.shift();
    if (next) next(worker);
    else this.#idle.push(worker);
  }

  /** Frees a slot, so that another thread may be started. */
  async #remove(worker: Worker): Promise<void> {
    await worker.terminate();
    this.#threads -= 1;
    this.#startIfNeeded();
  }
}

function hasEnded(worker: Worker): boolean {
  return worker.threadId < 0;
}

function requestIdOf(context: object): string {
  return 'awsRequestId' in context ? String(context.awsRequestId) : '';
}
