import { UnsupportedDefinitionError } from './workflow-error.ts';

/** The position of a path, which decides what `$$` means. */
export interface PathScope {
  /** The state's name and its key in the run record (see `run-record.ts`). */
  state: string;
  stateKey: string;
  /** Whether the path is read inside an iteration of a Map, or in the Map's own item selector. */
  map: 'none' | 'iteration' | 'selector';
}

/**
 * Paths that may select several values. On AWS, they always return a list; the engine returns a bare value when there is
 * just one, so they are refused instead of behaving differently.
 */
const INDEFINITE_PATH = /\.\.|\[\s*(\*|\?|-?\d*\s*:|\d+\s*,)|\.\*/;

/**
 * Rewrites the context object's paths of one expression to where the local engine keeps them.
 *
 * The engine gives each iteration of a Map a context of its own, in which `Execution.Input` is the iteration's item,
 * `Map` is missing, and it has no state or task. So the real execution is kept under `Workflow`, the item of the
 * iteration is part of its input, and what changes from state to state comes from the run record.
 * @throws UnsupportedDefinitionError for a path that the engine would evaluate differently from AWS
 */
function rewritePath(expression: string, scope: PathScope): string {
  if (!expression.includes('$')) return expression;
  const withoutTexts = expression.replaceAll(/'(?:[^'\\]|\\.)*'/g, "''");
  if (INDEFINITE_PATH.test(withoutTexts)) {
    throw new UnsupportedDefinitionError(`${scope.state}: the path ${expression} may select several values`);
  }
  return expression.replaceAll(/\$\$(?:\.(\w+))?/g, (_match, field: string | undefined) => contextPath(field, scope));
}

function contextPath(field: string | undefined, scope: PathScope): string {
  if (field === 'Execution') return '$$.Workflow';
  if (field === 'StateMachine') return '$$.StateMachine';
  if (field === 'State') return `$$.Run.states.${scope.stateKey}`;
  if (field === 'Task') return '$$.Run.task';
  if (field === 'Map' && scope.map === 'selector') return '$$.Map';
  if (field === 'Map' && scope.map === 'iteration') return '$$.Execution.Input.map';
  throw new UnsupportedDefinitionError(`${scope.state}: the context object has no ${field ?? 'whole'} here`);
}

/** Rewrites every path in a part of a state. */
export function rewritePaths(value: unknown, scope: PathScope): unknown {
  if (Array.isArray(value)) return value.map((item) => rewritePaths(item, scope));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    const isPath = typeof inner === 'string' && (key.endsWith('.$') || key.endsWith('Path') || key === 'Variable');
    return [key, isPath ? rewritePath(inner, scope) : rewritePaths(inner, scope)];
  });
  return Object.fromEntries(entries);
}
