/**
 * Lets HTTP calls go before all else: somebody waits for their answers. While any is under way, at most so many other invocations
 * run at a time, so that they go on, if slowly; otherwise, all do.
 */
export class Precedence {
  readonly #mostBesideCalls: number;
  readonly #waiting: (() => void)[] = [];
  #calls = 0;
  #others = 0;

  constructor(mostBesideCalls: number) {
    this.#mostBesideCalls = mostBesideCalls;
  }

  async answer<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    this.#calls += 1;
    try {
      return await call();
    } finally {
      this.#calls -= 1;
      this.#letPass();
    }
  }

  async run<Result>(other: () => Promise<Result>): Promise<Result> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    this.#letPass();
    await promise;
    try {
      return await other();
    } finally {
      this.#others -= 1;
      this.#letPass();
    }
  }

  #letPass(): void {
    while (this.#waiting.length > 0 && (this.#calls === 0 || this.#others < this.#mostBesideCalls)) {
      this.#others += 1;
      this.#waiting.shift()?.();
    }
  }
}
