import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { working } from '../clock/clock.ts';
import { ClockThread } from '../clock/clock-thread.ts';
import type { ModelledClock } from '../clock/modelled-clock.ts';
import type { ReportMessage, ThreadSetup } from '../clock/thread/enter-thread.ts';
import { isObject } from '../json.ts';

/** Where the threads of a stack live. */
export interface ThreadWorld {
  clock: ModelledClock;
  /** The threads, by what the endpoint knows them by. */
  threads: Map<string, ClockThread>;
  /** The address of the endpoint, `host:port`. */
  endpoint: string;
  /** Takes every line that the threads print. */
  log(line: string): void;
}

/** What a thread runs. */
export interface ThreadProgram {
  /** The file of the thread. */
  file: URL;
  environment: Record<string, string>;
  /** What it gets beside its setup, as `workerData`. */
  data: object;
  onMessage(message: object): void;
  /** Called once, with the exit status. */
  onExit(status: number): void;
}

/** Megabytes of a thread's heap. It runs many invocations at a time, so it has more garbage than an instance of Lambda. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 };

/** A thread that lives in the modelled time. */
export class ModelledThread {
  readonly #worker: Worker;
  readonly #clockThread: ClockThread;

  constructor({ clock, threads, endpoint, log }: ThreadWorld, program: ThreadProgram) {
    const threadId = randomUUID();
    const setup: ThreadSetup = { threadId, endpoint, time: clock.buffer };
    const worker = new Worker(program.file, {
      env: program.environment,
      resourceLimits: RESOURCE_LIMITS,
      workerData: { ...program.data, setup },
      stdout: true,
      stderr: true,
    });
    for (const input of [worker.stdout, worker.stderr]) createInterface({ input }).on('line', log);
    this.#worker = worker;
    this.#clockThread = new ClockThread(
      (message) => worker.postMessage(message),
      () => clock.wake(),
    );
    threads.set(threadId, this.#clockThread);
    const detach = clock.attach(this.#clockThread);
    worker.on('error', (error) => log(String(error.stack ?? error)));
    worker.on('message', (message: unknown) => {
      if (isReport(message)) this.#clockThread.reports(message.report);
      else if (isObject(message)) program.onMessage(message);
    });
    worker.once('exit', (status) => {
      threads.delete(threadId);
      detach();
      program.onExit(status);
    });
  }

  post(message: object): void {
    this.#clockThread.post(message);
  }

  /** Ends the thread at once, whatever it does. */
  async end(): Promise<void> {
    await working(this.#worker.terminate());
  }
}

function isReport(message: unknown): message is ReportMessage {
  return isObject(message) && isObject(message['report']);
}
