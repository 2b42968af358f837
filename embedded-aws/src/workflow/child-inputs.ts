import { isObject, numberAt, objectAt } from '../json.ts';
import type { StateTry } from './attempt.ts';
import { dataLimitError, exceedsDataLimit } from './data-limit.ts';
import { EvaluationError, evaluateInput, evaluatePaths } from './evaluate.ts';
import type { MapRun } from './map-run.ts';

/** How many items each child of a Map run gets as its batch; nothing if it gets one item, as it is. */
export async function readBatchSize({ state, context }: StateTry, input: unknown): Promise<number | undefined> {
  const { ItemBatcher } = state.fields;
  if (!isObject(ItemBatcher)) return undefined;
  const { MaxItemsPerBatchPath: size } = ItemBatcher;
  const { size: found = ItemBatcher['MaxItemsPerBatch'] } = await evaluatePaths({ size }, input, context);
  const most = numberAt({ found }, 'found') ?? 0;
  if (Number.isInteger(most) && most > 0) return most;
  throw new EvaluationError('States.Runtime', 'The value of MaxItemsPerBatch must be a positive integer.');
}

/** Makes the inputs of the children of a Map run, each when it is needed. */
export class ChildInputs {
  readonly #run: StateTry;
  readonly #input: unknown;
  #batchInput: Promise<unknown> | undefined;

  /** @param input the Map's input after its `InputPath` */
  constructor(run: StateTry, input: unknown) {
    this.#run = run;
    this.#input = input;
  }

  /** @throws WorkflowError for an input that is too large, or that can't be evaluated */
  async inputOf({ items }: Pick<MapRun, 'items'>, index: number): Promise<unknown> {
    const { list, perChild } = items ?? {};
    const first = index * (perChild ?? 1);
    const selected: unknown[] = [];
    for (const [offset, item] of (list?.slice(first, first + (perChild ?? 1)) ?? []).entries()) {
      selected.push(await this.#select(item, first + offset));
    }
    const input = perChild === undefined ? selected[0] : await this.#batchOf(selected);
    if (exceedsDataLimit(input)) throw dataLimitError(this.#run.state.name, 'input');
    return input;
  }

  async #select(Value: unknown, Index: number): Promise<unknown> {
    const { ItemSelector } = this.#run.state.fields;
    if (!isObject(ItemSelector)) return Value;
    const context = { ...this.#run.context, Map: { Item: { Index, Value } } };
    return evaluateInput({ Parameters: ItemSelector }, this.#input, context);
  }

  async #batchOf(Items: unknown[]): Promise<unknown> {
    const { BatchInput } = objectAt(this.#run.state.fields, 'ItemBatcher');
    if (!isObject(BatchInput)) return { Items };
    this.#batchInput ??= evaluateInput({ Parameters: BatchInput }, this.#input, this.#run.context);
    return { BatchInput: await this.#batchInput, Items };
  }
}
