import { Worker } from 'node:worker_threads';

/** What a sandbox is made of. */
export interface SandboxOptions extends SandboxData {
  /** The function's whole environment. */
  environment: Record<string, string>;
  timeoutSeconds: number;
}

/** What the thread knows of its function. */
export interface SandboxData {
  /** The packaged module, without its extension. */
  moduleUrl: string;
  handlerName: string;
}

/** One invocation; `deadline` is in epoch milliseconds. */
export interface SandboxJob {
  event: unknown;
  context: object;
  deadline: number;
}

/** What comes back from an invocation. */
export type Outcome = { payload: unknown } | { functionError: FunctionError };

/** A function's error as Lambda reports it. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

/** Threads of one function. Starting one costs far more than waiting for one that is at work. */
const MOST_THREADS = 2;

/**
 * Runs a function as Lambda does: each thread has an environment of its own, handles one invocation at a time, and is
 * ended when an invocation takes too long. More invocations than threads wait in line.
 */
export class Sandbox {
  readonly #options: SandboxOptions;
  readonly #idle: Worker[] = [];
  readonly #waiting: ((worker: Worker) => void)[] = [];
  #threads = 0;

  constructor(options: SandboxOptions) {
    this.#options = options;
  }

  /** Runs the function once; its errors are an outcome too. */
  async invoke(event: unknown, context: object): Promise<Outcome> {
    const worker = await this.#take();
    const timeoutMs = this.#options.timeoutSeconds * 1000;
    const { promise, resolve } = Promise.withResolvers<Outcome | undefined>();
    const onExit = () => resolve({ functionError: ended('Runtime.ExitError', 'the function ended its process') });
    const timer = setTimeout(() => resolve(undefined), timeoutMs);
    worker.once('message', resolve).once('exit', onExit);
    worker.postMessage({ event, context, deadline: Date.now() + timeoutMs } satisfies SandboxJob);
    const outcome = await promise;
    clearTimeout(timer);
    worker.off('message', resolve).off('exit', onExit);
    if (outcome !== undefined && worker.threadId >= 0) this.#giveBack(worker);
    else await this.#replace(worker);
    return (
      outcome ?? {
        functionError: ended('Sandbox.Timedout', `Task timed out after ${this.#options.timeoutSeconds}.00 seconds`),
      }
    );
  }

  #take(): Promise<Worker> | Worker {
    const idle = this.#idle.pop();
    if (idle) return idle;
    if (this.#threads >= MOST_THREADS) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#threads += 1;
    return this.#start();
  }

  #start(): Worker {
    const { moduleUrl, handlerName, environment } = this.#options;
    const worker = new Worker(new URL('./sandbox-thread.ts', import.meta.url), {
      env: environment,
      workerData: { moduleUrl, handlerName } satisfies SandboxData,
    });
    worker.on('error', (error) => console.error(error));
    return worker;
  }

  #giveBack(worker: Worker): void {
    const next = this.#waiting.shift();
    if (next) next(worker);
    else this.#idle.push(worker);
  }

  /** Another thread takes the place of one that was ended. */
  async #replace(worker: Worker): Promise<void> {
    await worker.terminate();
    const next = this.#waiting.shift();
    if (next) next(this.#start());
    else this.#threads -= 1;
  }
}

function ended(errorType: string, errorMessage: string): FunctionError {
  return { errorType, errorMessage, trace: [] };
}
