import { AsyncLocalStorage } from 'node:async_hooks';
import { vi } from 'vitest';
import type { RequestKey } from '../../../../functions/domain/request/request-key.ts';

/** A running function: its name, and the request that it was called for, if it was called for one. */
export interface Invocation {
  name: string;
  requestKey?: RequestKey;
  /** Of the plan of a campaign. */
  page?: number;
  /** Epoch milliseconds. */
  startedAt: number;
  isDead: boolean;
}

/** A function died, as Lambda tells whoever called it. */
export class FunctionDeath extends Error {
  override readonly name = 'Runtime.ExitError';
}

interface Call {
  invocation: Invocation | undefined;
  /** Epoch milliseconds: not before. */
  at: number;
  answer: () => void;
  fail: (error: Error) => void;
}

/** A wait of the state machine. */
interface Timer {
  at: number;
  fire: () => void;
}

/** More calls than any sequence makes. */
const MOST_CALLS = 20_000;

/** No function runs longer, so what has run for so long comes to its end before anything else begins. */
const LONGEST_MILLISECONDS = 8000;

/**
 * Runs many functions at once. Every call of AWS waits until it is its turn, so that calls interleave as `turns` says, and
 * time only passes in between.
 */
export class Scheduler {
  static current: Scheduler | undefined;

  /** Which of the waiting calls is next, in a circle. */
  turns: number[] = [0];
  /** The function that makes the call with this number, from now on, dies before or after it. */
  death: { calls: number; isAfter: boolean } | undefined;
  deaths = 0;
  readonly #running = new AsyncLocalStorage<Invocation | undefined>();
  readonly #alive = new Set<Invocation>();
  readonly #failures: unknown[] = [];
  #calls: Call[] = [];
  #timers: Timer[] = [];
  #made = 0;

  constructor() {
    Scheduler.current = this;
  }

  /** The function that makes the current call. */
  get invocation(): Invocation | undefined {
    return this.#running.getStore();
  }

  /** Fit for `World`. */
  readonly turn = <Answer>(answer: () => Answer, at = 0): Promise<Answer> => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const { invocation } = this;
    if (invocation?.isDead) reject(new FunctionDeath());
    else this.#calls.push({ invocation, at, answer: () => settle(answer, resolve, reject), fail: reject });
    return promise;
  };

  /** Begins something that goes on by itself. What it throws ends the test. */
  begin(work: () => Promise<unknown>): void {
    work().catch((error) => this.#failures.push(error));
  }

  /** Runs a function. @throws FunctionDeath when it dies */
  async invoke<Output>(
    of: Pick<Invocation, 'name' | 'requestKey' | 'page'>,
    work: () => Promise<Output>,
  ): Promise<Output> {
    const invocation: Invocation = { ...of, startedAt: Date.now(), isDead: false };
    this.#alive.add(invocation);
    const result = await this.#running.run(invocation, () => outcomeOf(work()));
    this.#alive.delete(invocation);
    if (invocation.isDead) throw new FunctionDeath();
    return result();
  }

  /** Waits as a function does. */
  pause(milliseconds: number): Promise<void> {
    return this.turn(() => undefined, Date.now() + milliseconds);
  }

  /** Waits as the state machine does. */
  wait(milliseconds: number): { over: Promise<void>; cancel: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = { at: Date.now() + milliseconds, fire: resolve };
    this.#timers.push(timer);
    const cancel = () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
    return { over: promise, cancel };
  }

  /** Answers this many calls, or all until nothing happens any more. */
  async run(calls = Number.POSITIVE_INFINITY): Promise<void> {
    for (let made = 0; made < MOST_CALLS; made += 1) {
      await everythingElse();
      if (this.#failures.length > 0) throw this.#failures[0];
      if (this.#calls.length === 0) return;
      if (made >= calls && !this.#isAnyOld()) return;
      this.#answerNext();
    }
    throw new Error('the functions never come to an end');
  }

  /** Lets time pass. Functions take no time that matters here, so they come to their end first. */
  async pass(milliseconds: number): Promise<void> {
    const end = Date.now() + milliseconds;
    await this.run();
    for (let next = this.#nextTimer(); next && next.at <= end; next = this.#nextTimer()) {
      this.#timers = this.#timers.filter((other) => other !== next);
      setTime(next.at);
      next.fire();
      await this.run();
    }
    setTime(end);
  }

  /** Lets time pass until the next wait of the state machine is over. */
  async passToNextTimer(): Promise<void> {
    await this.run();
    await this.pass(Math.max(0, (this.#nextTimer()?.at ?? 0) - Date.now()));
  }

  #nextTimer(): Timer | undefined {
    return this.#timers.toSorted((one, other) => one.at - other.at)[0];
  }

  #isAnyOld(): boolean {
    return [...this.#alive].some(({ startedAt }) => Date.now() - startedAt > LONGEST_MILLISECONDS);
  }

  #answerNext(): void {
    setTime(Math.max(Date.now() + 1, Math.min(...this.#calls.map(({ at }) => at))));
    const due = this.#calls.filter(({ at }) => at <= Date.now());
    const call = due[(this.turns[this.#made % this.turns.length] ?? 0) % due.length];
    this.#made += 1;
    if (!call) return;
    this.#calls = this.#calls.filter((other) => other !== call);
    const dies = call.invocation && this.#isDeathDue() ? this.death : undefined;
    if (!dies || dies.isAfter) this.#running.run(call.invocation, call.answer);
    if (dies && call.invocation) this.#kill(call.invocation, call);
  }

  #isDeathDue(): boolean {
    if (!this.death) return false;
    this.death.calls -= 1;
    return this.death.calls < 0;
  }

  #kill(invocation: Invocation, call: Call): void {
    invocation.isDead = true;
    this.death = undefined;
    this.deaths += 1;
    for (const lost of [call, ...this.#calls.filter((other) => other.invocation === invocation)]) {
      lost.fail(new FunctionDeath());
    }
    this.#calls = this.#calls.filter((other) => other.invocation !== invocation);
  }
}

function setTime(milliseconds: number): void {
  vi.setSystemTime(Math.max(milliseconds, Date.now()));
}

/** All promises that can go on without a call of AWS do so before this is over. */
function everythingElse(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function settle<Answer>(answer: () => Answer, resolve: (value: Answer) => void, reject: (error: unknown) => void) {
  try {
    resolve(answer());
  } catch (error) {
    reject(error);
  }
}

/** What a promise came to, to be returned or thrown later. */
function outcomeOf<Output>(work: Promise<Output>): Promise<() => Output> {
  return work.then(
    (output) => () => output,
    (error) => () => {
      throw error;
    },
  );
}
