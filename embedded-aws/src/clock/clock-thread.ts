/** What a thread tells of itself whenever it has nothing left to do. */
export interface ThreadReport {
  /** How many messages it has received. */
  messages: number;
  /** When its first timer is due, in milliseconds since 1970, or infinity. */
  nextTimer: number;
}

/**
 * A thread as the modelled clock sees it. It is idle if it has reported so after it received every message. What it has sent
 * before, such as calls of the endpoint, has arrived then, too; and nothing but a message can wake it.
 */
export class ClockThread {
  readonly #post: (message: unknown) => void;
  readonly #onChange: () => void;
  #report: ThreadReport | undefined;
  #posted = 0;

  /** @param onChange called when it may have become idle */
  constructor(post: (message: unknown) => void, onChange: () => void) {
    this.#post = post;
    this.#onChange = onChange;
  }

  /** Whether it has something to do, or may have. */
  get isBusy(): boolean {
    return this.#report?.messages !== this.#posted;
  }

  /** When its first timer is due, or infinity. */
  get nextTimer(): number {
    return this.#report?.nextTimer ?? Number.POSITIVE_INFINITY;
  }

  post(message: unknown): void {
    this.#posted += 1;
    this.#post(message);
  }

  /** Lets its timers ring that are due. */
  ring(): void {
    this.post('ring');
  }

  /** Takes what it reports. */
  reports(report: ThreadReport): void {
    this.#report = report;
    this.#onChange();
  }
}
