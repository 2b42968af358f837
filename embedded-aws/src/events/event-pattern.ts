import { isObject, type JsonObject } from '../json.ts';

/** A rule's pattern uses an operator that the embedded AWS does not have, or uses it wrongly. */
class UnsupportedPatternError extends Error {
  override readonly name = 'UnsupportedPatternError';
}

/** Tells whether a value of an event, or its absence (`undefined`), fits one entry of a pattern's list. */
type Matcher = (value: unknown) => boolean;

/** Tells whether an event fits a pattern. */
export type EventMatcher = (event: JsonObject) => boolean;

/**
 * Compiles an event pattern.
 * @throws UnsupportedPatternError naming the operator
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function compilePattern(pattern: JsonObject): EventMatcher {
  const matchers = Object.entries(pattern).map(([key, expected]): EventMatcher => {
    if (key === '$or') return compileOr(expected);
    if (Array.isArray(expected)) return compileField(key, expected);
    if (!isObject(expected)) throw new UnsupportedPatternError(`the pattern of ${key} is no list`);
    const inner = compilePattern(expected);
    // An absent object can still fit a pattern that asks for absent fields.
    return (event) => inner(isObject(event[key]) ? event[key] : {});
  });
  return (event) => matchers.every((matches) => matches(event));
}

function compileOr(alternatives: unknown): EventMatcher {
  if (!Array.isArray(alternatives) || !alternatives.every(isObject)) {
    throw new UnsupportedPatternError('$or is no list of patterns');
  }
  const compiled = alternatives.map(compilePattern);
  return (event) => compiled.some((matches) => matches(event));
}

/** A list in the event fits when one of its items does. */
function compileField(key: string, expected: unknown[]): EventMatcher {
  const matchers = expected.map(compileEntry);
  return (event) => {
    const value = event[key];
    const candidates = Array.isArray(value) ? value : [value];
    return matchers.some((matches) => candidates.some(matches));
  };
}

function compileEntry(entry: unknown): Matcher {
  if (!isObject(entry)) return (value) => value === entry;
  const [operator = '', ...others] = Object.keys(entry);
  const compile = OPERATORS[operator];
  if (!compile || others.length > 0)
    throw new UnsupportedPatternError(`the operator ${[operator, ...others].join(', ')}`);
  return compile(entry[operator]);
}

const OPERATORS: Record<string, (operand: unknown) => Matcher> = {
  prefix: (operand) => onText(operand, (value, text) => value.startsWith(text)),
  suffix: (operand) => onText(operand, (value, text) => value.endsWith(text)),
  'equals-ignore-case': (operand) => onText(operand, (value, text) => value.toLowerCase() === text.toLowerCase()),
  wildcard: (operand) => onText(operand, (value, text) => wildcard(text).test(value)),
  exists: (operand) => (value) => (value !== undefined) === (operand === true),
  numeric: compileNumeric,
  'anything-but': compileAnythingBut,
};

function compileAnythingBut(operand: unknown): Matcher {
  const entries = Array.isArray(operand) ? operand : [operand];
  const refused = entries.flatMap(eachOperand).map(compileEntry);
  return (value) => value !== undefined && !refused.some((matches) => matches(value));
}

/** `{"prefix": ["a", "b"]}` stands for a list of prefixes. */
function eachOperand(entry: unknown): unknown[] {
  if (!isObject(entry)) return [entry];
  const [operator = '', ...others] = Object.keys(entry);
  const operand = entry[operator];
  if (others.length > 0 || !Array.isArray(operand)) return [entry];
  return operand.map((text) => ({ [operator]: text }));
}

/** Compares texts; `{"equals-ignore-case": "…"}` as the operand ignores case. */
function onText(operand: unknown, compare: (value: string, text: string) => boolean): Matcher {
  if (isObject(operand) && typeof operand['equals-ignore-case'] === 'string') {
    const folded = operand['equals-ignore-case'].toLowerCase();
    return (value) => typeof value === 'string' && compare(value.toLowerCase(), folded);
  }
  if (typeof operand !== 'string') throw new UnsupportedPatternError(`the operand ${JSON.stringify(operand)}`);
  return (value) => typeof value === 'string' && compare(value, operand);
}

function wildcard(text: string): RegExp {
  const escaped = text.replaceAll(/[.+?^${}()|[\]]/g, '\\$&').replaceAll(/(?<!\\)\*/g, '.*');
  return new RegExp(`^${escaped}$`, 's');
}

const COMPARISONS: Record<string, (value: number, limit: number) => boolean> = {
  '=': (value, limit) => value === limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};

function compileNumeric(operand: unknown): Matcher {
  const parts = Array.isArray(operand) ? operand : [];
  const comparisons = Array.from({ length: Math.ceil(parts.length / 2) }, (_, index) => {
    const compare = COMPARISONS[String(parts[index * 2])];
    const limit: unknown = parts[index * 2 + 1];
    if (!compare || typeof limit !== 'number') {
      throw new UnsupportedPatternError(`the numeric comparison ${JSON.stringify(operand)}`);
    }
    return (value: number) => compare(value, limit);
  });
  if (comparisons.length === 0) throw new UnsupportedPatternError('an empty numeric comparison');
  return (value) => typeof value === 'number' && comparisons.every((matches) => matches(value));
}
