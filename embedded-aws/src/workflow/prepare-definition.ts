import { isObject, type JsonObject, numberAt, objectAt, objectsAt, textAt } from '../json.ts';
import { type PathScope, rewritePaths } from './context-paths.ts';
import { prepareTask } from './prepare-task.ts';
import { checkSupported } from './supported-states.ts';
import { UnsupportedDefinitionError } from './workflow-error.ts';

/** A state as the definition has it, and its position. */
export interface StateInfo {
  name: string;
  definition: JsonObject;
  /** The Map states around it, outermost first. */
  enclosing: string[];
}

/** A definition that the engine runs as AWS would run the original. */
export interface PreparedDefinition {
  definition: JsonObject;
  /** Every state by name. */
  states: Map<string, StateInfo>;
  /** Every state's name by its key in the run record. */
  stateNames: Map<string, string>;
}

/**
 * Rewrites a definition so that the engine's known deviations from AWS have no effect:
 * - `TimeoutSecondsPath` is evaluated after `Parameters`, a task without a timeout gets 60 s, timers overflow after
 *   24.8 days, and there are no heartbeats: a task's parameters are wrapped, and `task-run.ts` runs its timers.
 * - The context object has no State, Task or Map inside an iteration: see `context-paths.ts`.
 * - `ResultPath: "$"` makes a field named `$`.
 * @throws UnsupportedDefinitionError naming what can't be run faithfully
 */
export function prepareDefinition(definition: JsonObject, timeScale: number): PreparedDefinition {
  const prepared: PreparedDefinition = { definition: {}, states: new Map(), stateNames: new Map() };
  prepared.definition = prepareMachine(definition, { prepared, timeScale, enclosing: [], map: 'none' });
  return prepared;
}

/** The position of a state. */
interface Position {
  prepared: PreparedDefinition;
  timeScale: number;
  enclosing: string[];
  map: PathScope['map'];
}

function prepareMachine(machine: JsonObject, position: Position): JsonObject {
  const states = Object.entries(objectAt(machine, 'States')).map(([name, state]) => {
    if (!isObject(state)) throw new UnsupportedDefinitionError(`${name} is not a state`);
    return [name, prepareState(name, state, position)];
  });
  return { StartAt: textAt(machine, 'StartAt'), States: Object.fromEntries(states) };
}

function prepareState(name: string, state: JsonObject, position: Position): JsonObject {
  checkSupported(name, state);
  const { states, stateNames } = position.prepared;
  if (states.has(name)) throw new UnsupportedDefinitionError(`two states are named ${name}`);
  const scope: PathScope = { state: name, stateKey: `s${stateNames.size}`, map: position.map };
  stateNames.set(scope.stateKey, name);
  states.set(name, { name, definition: state, enclosing: position.enclosing });
  const inner = { ...position, enclosing: [...position.enclosing, name] };
  const prepared = prepareKind(name, state, scope, inner);
  return withPlainResultPaths(withScaledRetries(prepared, position.timeScale));
}

function prepareKind(name: string, state: JsonObject, scope: PathScope, inner: Position): JsonObject {
  switch (textAt(state, 'Type')) {
    case 'Task':
      return prepareTask(state, scope);
    case 'Map':
      return prepareMap(name, state, scope, inner);
    default:
      return asObject(rewritePaths(state, scope));
  }
}

function prepareMap(name: string, state: JsonObject, scope: PathScope, inner: Position): JsonObject {
  const { ItemProcessor, ItemSelector, ...rest } = state;
  const selector = ItemSelector === undefined ? { 'item.$': '$$.Map.Item.Value' } : { item: ItemSelector };
  const iteration = prepareMachine(asObject(ItemProcessor), { ...inner, map: 'iteration' });
  const unwrap = { Type: 'Pass', InputPath: '$.item', Next: textAt(iteration, 'StartAt') };
  return {
    ...asObject(rewritePaths(rest, scope)),
    ItemSelector: rewritePaths({ ...selector, 'map.$': '$$.Map' }, { ...scope, map: 'selector' }),
    ItemProcessor: {
      StartAt: iterationEntry(name),
      States: { [iterationEntry(name)]: unwrap, ...objectAt(iteration, 'States') },
    },
  };
}

/** The name of the hidden first state of an iteration, which unwraps its item. */
export function iterationEntry(mapName: string): string {
  return `${mapName} (item)`;
}

function withScaledRetries(state: JsonObject, timeScale: number): JsonObject {
  if (!Array.isArray(state['Retry'])) return state;
  const retriers = objectsAt(state, 'Retry').map((retrier) => {
    const longest = numberAt(retrier, 'MaxDelaySeconds');
    return {
      ...retrier,
      IntervalSeconds: (numberAt(retrier, 'IntervalSeconds') ?? 1) * timeScale,
      ...(longest === undefined ? {} : { MaxDelaySeconds: longest * timeScale }),
    };
  });
  return { ...state, Retry: retriers };
}

function withPlainResultPaths(state: JsonObject): JsonObject {
  const { ResultPath, ...rest } = state;
  const plain = ResultPath === '$' ? rest : state;
  if (!Array.isArray(plain['Catch'])) return plain;
  const catchers = objectsAt(plain, 'Catch').map(({ ResultPath: path, ...catcher }) =>
    path === '$' || path === undefined ? catcher : { ...catcher, ResultPath: path },
  );
  return { ...plain, Catch: catchers };
}

function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
