/** Something of which an instance of a function may do only so much in a time. */
export class Budget {
  readonly #most: number;
  readonly #milliseconds: number;
  #begunAt = 0;
  #taken = 0;

  constructor(most: number, milliseconds: number) {
    this.#most = most;
    this.#milliseconds = milliseconds;
  }

  /** Takes one. @returns whether any was left */
  take(now: number): boolean {
    if (now - this.#begunAt >= this.#milliseconds) {
      this.#begunAt = now;
      this.#taken = 0;
    }
    this.#taken += 1;
    return this.#taken <= this.#most;
  }
}
