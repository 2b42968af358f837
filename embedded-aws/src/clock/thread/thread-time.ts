import { AsyncLocalStorage } from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import promises from 'node:timers/promises';
import { promisify } from 'node:util';
import { dueAt } from '../clock-step.ts';
import { TimerQueue } from '../timer-queue.ts';
import { invocationScope } from './invocation-scope.ts';

/** The time of the stack in a thread. */
export interface ThreadTime {
  /** When the first timer is due, in milliseconds since 1970, or infinity. */
  readonly nextTimer: number;
  /** Calls back whatever is due. */
  ring(): void;
}

/**
 * Puts the modelled time in place of `Date`, timers and `performance.now` in this thread. `setImmediate` stays: it waits for
 * nothing but the thread itself.
 * @param buffer has the time in milliseconds since 1970
 * @param onChange called when a timer is started
 */
export function modelTime(buffer: SharedArrayBuffer, onChange: () => void): ThreadTime {
  const time = new Float64Array(buffer);
  const now = () => time[0] ?? 0;
  const queue = new TimerQueue();
  const start: Start = (delayMs, onDue) => {
    const scope = invocationScope.getStore();
    const ring = AsyncLocalStorage.bind(() => {
      if (!scope?.isOver) onDue();
    });
    const cancel = queue.add(dueAt(now() + (delayMs >= 1 ? delayMs : 1)), ring);
    onChange();
    return cancel;
  };
  modelDate(now);
  modelTimers(start);
  modelPromises(start);
  modelAborts(start);
  const origin = now();
  performance.now = () => now() - origin;
  syncBuiltinESMExports();
  return {
    get nextTimer() {
      return queue.next;
    },
    ring: () => {
      const until = now();
      for (let onDue = queue.takeDue(until); onDue; onDue = queue.takeDue(until)) onDue();
    },
  };
}

type Start = (delayMs: number, onDue: () => void) => () => void;

function modelDate(now: () => number): void {
  const wholeNow = () => Math.floor(now());
  globalThis.Date = new Proxy(Date, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [wholeNow()] : given, newTarget),
    apply: (target) => new target(wholeNow()).toString(),
    get: (target, key) => (key === 'now' ? wholeNow : Reflect.get(target, key)),
  });
}

/** A timer as Node.js has it, as far as anybody uses it. */
class ModelledTimer {
  readonly #arm: () => () => void;
  #cancel: () => void;

  constructor(arm: () => () => void) {
    this.#arm = arm;
    this.#cancel = arm();
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  refresh(): this {
    this.#cancel();
    this.#cancel = this.#arm();
    return this;
  }

  close(): this {
    this.#cancel();
    return this;
  }

  [Symbol.dispose](): void {
    this.#cancel();
  }
}

type Callback = (...given: unknown[]) => void;

function modelTimers(start: Start): void {
  const setOnce = (callback: Callback, delayMs = 1, ...given: unknown[]) =>
    new ModelledTimer(() => start(Number(delayMs), () => callback(...given)));
  const setRepeatedly = (callback: Callback, delayMs = 1, ...given: unknown[]) => {
    const timer = new ModelledTimer(() =>
      start(Number(delayMs), () => {
        timer.refresh();
        callback(...given);
      }),
    );
    return timer;
  };
  Object.defineProperty(setOnce, promisify.custom, { value: delayer(start) });
  for (const [set, clear, modelled] of [
    ['setTimeout', 'clearTimeout', setOnce],
    ['setInterval', 'clearInterval', setRepeatedly],
  ] as const) {
    const clearReal = timers[clear];
    const clearEither = (timer: unknown) =>
      timer instanceof ModelledTimer ? timer.close() : Reflect.apply(clearReal, undefined, [timer]);
    for (const place of [globalThis, timers]) Object.assign(place, { [set]: modelled, [clear]: clearEither });
  }
}

function modelPromises(start: Start): void {
  const wait = delayer(start);
  Object.assign(promises, { setTimeout: wait });
  Object.assign(promises.scheduler, {
    wait: (delayMs: number, options?: { signal?: AbortSignal }) => wait(delayMs, undefined, options),
  });
}

/** The `setTimeout` of `node:timers/promises`. */
function delayer(start: Start) {
  return (delayMs = 1, value?: unknown, { signal }: { signal?: AbortSignal } = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const abort = () => {
        cancel();
        const name = 'AbortError';
        reject(
          Object.assign(new Error('The operation was aborted', { cause: signal?.reason }), { name, code: 'ABORT_ERR' }),
        );
      };
      const cancel = start(Number(delayMs), () => {
        signal?.removeEventListener('abort', abort);
        resolve(value);
      });
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
}

function modelAborts(start: Start): void {
  AbortSignal.timeout = (delayMs) => {
    const controller = new AbortController();
    const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    start(delayMs, () => controller.abort(reason));
    return controller.signal;
  };
}
