import { randomUUID } from 'node:crypto';
import { currentTime, startTimer } from '../clock/clock.ts';
import type { FunctionModel } from '../template/function-models.ts';
import { endedProcess, type Outcome, timedOut } from './function-error.ts';
import type { EndedThreads } from './invoker.ts';
import { ModelledThread, type ThreadWorld } from './modelled-thread.ts';
import type { Job } from './run-handler.ts';

/** A packaged function, where it is unpacked. */
export interface UnpackedFunction {
  /** The packaged module, without its extension. */
  moduleUrl: string;
  handlerName: string;
  environment: Record<string, string>;
}

/** What a thread of a function gets: an invocation to run, or the number of one that is over. */
export type PoolMessage = { id: number; job: Job } | { over: number };

/** What an invocation has come to. */
export interface PoolAnswer {
  id: number;
  outcome: Outcome;
}

interface Running {
  requestId: string;
  settle(outcome: Outcome): void;
}

/** A function with one thread, in which all its invocations run side by side. */
export class PooledFunction {
  readonly #model: FunctionModel;
  readonly #unpacked: UnpackedFunction;
  readonly #world: ThreadWorld;
  readonly #running = new Map<number, Running>();
  #thread: ModelledThread | undefined;
  #count = 0;

  constructor(model: FunctionModel, unpacked: UnpackedFunction, world: ThreadWorld) {
    this.#model = model;
    this.#unpacked = unpacked;
    this.#world = world;
  }

  /** Runs the function once; its errors are an outcome too. */
  async run(event: unknown): Promise<Outcome> {
    this.#thread ??= this.#start();
    const { thread, id, requestId } = { thread: this.#thread, id: this.#count++, requestId: randomUUID() };
    const timeoutMs = this.#model.timeoutSeconds * 1000;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const cancel = startTimer(timeoutMs, () => {
      thread.post({ over: id } satisfies PoolMessage);
      resolve({ functionError: timedOut(requestId, this.#model.timeoutSeconds) });
    });
    this.#running.set(id, { requestId, settle: resolve });
    const job = { event, context: contextOf(this.#model, requestId), deadline: currentTime() + timeoutMs };
    thread.post({ id, job } satisfies PoolMessage);
    const outcome = await promise;
    cancel();
    this.#running.delete(id);
    return outcome;
  }

  /** Ends the thread as if its process were killed: what runs fails, and the next invocation starts another one. */
  async end(): Promise<EndedThreads> {
    const [thread, running] = [this.#thread, this.#running.size];
    await thread?.end();
    return { ended: thread ? Math.max(running, 1) : 0, running };
  }

  #start(): ModelledThread {
    const { moduleUrl, handlerName, environment } = this.#unpacked;
    const thread = new ModelledThread(this.#world, {
      file: new URL('./pool-thread.ts', import.meta.url),
      environment,
      data: { moduleUrl, handlerName },
      onMessage: (answer) => this.#answer(answer),
      onExit: (status) => {
        if (this.#thread === thread) this.#thread = undefined;
        for (const { requestId, settle } of this.#running.values()) {
          settle({ functionError: endedProcess(requestId, status) });
        }
      },
    });
    return thread;
  }

  #answer(answer: object): void {
    if (isAnswer(answer)) this.#running.get(answer.id)?.settle(answer.outcome);
  }
}

function isAnswer(answer: object): answer is PoolAnswer {
  return 'id' in answer && 'outcome' in answer;
}

function contextOf({ name, arn, memoryMb }: FunctionModel, awsRequestId: string): object {
  return {
    awsRequestId,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: String(memoryMb),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'local',
  };
}
