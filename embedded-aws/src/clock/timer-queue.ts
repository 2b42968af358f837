interface Timer {
  at: number;
  order: number;
  onDue: (() => void) | undefined;
}

/** Timers by their times; among equals, the one that was started first comes first. */
export class TimerQueue {
  /** A binary heap: no timer is due before its parent, which is at half its index. */
  readonly #heap: Timer[] = [];
  #started = 0;
  #cancelled = 0;

  /** When the first timer is due, or infinity. */
  get next(): number {
    this.#dropCancelled();
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  /** Adds a timer that is due at a time. Returns a function that cancels it. */
  add(at: number, onDue: () => void): () => void {
    const timer: Timer = { at, order: this.#started++, onDue };
    this.#heap.push(timer);
    this.#rise(this.#heap.length - 1);
    return () => {
      if (timer.onDue) this.#cancelled += 1;
      timer.onDue = undefined;
      if (this.#cancelled > this.#heap.length / 2) this.#compact();
    };
  }

  /** Removes the first timer that is due at a time or before it, and returns what it calls. */
  takeDue(time: number): (() => void) | undefined {
    if (this.next > time) return undefined;
    const timer = this.#takeFirst();
    const onDue = timer?.onDue;
    if (timer) timer.onDue = undefined;
    return onDue;
  }

  #dropCancelled(): void {
    while (this.#heap[0] && !this.#heap[0].onDue) {
      this.#takeFirst();
      this.#cancelled -= 1;
    }
  }

  /** Most timers are cancelled, as time limits, long before they are due. */
  #compact(): void {
    const kept = this.#heap.filter(({ onDue }) => onDue).toSorted((one, other) => (isBefore(one, other) ? -1 : 1));
    this.#heap.splice(0, this.#heap.length, ...kept);
    this.#cancelled = 0;
  }

  #takeFirst(): Timer | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (!last || last === first) return first;
    this.#heap[0] = last;
    this.#sink();
    return first;
  }

  #rise(from: number): void {
    for (let index = from; index > 0; ) {
      const parent = (index - 1) >> 1;
      if (!this.#swapIfBefore(index, parent)) return;
      index = parent;
    }
  }

  #sink(): void {
    for (let index = 0; ; ) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      const [one, other] = [this.#heap[left], this.#heap[right]];
      if (!one) return;
      const smaller = other && isBefore(other, one) ? right : left;
      if (!this.#swapIfBefore(smaller, index)) return;
      index = smaller;
    }
  }

  #swapIfBefore(index: number, parent: number): boolean {
    const [child, above] = [this.#heap[index], this.#heap[parent]];
    if (!child || !above || !isBefore(child, above)) return false;
    this.#heap[index] = above;
    this.#heap[parent] = child;
    return true;
  }
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
