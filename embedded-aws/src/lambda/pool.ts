import { sleep } from '../clock/clock.ts';
import { COLD_START_MS, INVOCATION_MS } from '../clock/latencies.ts';
import { matchesWildcards } from '../iam/wildcards.ts';
import type { FunctionModel } from '../template/function-models.ts';
import { LambdaConcurrency } from './concurrency.ts';
import type { Outcome } from './function-error.ts';
import { type EndThreads, FunctionInvocationError, type Invoke } from './invoker.ts';
import type { ThreadWorld } from './modelled-thread.ts';
import { PooledFunction, type UnpackedFunction } from './pooled-function.ts';

export interface PoolOptions {
  functions: FunctionModel[];
  /** Where a function is unpacked. */
  unpacked(model: FunctionModel): UnpackedFunction;
  world: ThreadWorld;
  /** How many invocations the account may run at a time. */
  concurrency: number;
}

/** Runs functions as Lambda does: as many invocations at a time as the account may, each after the time that one takes. */
export class Pool {
  readonly #pooled: Map<string, { model: FunctionModel; pooled: PooledFunction }>;
  readonly #concurrency: LambdaConcurrency;
  readonly #log: (line: string) => void;

  constructor({ functions, unpacked, world, concurrency }: PoolOptions) {
    const entries = functions.map((model) => {
      const entry = { model, pooled: new PooledFunction(model, unpacked(model), world) };
      return [
        [model.name, entry],
        [model.arn, entry],
      ] as const;
    });
    this.#pooled = new Map(entries.flat());
    this.#concurrency = new LambdaConcurrency(functions, concurrency);
    this.#log = world.log;
  }

  readonly invoke: Invoke = async (functionName, payload) => {
    const outcome = await this.run(functionName, payload);
    if ('payload' in outcome) return outcome.payload;
    const { errorType, errorMessage, trace } = outcome.functionError;
    throw new FunctionInvocationError(errorType, errorMessage, trace);
  };

  readonly endThreads: EndThreads = async (functionNames) => {
    const entries = new Set(this.#pooled.values());
    const named = [...entries].filter(({ model }) => matchesWildcards(functionNames, model.name));
    for (const { model } of named) this.#concurrency.endIdle(model.name);
    const ends = await Promise.all(named.map(({ pooled }) => pooled.end()));
    const sum = (key: 'ended' | 'running') => ends.reduce((total, end) => total + end[key], 0);
    return { ended: sum('ended'), running: sum('running') };
  };

  /**
   * Runs a function once; its errors are an outcome.
   * @throws FunctionInvocationError for an unknown function, and `Lambda.TooManyRequestsException` when too many run
   */
  async run(functionName: string, payload: unknown): Promise<Outcome> {
    const found = this.#pooled.get(functionName);
    if (!found) {
      throw new FunctionInvocationError('Lambda.ResourceNotFoundException', `Function not found: ${functionName}`);
    }
    const place = this.#concurrency.enter(found.model);
    let isLost = true;
    try {
      await sleep(INVOCATION_MS + (place.isCold ? COLD_START_MS : 0));
      const outcome = await found.pooled.run(payload);
      isLost = 'functionError' in outcome && outcome.functionError.trace === undefined;
      if ('functionError' in outcome) this.#log(`ERROR\tInvoke Error\t${JSON.stringify(outcome.functionError)}`);
      return outcome;
    } finally {
      place.leave(isLost);
    }
  }
}
