/** Things of which each is used by one at a time. */
export class Pool<Thing> {
  readonly #idle: Thing[] = [];
  readonly #waiting: ((thing: Thing) => void)[] = [];

  /** One of them, as soon as nobody uses it. */
  take(): Promise<Thing> | Thing {
    const { promise, resolve } = Promise.withResolvers<Thing>();
    const thing = this.#idle.pop();
    if (thing) return thing;
    this.#waiting.push(resolve);
    return promise;
  }

  giveBack(thing: Thing): void {
    const next = this.#waiting.shift();
    if (next) next(thing);
    else this.#idle.push(thing);
  }
}
