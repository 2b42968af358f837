import { UnsupportedDefinitionError } from './workflow-error.ts';

/** The position of a path, which decides what `$$` has. */
export interface PathScope {
  /** The state's name. */
  state: string;
  /** Whether the path is read inside an iteration of a Map, or in the Map's own item selector. */
  hasItem: boolean;
}

/**
 * Paths that may select several values. On AWS, they always return a list; the engine returns a bare value when there is
 * just one, so they are refused instead of behaving differently.
 */
const INDEFINITE_PATH = /\.\.|\[\s*(\*|\?|-?\d*\s*:|\d+\s*,)|\.\*/;

const CONTEXT_FIELDS = ['Execution', 'StateMachine', 'State', 'Task', 'Map'];

/**
 * Rewrites the context object's paths of one expression: the engine sets `$$.Execution` itself, to what it runs, so the real
 * execution is kept under `Workflow`.
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

function contextPath(field: string | undefined, { state, hasItem }: PathScope): string {
  if (field === undefined || !CONTEXT_FIELDS.includes(field) || (field === 'Map' && !hasItem)) {
    throw new UnsupportedDefinitionError(`${state}: the context object has no ${field ?? 'whole'} here`);
  }
  return field === 'Execution' ? '$$.Workflow' : `$$.${field}`;
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
