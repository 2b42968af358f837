import { isObject, type JsonObject, numberAt, objectAt, objectsAt, textAt } from '../json.ts';
import { type PathScope, rewritePaths } from './context-paths.ts';
import { literalOrPath, prepareTask, prepareWait } from './prepare-task.ts';
import { checkSupported } from './supported-states.ts';
import { UnsupportedDefinitionError } from './workflow-error.ts';

/** A state of the definition as it was written, and where it stands. */
export interface StateInfo {
  name: string;
  definition: JsonObject;
  /** The Map and Parallel states around it, outermost first. */
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
 * Rewrites a definition so that the engine's known deviations from AWS do not show:
 * - `TimeoutSecondsPath` is evaluated after `Parameters`, a task without a timeout gets 60 s, timers overflow after
 *   24.8 days, heartbeats are not known: a task's parameters are wrapped, and the glue runs its timers.
 * - `SecondsPath` and `TimestampPath` of a Wait cannot be scaled: a Wait becomes a task that sleeps.
 * - The context object has no State, Task or Map inside an iteration: see `context-paths.ts`.
 * - `ResultPath: "$"` makes a field named `$`, a Pass ignores a falsy `Result`, and the paths of a Fail take no
 *   intrinsic functions.
 * @throws UnsupportedDefinitionError naming what cannot be run faithfully
 */
export function prepareDefinition(definition: JsonObject, timeScale: number): PreparedDefinition {
  const prepared: PreparedDefinition = { definition: {}, states: new Map(), stateNames: new Map() };
  prepared.definition = prepareMachine(definition, { prepared, timeScale, enclosing: [], map: 'none' });
  return prepared;
}

interface Place {
  prepared: PreparedDefinition;
  timeScale: number;
  enclosing: string[];
  map: PathScope['map'];
}

function prepareMachine(machine: JsonObject, place: Place): JsonObject {
  const states = Object.entries(objectAt(machine, 'States')).map(([name, state]) => {
    if (!isObject(state)) throw new UnsupportedDefinitionError(`${name} is no state`);
    return [name, prepareState(name, state, place)];
  });
  return { StartAt: textAt(machine, 'StartAt'), States: Object.fromEntries(states) };
}

function prepareState(name: string, state: JsonObject, place: Place): JsonObject {
  checkSupported(name, state);
  const { states, stateNames } = place.prepared;
  if (states.has(name)) throw new UnsupportedDefinitionError(`two states are named ${name}`);
  const scope: PathScope = { state: name, stateKey: `s${stateNames.size}`, map: place.map };
  stateNames.set(scope.stateKey, name);
  states.set(name, { name, definition: state, enclosing: place.enclosing });
  const inner = { ...place, enclosing: [...place.enclosing, name] };
  const prepared = prepareKind(name, state, scope, inner);
  return withPlainResultPaths(withScaledRetries(prepared, place.timeScale));
}

function prepareKind(name: string, state: JsonObject, scope: PathScope, inner: Place): JsonObject {
  switch (textAt(state, 'Type')) {
    case 'Task':
      return prepareTask(state, scope);
    case 'Wait':
      return prepareWait(state, scope);
    case 'Map':
      return prepareMap(name, state, scope, inner);
    case 'Parallel':
      return prepareParallel(state, scope, inner);
    case 'Pass':
      return preparePass(state, scope);
    case 'Fail':
      return prepareFail(state, scope);
    default:
      return asObject(rewritePaths(state, scope));
  }
}

function prepareMap(name: string, state: JsonObject, scope: PathScope, inner: Place): JsonObject {
  const { ItemProcessor, Iterator: iterator, ItemSelector, Parameters, ...rest } = state;
  const machine = isObject(ItemProcessor) ? ItemProcessor : objectAt({ iterator }, 'iterator');
  const item = ItemSelector ?? Parameters;
  const selector = item === undefined ? { 'item.$': '$$.Map.Item.Value' } : { item };
  const iteration = prepareMachine(machine, { ...inner, map: 'iteration' });
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

function prepareParallel(state: JsonObject, scope: PathScope, inner: Place): JsonObject {
  const { Branches: _, ...rest } = state;
  // The item of an iteration travels in the iteration's input, which the branches do not have.
  const branches = objectsAt(state, 'Branches').map((branch) => prepareMachine(branch, { ...inner, map: 'none' }));
  return { ...asObject(rewritePaths(rest, scope)), Branches: branches };
}

function preparePass(state: JsonObject, scope: PathScope): JsonObject {
  const { Result, ...rest } = state;
  const rewritten = asObject(rewritePaths(rest, scope));
  if (Result === undefined) return rewritten;
  return Result ? { ...rewritten, Result } : { ...rewritten, Parameters: Result };
}

/** Parameters take intrinsic functions, which the engine knows nothing of in a Fail's paths. */
function prepareFail(state: JsonObject, scope: PathScope): JsonObject {
  const { ErrorPath, CausePath, ...rest } = state;
  if (ErrorPath === undefined && CausePath === undefined) return state;
  const parameters = {
    ...literalOrPath('error', undefined, ErrorPath),
    ...literalOrPath('cause', undefined, CausePath),
  };
  return {
    ...rest,
    Parameters: rewritePaths(parameters, scope),
    ...(ErrorPath === undefined ? {} : { ErrorPath: '$.error' }),
    ...(CausePath === undefined ? {} : { CausePath: '$.cause' }),
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
