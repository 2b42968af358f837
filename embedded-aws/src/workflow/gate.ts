interface Waiting {
  order: number;
  pass: (leave: () => void) => void;
}

/**
 * Limits how many run at a time. Of those that wait, one passes of whose order the fewest are inside: an execution whose Map keeps
 * many tasks waiting does not hold up the others. Among equals the lowest order passes, and then the earliest: with an execution's
 * start as the order, executions that have begun are finished before others begin.
 */
export class Gate {
  readonly #most: number;
  /** The lowest order first, and the earliest of each. */
  readonly #waiting: Waiting[] = [];
  /** How many of each order are inside. */
  readonly #inside = new Map<number, number>();
  #passed = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves when it is the caller's turn, with a function that lets the next one in. */
  enter(order: number): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<() => void>();
    this.#waiting.splice(this.#indexAfter(order), 0, { order, pass: resolve });
    this.#letPass();
    return promise;
  }

  #letPass(): void {
    while (this.#passed < this.#most && this.#waiting.length > 0) {
      const [next] = this.#waiting.splice(this.#nextIndex(), 1);
      if (!next) return;
      this.#passed += 1;
      this.#inside.set(next.order, this.#insideOf(next.order) + 1);
      next.pass(this.#leaveOnce(next.order));
    }
  }

  #nextIndex(): number {
    let best = 0;
    for (const [index, { order }] of this.#waiting.entries()) {
      if (this.#insideOf(order) === 0) return index;
      if (this.#insideOf(order) < this.#insideOf(this.#waiting[best]?.order ?? order)) best = index;
    }
    return best;
  }

  #insideOf(order: number): number {
    return this.#inside.get(order) ?? 0;
  }

  #leaveOnce(order: number): () => void {
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.#passed -= 1;
      const left = this.#insideOf(order) - 1;
      if (left > 0) this.#inside.set(order, left);
      else this.#inside.delete(order);
      this.#letPass();
    };
  }

  /** Behind all that came earlier with the same order. */
  #indexAfter(order: number): number {
    let [low, high] = [0, this.#waiting.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#waiting[middle]?.order ?? 0) <= order) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
