import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { working } from '../clock/clock.ts';
import { ClockThread } from '../clock/clock-thread.ts';
import type { EndpointAnswer, EndpointCall } from '../clock/endpoint-call.ts';
import type { ModelledClock } from '../clock/modelled-clock.ts';
import type { ThreadMessage, ThreadSetup } from '../clock/thread/enter-thread.ts';
import type { RawResponse } from '../endpoint/service.ts';
import { isObject } from '../json.ts';
import type { ReadRequest } from '../net/in-process.ts';

/** Where the threads of a stack live. */
export interface ThreadWorld {
  clock: ModelledClock;
  /** The address of the endpoint, `host:port`. */
  endpoint: string;
  /** Answers a call of the endpoint, or nothing when a fault cuts the connection. */
  answer(request: ReadRequest): Promise<RawResponse | undefined>;
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
  readonly #world: ThreadWorld;
  readonly #worker: Worker;
  readonly #clockThread: ClockThread;
  #answers: EndpointAnswer[] = [];

  constructor(world: ThreadWorld, program: ThreadProgram) {
    const { clock, endpoint, log } = world;
    const setup: ThreadSetup = { endpoint, time: clock.buffer };
    const worker = new Worker(program.file, {
      env: program.environment,
      resourceLimits: RESOURCE_LIMITS,
      workerData: { ...program.data, setup },
      stdout: true,
      stderr: true,
    });
    for (const input of [worker.stdout, worker.stderr]) createInterface({ input }).on('line', log);
    this.#world = world;
    this.#worker = worker;
    this.#clockThread = new ClockThread(
      (message) => worker.postMessage(message),
      () => clock.wake(),
    );
    const detach = clock.attach(this.#clockThread);
    worker.on('error', (error) => log(String(error.stack ?? error)));
    worker.on('message', (message: unknown) => this.#take(message, program));
    worker.once('exit', (status) => {
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

  #take(message: unknown, { onMessage }: ThreadProgram): void {
    if (!isObject(message)) return;
    if (!isOfThread(message)) onMessage(message);
    else if ('report' in message) this.#clockThread.reports(message.report);
    else for (const call of message.calls) void this.#answer(call);
  }

  async #answer({ id, body, ...request }: EndpointCall): Promise<void> {
    this.#world.clock.wake();
    const answer = await this.#world.answer({ ...request, body: Buffer.from(body, 'latin1') });
    // What is answered at the same time goes together.
    if (this.#answers.length === 0) setImmediate(() => this.post({ answers: this.#answers.splice(0) }));
    this.#answers.push({ id, answer: answer && { ...answer, body: answer.body.toString('latin1') } });
    this.#world.clock.wake();
  }
}

function isOfThread(message: object): message is ThreadMessage {
  return 'report' in message || 'calls' in message;
}
