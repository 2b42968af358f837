const PROGRESS_MS = 15_000;

/** Tells how far something long has come, every so often. */
export class Progress {
  readonly #startedAt = performance.now();
  #told = this.#startedAt;

  /** @param reached for example `10 of 1000 requests have ended` */
  tell(reached: string): void {
    const now = performance.now();
    if (now < this.#told + PROGRESS_MS) return;
    this.#told = now;
    console.log(`  ${((now - this.#startedAt) / 1000).toFixed(0)} s: ${reached}`);
  }
}
