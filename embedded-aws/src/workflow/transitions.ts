import { currentTime } from '../clock/clock.ts';
import type { Rate } from '../token-bucket.ts';

/** Delays the state transitions of an account that exceed its quota: unlike calls, they are never refused. */
export class Transitions {
  readonly #intervalMs: number;
  readonly #creditMs: number;
  #next = 0;

  constructor({ perSecond, burst }: Rate) {
    this.#intervalMs = 1000 / perSecond;
    this.#creditMs = burst * this.#intervalMs;
  }

  /** Counts a transition. Returns the milliseconds that it has to wait. */
  delayMs(): number {
    const now = currentTime();
    this.#next = Math.max(this.#next, now - this.#creditMs) + this.#intervalMs;
    return Math.max(0, this.#next - now);
  }
}
