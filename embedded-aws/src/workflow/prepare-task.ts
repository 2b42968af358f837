import { isObject, type JsonObject, objectAt } from '../json.ts';
import { type PathScope, rewritePaths } from './context-paths.ts';

/** The longest timeout that the engine's own timer keeps; `task-run.ts` runs the real one. */
export const NO_ENGINE_TIMEOUT_SECONDS = 2_147_483;

/** Wraps a task's parameters, so that `task-run.ts` also gets its timeouts and its run. */
export function prepareTask(state: JsonObject, scope: PathScope): JsonObject {
  const { Parameters, TimeoutSeconds, TimeoutSecondsPath, HeartbeatSeconds, HeartbeatSecondsPath, ...rest } = state;
  const wrapped = {
    ...rest,
    Parameters: {
      ...privateParameters(scope),
      ...(Parameters === undefined ? { 'payload.$': '$' } : { payload: Parameters }),
      ...literalOrPath('timeoutSeconds', TimeoutSeconds, TimeoutSecondsPath),
      ...literalOrPath('heartbeatSeconds', HeartbeatSeconds, HeartbeatSecondsPath),
    },
  };
  return { ...rewriteOwnPaths(wrapped, scope), TimeoutSeconds: NO_ENGINE_TIMEOUT_SECONDS };
}

/** What `task-run.ts` needs besides the payload: the run, the state's input, the iteration. */
function privateParameters(scope: PathScope): JsonObject {
  const index = scope.map === 'iteration' ? { 'index.$': '$$.Map.Item.Index' } : {};
  return { 'run.$': '$$.Run', 'input.$': '$', ...index };
}

/** Rewrites a wrapped state; `$$.Run` is private and stays. */
function rewriteOwnPaths(state: JsonObject, scope: PathScope): JsonObject {
  const parameters = objectAt(state, 'Parameters');
  const { 'run.$': run, ...others } = parameters;
  const value = rewritePaths({ ...state, Parameters: others }, scope);
  const rewritten = isObject(value) ? value : {};
  return { ...rewritten, Parameters: { ...objectAt(rewritten, 'Parameters'), 'run.$': run } };
}

/** A parameter that the definition has as a value or as a path. */
export function literalOrPath(key: string, literal: unknown, path: unknown): JsonObject {
  if (path !== undefined) return { [`${key}.$`]: path };
  return literal === undefined ? {} : { [key]: literal };
}
