import type { StateTry } from './attempt.ts';
import { EvaluationError, evaluatePaths } from './evaluate.ts';

/** The items that a Map has in its input. @throws EvaluationError when there is no list */
export async function itemsOf({ state, context }: StateTry, input: unknown): Promise<unknown[]> {
  const { ItemsPath } = state.fields;
  const { items } =
    ItemsPath === undefined ? { items: input } : await evaluatePaths({ items: ItemsPath }, input, context);
  if (Array.isArray(items)) return items;
  const detail = `Reference path "${ItemsPath ?? '$'}" must point to array.`;
  throw new EvaluationError('States.Runtime', detail);
}
