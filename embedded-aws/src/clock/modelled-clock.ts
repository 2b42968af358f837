import type { Clock } from './clock.ts';
import { dueAt } from './clock-step.ts';
import type { ClockThread } from './clock-thread.ts';
import { TimerQueue } from './timer-queue.ts';

export interface ModelledClockOptions {
  /** How much faster than real time it may run. */
  speed: number;
  /** Where it starts, in milliseconds since 1970. */
  startsAt: number;
  /** Keeps a moment for the next run, before the clock comes to it. */
  keep?(moment: number): void;
}

/** How far ahead of the clock the kept moment may be, so that it needn't be written at every step. */
const KEPT_AHEAD_MS = 1_000;

/** While nothing happens, the time is brought up to date this often, for whoever calls from outside. */
const IDLE_STEP_MS = 20;

/** A clock that stood still doesn't catch up: outside, somebody may wait for what happens next. In real time. */
const LONGEST_CREDIT_MS = 100;

/** So many turns of the event loop without anything to do mean that nothing is left to do. */
const QUIET_TURNS = 3;

/**
 * A clock that stands still while there is work that isn't done, in this process or in a thread of its stack, and goes from
 * one timer to the next when there is none. It never runs faster than real time, multiplied by its speed. So what happens in the
 * stack depends on what each step takes on AWS, and not on how fast this machine is.
 */
export class ModelledClock implements Clock {
  /** The time, for all threads to read. */
  readonly buffer = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  readonly #time = new Float64Array(this.buffer);
  readonly #timers = new TimerQueue();
  readonly #threads = new Set<ClockThread>();
  readonly #options: ModelledClockOptions;
  /** In real time. */
  #movedAt = performance.now();
  #speed: number;
  #works = 0;
  #quietTurns = 0;
  #isWatching = false;
  #idle: NodeJS.Timeout | undefined;
  #isStopped = false;
  #keptUntil = 0;

  constructor(options: ModelledClockOptions) {
    this.#options = options;
    this.#speed = options.speed;
    this.#time[0] = options.startsAt;
    this.wake();
  }

  now(): number {
    return this.#time[0] ?? 0;
  }

  startTimer(delayMs: number, onDue: () => void): () => void {
    const cancel = this.#timers.add(dueAt(this.now() + delayMs), onDue);
    this.wake();
    return cancel;
  }

  async working<Value>(work: Promise<Value>): Promise<Value> {
    this.#works += 1;
    try {
      return await work;
    } finally {
      this.#works -= 1;
      this.wake();
    }
  }

  /** From now on, time stands still while the thread works. Returns a function that forgets it. */
  attach(thread: ClockThread): () => void {
    this.#threads.add(thread);
    return () => {
      this.#threads.delete(thread);
      this.wake();
    };
  }

  /** Looks again whether there is work; called whenever something has happened. */
  wake(): void {
    this.#quietTurns = 0;
    if (this.#isWatching || this.#isStopped) return;
    this.#isWatching = true;
    clearTimeout(this.#idle);
    setImmediate(this.#watch);
  }

  /** Changes the speed; with 0, the clock stands still until it is changed again. */
  set speed(speed: number) {
    this.#speed = speed;
    this.wake();
  }

  /** The clock stands still for ever. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#idle);
  }

  readonly #watch = (): void => {
    this.#isWatching = false;
    if (this.#isStopped || this.#isBusy()) return;
    this.#quietTurns += 1;
    if (this.#quietTurns <= QUIET_TURNS) {
      this.#isWatching = true;
      setImmediate(this.#watch);
      return;
    }
    this.#goOn();
  };

  #isBusy(): boolean {
    if (this.#works > 0) return true;
    for (const thread of this.#threads) if (thread.isBusy) return true;
    return false;
  }

  /** Goes to the next timer of all, or as far as real time allows. */
  #goOn(): void {
    const speed = this.#speed;
    const real = performance.now();
    const furthest = this.now() + Math.min(real - this.#movedAt, LONGEST_CREDIT_MS) * speed;
    this.#movedAt = real;
    const next = this.#nextTimer();
    this.#moveTo(Math.max(this.now(), Math.min(next, furthest)));
    if (next <= this.now()) this.#ring();
    else this.#wait(speed > 0 ? (next - furthest) / speed : IDLE_STEP_MS);
  }

  #moveTo(time: number): void {
    if (time >= this.#keptUntil) {
      this.#keptUntil = time + KEPT_AHEAD_MS;
      this.#options.keep?.(this.#keptUntil);
    }
    this.#time[0] = time;
  }

  #wait(delayMs: number): void {
    this.#idle = setTimeout(() => this.wake(), Math.min(delayMs, IDLE_STEP_MS));
    this.#idle.unref();
  }

  #nextTimer(): number {
    let { next } = this.#timers;
    for (const thread of this.#threads) next = Math.min(next, thread.nextTimer);
    return next;
  }

  #ring(): void {
    const time = this.now();
    for (const thread of this.#threads) if (thread.nextTimer <= time) thread.ring();
    this.wake();
    for (let onDue = this.#timers.takeDue(time); onDue; onDue = this.#timers.takeDue(time)) onDue();
  }
}
