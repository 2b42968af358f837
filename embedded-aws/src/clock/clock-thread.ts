/** What a thread tells of itself whenever it has nothing left to do; all numbers count from its start. */
export interface ThreadReport {
  /** Messages that it has received. */
  messages: number;
  /** Calls of the endpoint that it has sent. */
  sent: number;
  /** Calls of the endpoint that have ended for it. */
  ended: number;
  /** When its first timer is due, in milliseconds since 1970, or infinity. */
  nextTimer: number;
}

/**
 * A thread as the modelled clock sees it. It is idle if it has reported so after it received everything that was sent to it:
 * each message, and each answer of the endpoint. Nothing else can wake it.
 */
export class ClockThread {
  readonly #post: (message: unknown) => void;
  readonly #onChange: () => void;
  #report: ThreadReport | undefined;
  #posted = 0;
  #received = 0;
  #answered = 0;

  /** @param onChange called when it may have become idle */
  constructor(post: (message: unknown) => void, onChange: () => void) {
    this.#post = post;
    this.#onChange = onChange;
  }

  /** Whether it has something to do, or may have. */
  get isBusy(): boolean {
    const report = this.#report;
    return !(
      report &&
      report.messages === this.#posted &&
      report.sent === this.#received &&
      report.ended === this.#answered
    );
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

  /** Counts a call that the endpoint has received from it. Returns what to call when it is answered or given up. */
  receive(): () => void {
    this.#received += 1;
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      this.#answered += 1;
      this.#onChange();
    };
  }

  /** Takes what the thread has counted for right, once it has reported. Returns what was counted differently. */
  recount(): string {
    if (!this.#report) return 'a thread has not reported yet';
    const { messages, sent, ended } = this.#report;
    const [posted, received, answered] = [this.#posted, this.#received, this.#answered];
    [this.#posted, this.#received, this.#answered] = [messages, sent, ended];
    return `${messages} of ${posted} messages, ${received} of ${sent} calls, ${ended} of ${answered} answers`;
  }
}
