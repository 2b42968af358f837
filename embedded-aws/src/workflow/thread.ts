import { startTimer } from '../clock/clock.ts';

/** A promise that never settles: what has become useless waits for ever, and is forgotten. */
const forever = () => new Promise<never>(() => {});

/** The item of an iteration. */
export interface Item {
  index: number;
  value: unknown;
}

/**
 * One sequence of states: the execution's own, an iteration of a Map or a branch of a Parallel. Its path has the number of
 * each iteration or branch around it, and is empty for the execution's own.
 */
export class Thread {
  readonly path: number[];
  /** The item of the innermost iteration that it is part of. */
  readonly item: Item | undefined;
  /** The id of the event that its next one follows. */
  last: number;
  /** The state that it is in. */
  state: { name: string; type: string } | undefined;
  /** The run of the distributed Map that it is in. */
  mapRun: { ended?: unknown } | undefined;
  /** The iterations or branches that run within it. */
  readonly children = new Set<Thread>();
  #isOver = false;
  #cleanups = new Set<() => void>();

  constructor(path: number[], last: number, item?: Item) {
    this.path = path;
    this.last = last;
    this.item = item;
  }

  /** Begins an iteration or a branch of the state that this thread is in. */
  begin(index: number, last: number, item = this.item): Thread {
    const child = new Thread([...this.path, index], last, item);
    this.children.add(child);
    return child;
  }

  /** Whether nothing that still happens in it counts. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Ends the thread and those within it. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const child of this.children) child.end();
    for (const cleanup of this.#cleanups) cleanup();
  }

  /** Runs a clean-up when the thread ends. Returns a function that forgets it. */
  onEnd(cleanup: () => void): () => void {
    if (this.#isOver) cleanup();
    else this.#cleanups.add(cleanup);
    return () => this.#cleanups.delete(cleanup);
  }

  /** Waits for a promise; if the thread has ended meanwhile, for ever. */
  async until<Value>(promise: Promise<Value>): Promise<Value> {
    try {
      const value = await promise;
      return this.#isOver ? await forever() : value;
    } catch (error) {
      if (this.#isOver) return forever();
      throw error;
    }
  }

  /** Waits for some milliseconds; if the thread ends meanwhile, for ever. */
  sleep(delayMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = startTimer(delayMs, () => {
      forget();
      resolve();
    });
    const forget = this.onEnd(cancel);
    return promise;
  }
}
