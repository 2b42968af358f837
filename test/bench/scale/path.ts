import type { Machine, State } from '../../../statemachine/definition.ts';

/**
 * The states that an execution enters in which nothing fails, in their order.
 * @param chosen where its choices lead, by their names, if not to their default
 */
export function pathOf(
  { StartAt, States }: Pick<Machine, 'StartAt' | 'States'>,
  chosen: Record<string, string> = {},
): string[] {
  const path: string[] = [];
  for (let name: string | undefined = StartAt; name !== undefined; ) {
    const state: State | undefined = States[name];
    if (!state || path.includes(name)) throw new Error(`the path does not lead on from ${path.at(-1)}`);
    path.push(name);
    name = state.Type === 'Choice' ? (chosen[name] ?? state.Default) : state.Next;
  }
  return path;
}

/** How many children of a distributed Map run at a time, the items that each has at most, and its states. */
export interface Children extends Pick<Machine, 'StartAt' | 'States'> {
  atOnce: number;
  items: number;
}

/** What a state machine says of the children of one of its Maps. */
export function childrenOf({ States }: Machine, map: string): Children {
  const { ItemProcessor, MaxConcurrency, ItemBatcher } = States[map] ?? {};
  if (!ItemProcessor || !MaxConcurrency) throw new Error(`there is no Map ${map}`);
  const { StartAt, States: states } = ItemProcessor;
  return { StartAt, States: states, atOnce: MaxConcurrency, items: ItemBatcher?.MaxItemsPerBatch ?? 1 };
}
