import { webcrypto } from 'node:crypto';
import type { ThreadReport } from '../clock-thread.ts';

/** So many turns of the event loop without anything to do mean that nothing is left to do. */
const QUIET_TURNS = 3;

/** Work of the thread that the event loop waits for: files, names of hosts, connections that are being made. */
const PENDING = /^(FSReq|GetAddrInfo|TCPConnect)/;

/** Knows when the thread has nothing left to do, and reports it then. */
export class ThreadWork {
  readonly #report: () => ThreadReport;
  readonly #post: (report: ThreadReport) => void;
  #works = 0;
  #quietTurns = 0;
  #isWatching = false;

  constructor(report: () => ThreadReport, post: (report: ThreadReport) => void) {
    this.#report = report;
    this.#post = post;
    this.#watchCryptography();
  }

  /** Looks again whether there is work; called whenever something has happened. */
  wake(): void {
    this.#quietTurns = 0;
    if (this.#isWatching) return;
    this.#isWatching = true;
    setImmediate(this.#watch);
  }

  readonly #watch = (): void => {
    const isQuiet = this.#works === 0 && !process.getActiveResourcesInfo().some((kind) => PENDING.test(kind));
    this.#quietTurns = isQuiet ? this.#quietTurns + 1 : 0;
    if (this.#quietTurns <= QUIET_TURNS) {
      setImmediate(this.#watch);
      return;
    }
    this.#isWatching = false;
    this.#post(this.#report());
  };

  /** Web cryptography computes elsewhere, which nothing else shows. */
  #watchCryptography(): void {
    const prototype = Object.getPrototypeOf(webcrypto.subtle);
    for (const name of Object.getOwnPropertyNames(prototype)) {
      const original: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
      if (typeof original !== 'function' || name === 'constructor') continue;
      const work = this;
      prototype[name] = function (...given: unknown[]) {
        const computed: unknown = Reflect.apply(original, this, given);
        return computed instanceof Promise ? work.until(computed) : computed;
      };
    }
  }

  /** Passes on a promise of work that nothing else shows. */
  async until<Value>(work: Promise<Value>): Promise<Value> {
    this.#works += 1;
    try {
      return await work;
    } finally {
      this.#works -= 1;
      this.wake();
    }
  }
}
