import { isObject, type JsonObject, listAt, objectAt, objectsAt, textAt } from '../json.ts';
import { type PathScope, rewritePaths } from './context-paths.ts';
import { checkMap } from './supported-maps.ts';
import { checkSupported } from './supported-states.ts';
import { UnsupportedDefinitionError } from './workflow-error.ts';

/** A state with its fields, ready to be evaluated. */
export interface PreparedState {
  name: string;
  type: string;
  fields: JsonObject;
  /** Whether it is a Map whose iterations are executions of their own. */
  isDistributed: boolean;
  /** What a Map runs for each item, or a Parallel all at once. */
  machines: PreparedMachine[];
}

/** A list of states: those of a definition, of a Map's iterations or of a Parallel's branch. */
export interface PreparedMachine {
  startAt: string;
  states: Map<string, PreparedState>;
}

/**
 * Prepares a definition: checks that everything in it can be run as AWS does, and rewrites its paths for the engine.
 * @throws UnsupportedDefinitionError naming what can't be run faithfully
 */
export function prepareDefinition(definition: JsonObject): PreparedMachine {
  return prepareMachine(definition, { names: new Set(), labels: new Set(), hasItem: false, isChild: false });
}

interface Position {
  /** The names of all states so far. */
  names: Set<string>;
  /** The labels of all distributed Maps so far. */
  labels: Set<string>;
  hasItem: boolean;
  /** Whether it is run by children of a distributed Map. */
  isChild: boolean;
}

function prepareMachine(machine: JsonObject, position: Position): PreparedMachine {
  const states = new Map<string, PreparedState>();
  for (const [name, state] of Object.entries(objectAt(machine, 'States'))) {
    if (!isObject(state)) throw new UnsupportedDefinitionError(`${name} is not a state`);
    states.set(name, prepareState(name, state, position));
  }
  return { startAt: textAt(machine, 'StartAt') ?? '', states };
}

function prepareState(name: string, state: JsonObject, position: Position): PreparedState {
  checkSupported(name, state);
  if (position.names.has(name)) throw new UnsupportedDefinitionError(`two states are named ${name}`);
  position.names.add(name);
  const { ItemProcessor, ItemSelector, Branches, ...rest } = state;
  const isDistributed = checkMap(name, state, position);
  const inside = isDistributed ? { ...position, hasItem: false, isChild: true } : { ...position, hasItem: true };
  const iteration = isObject(ItemProcessor) ? [prepareMachine(ItemProcessor, inside)] : [];
  const branches = listAt({ Branches }, 'Branches').map((branch) =>
    prepareMachine(objectAt({ branch }, 'branch'), position),
  );
  const scope: PathScope = { state: name, hasItem: position.hasItem };
  const fields = withPlainResultPaths(objectAt({ fields: rewritePaths(rest, scope) }, 'fields'));
  const selector = rewritePaths(ItemSelector, { ...scope, hasItem: true });
  return {
    name,
    type: textAt(state, 'Type') ?? '',
    isDistributed,
    fields: selector === undefined ? fields : { ...fields, ItemSelector: selector },
    machines: [...iteration, ...branches],
  };
}

/** To the engine, `ResultPath: "$"` would be a field named `$`. */
function withPlainResultPaths(state: JsonObject): JsonObject {
  const plain = withoutWhole(state);
  if (!Array.isArray(plain['Catch'])) return plain;
  return { ...plain, Catch: objectsAt(plain, 'Catch').map(withoutWhole) };
}

/** Leaves out the paths that are their defaults. */
function withoutWhole(fields: JsonObject): JsonObject {
  const isDefault = ([name, value]: [string, unknown]) => DEFAULT_PATHS.includes(name) && value === '$';
  return Object.fromEntries(Object.entries(fields).filter((field) => !isDefault(field)));
}

const DEFAULT_PATHS = ['InputPath', 'ResultPath', 'OutputPath', 'ItemsPath'];
