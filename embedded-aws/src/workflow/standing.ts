import { type JsonObject, objectAt, textAt } from '../json.ts';
import type { History, HistoryEvent } from './history.ts';
import type { StateInfo } from './prepare-definition.ts';

/** A state that was entered but not left. */
interface Standing {
  state: string;
  input: unknown;
  /** The event that entered it. */
  eventId: number;
}

/** An iteration of a Map: where it stopped, or its result. */
export type IterationStanding = Standing | { output: unknown };

/** Where an execution stopped. */
export interface ExecutionStanding extends Standing {
  /** The iterations that have begun, by index, when it stopped in a Map. */
  iterations: Map<number, IterationStanding>;
  /** Whether the state is entered again, instead of being continued. */
  isReentered: boolean;
}

/**
 * Finds in the history where an execution stopped that didn't succeed.
 * @param error the error that it ended with: a Map whose data were too large keeps none of its iterations
 * @returns nothing when no state was entered
 */
export function findStanding(
  history: History,
  states: Map<string, StateInfo>,
  error: string | undefined,
): ExecutionStanding | undefined {
  const enclosing = (event: HistoryEvent) => states.get(textAt(enteredIn(event), 'name') ?? '')?.enclosing;
  const entered = history.events.findLast((event) => enclosing(event)?.length === 0);
  if (!entered) return undefined;
  const standing = standingAfter(entered);
  const isReentered = entered.type === 'FailStateEntered' || error === 'States.DataLimitExceeded';
  const isInMap = entered.type === 'MapStateEntered' && !isReentered;
  return { ...standing, isReentered, iterations: isInMap ? iterationsOf(standing.state, history, states) : new Map() };
}

/** The iterations of a Map since it began, or since it was last retried. */
function iterationsOf(map: string, history: History, states: Map<string, StateInfo>): ExecutionStanding['iterations'] {
  const iterations: ExecutionStanding['iterations'] = new Map();
  const outputs = new Map<number, unknown>();
  const isOwn = (details: JsonObject) => {
    const around = states.get(textAt(details, 'name') ?? '')?.enclosing;
    return around?.length === 1 && around[0] === map;
  };
  const begin = history.events.findLastIndex(
    (event) => event.type === 'MapStateStarted' && history.threadOf(event) === 'execution',
  );
  for (const event of history.events.slice(begin)) {
    const index = history.threadOf(event);
    if (index === 'execution') continue;
    if (isOwn(enteredIn(event))) iterations.set(index, standingAfter(event));
    const exited = objectAt(event, 'stateExitedEventDetails');
    if (isOwn(exited)) outputs.set(index, JSON.parse(String(exited['output'])));
    const succeeded = textAt(objectAt(event, 'mapIterationSucceededEventDetails'), 'name');
    if (succeeded === map) iterations.set(index, { output: outputs.get(index) });
  }
  return iterations;
}

function enteredIn(event: HistoryEvent): JsonObject {
  return objectAt(event, 'stateEnteredEventDetails');
}

function standingAfter(event: HistoryEvent): Standing {
  const { name, input } = enteredIn(event);
  return { state: String(name), input: JSON.parse(String(input)), eventId: event.id };
}
