interface Waiting {
  order: number;
  pass: (leave: () => void) => void;
}

/**
 * Limits how many run at a time. The lowest order enters first, and among equals the earliest. With an execution's start as
 * the order, executions that have begun are finished before others begin.
 */
export class Gate {
  readonly #most: number;
  /** The highest order first, so that the next one is at the end. */
  readonly #waiting: Waiting[] = [];
  #passed = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves when it is the caller's turn, with a function that lets the next one in. */
  enter(order: number): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<() => void>();
    this.#waiting.splice(this.#indexFor(order), 0, { order, pass: resolve });
    this.#letPass();
    return promise;
  }

  #letPass(): void {
    while (this.#passed < this.#most) {
      const next = this.#waiting.pop();
      if (!next) return;
      this.#passed += 1;
      next.pass(this.#leaveOnce());
    }
  }

  #leaveOnce(): () => void {
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.#passed -= 1;
      this.#letPass();
    };
  }

  /** Before all earlier ones with the same order. */
  #indexFor(order: number): number {
    let [low, high] = [0, this.#waiting.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#waiting[middle]?.order ?? 0) > order) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
