import { isObject, type JsonObject } from '../json.ts';
import { abortChildren } from './abort.ts';
import type { StateTry } from './attempt.ts';
import { dataLimitError, exceedsDataLimit } from './data-limit.ts';
import { evaluateInput, evaluatePaths } from './evaluate.ts';
import { itemsOf } from './map-items.ts';
import type { ThreadStanding } from './standing.ts';
import type { Thread } from './thread.ts';
import { markError, toWorkflowError } from './workflow-error.ts';

/** The most iterations of an inline Map at a time. @see https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
const MOST_ITERATIONS = 40;

/** Runs the iterations of a Map, or those that have not succeeded yet, and returns all their outputs in order. */
export async function runMap(run: StateTry): Promise<unknown[]> {
  const { attempt, thread, state, standing, retried } = run;
  const input = await evaluateInput(state.fields, run.input, run.context);
  const items = await itemsOf(run, input);
  const most = await mostOf(run, input);
  if (!standing?.children) {
    const details = { mapStateStartedEventDetails: { length: items.length } };
    attempt.note(thread, 'MapStateStarted', details, { error: retried && markError(retried) });
  }
  const outputs = await thread.until(new Iterations(run, input, items).run(most));
  if (exceedsDataLimit(outputs)) throw dataLimitError(state.name, 'result');
  attempt.note(thread, 'MapStateSucceeded');
  return outputs;
}

async function mostOf({ state: { fields }, context }: StateTry, input: unknown): Promise<number> {
  const { MaxConcurrencyPath } = fields;
  const { most = fields['MaxConcurrency'] } = await evaluatePaths({ most: MaxConcurrencyPath }, input, context);
  return Math.min(Number(most ?? 0) || MOST_ITERATIONS, MOST_ITERATIONS);
}

class Iterations {
  readonly #run: StateTry;
  readonly #input: unknown;
  readonly #items: unknown[];
  readonly #outputs: unknown[];
  readonly #standing: ReadonlyMap<number, ThreadStanding>;
  readonly #settled = Promise.withResolvers<unknown[]>();
  /** The indexes of those that have not begun. */
  readonly #waiting: number[] = [];
  #running = 0;

  constructor(run: StateTry, input: unknown, items: unknown[]) {
    this.#run = run;
    this.#input = input;
    this.#items = items;
    this.#outputs = items.map(() => null);
    this.#standing = run.standing?.children ?? new Map();
  }

  run(most: number): Promise<unknown[]> {
    const begun = this.#items.flatMap((_item, index) => this.#goOn(index) ?? []);
    while (begun.length < most && this.#waiting.length > 0) begun.push(this.#begin());
    this.#running = begun.length;
    for (const start of begun) start();
    if (this.#running === 0) this.#settled.resolve(this.#outputs);
    return this.#settled.promise;
  }

  /** Takes over what an iteration has come to, and returns how it goes on. */
  #goOn(index: number): (() => void) | undefined {
    const standing = this.#standing.get(index);
    if (!standing) this.#waiting.push(index);
    if (standing?.hasSucceeded) this.#outputs[index] = standing.exited?.output;
    if (!standing || standing.hasSucceeded) return undefined;
    const child = this.#run.thread.begin(index, standing.last, this.#itemAt(index));
    return () => void this.#iterate(child, index, standing);
  }

  #begin(): () => void {
    const index = this.#waiting.shift() ?? 0;
    const { attempt, thread } = this.#run;
    const child = thread.begin(index, thread.last, this.#itemAt(index));
    attempt.note(child, 'MapIterationStarted', this.#details('Started', index));
    return () => void this.#iterate(child, index, undefined);
  }

  async #iterate(child: Thread, index: number, standing: ThreadStanding | undefined): Promise<void> {
    const { attempt, thread, state } = this.#run;
    try {
      const machine = state.machines[0] ?? { startAt: '', states: new Map() };
      const from = standing?.at || standing?.exited ? standing : { input: await this.#inputOf(child) };
      this.#outputs[index] = await child.until(attempt.runMachine(machine, child, from));
      attempt.noteBeside(child, 'MapIterationSucceeded', child.last, this.#details('Succeeded', index));
      thread.last = child.last;
      thread.children.delete(child);
      this.#goOnAfterOne();
    } catch (thrown) {
      if (!child.isOver) this.#fail(child, index, thrown);
    }
  }

  #goOnAfterOne(): void {
    if (this.#waiting.length > 0) this.#begin()();
    else this.#running -= 1;
    if (this.#running === 0) this.#settled.resolve(this.#outputs);
  }

  /** The failure of one ends all the others at once. */
  #fail(child: Thread, index: number, thrown: unknown): void {
    const { attempt, thread } = this.#run;
    const error = toWorkflowError(thrown);
    const mark = { error: markError(error) };
    attempt.noteBeside(child, 'MapIterationFailed', child.last, this.#details('Failed', index), mark);
    thread.last = child.last;
    thread.children.delete(child);
    abortChildren(attempt, thread);
    this.#settled.reject(error);
  }

  #itemAt(index: number) {
    return { index, value: this.#items[index] };
  }

  async #inputOf({ item }: Thread): Promise<unknown> {
    const { ItemSelector } = this.#run.state.fields;
    if (!isObject(ItemSelector)) return item?.value;
    const context = { ...this.#run.context, Map: { Item: { Index: item?.index, Value: item?.value } } };
    return evaluateInput({ Parameters: ItemSelector }, this.#input, context);
  }

  #details(what: 'Started' | 'Succeeded' | 'Failed', index: number): JsonObject {
    return { [`mapIteration${what}EventDetails`]: { name: this.#run.state.name, index } };
  }
}
