interface Waiting {
  order: number;
  pass: (leave: () => void) => void;
}

/**
 * Lets so many pass at a time; who waits passes by order, the lowest first, and among equals who came first. With an
 * execution's start as the order, what has begun is brought to its end before more is begun.
 */
export class Gate {
  readonly #most: number;
  /** The highest order first, so that who is next is at the end. */
  readonly #waiting: Waiting[] = [];
  #passed = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves when it is the caller's turn, with what the caller calls to leave. */
  enter(order: number): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<() => void>();
    this.#waiting.splice(this.#place(order), 0, { order, pass: resolve });
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

  /** Before all who came earlier with the same order. */
  #place(order: number): number {
    let [low, high] = [0, this.#waiting.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#waiting[middle]?.order ?? 0) > order) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
