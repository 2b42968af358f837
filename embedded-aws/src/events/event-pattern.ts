import { isObject, type JsonObject } from '../json.ts';

/** A rule's pattern uses an operator that the embedded AWS doesn't support. */
class UnsupportedPatternError extends Error {
  override readonly name = 'UnsupportedPatternError';
}

/** Whether a value of an event matches one entry of a pattern's list. */
type Matcher = (value: unknown) => boolean;

/** Whether an event matches a pattern. */
export type EventMatcher = (event: JsonObject) => boolean;

/**
 * Compiles an event pattern.
 * @throws UnsupportedPatternError naming the operator
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function compilePattern(pattern: JsonObject): EventMatcher {
  const matchers = Object.entries(pattern).map(([key, expected]): EventMatcher => {
    if (key === '$or') return compileOr(expected);
    if (Array.isArray(expected)) return compileField(key, expected);
    if (!isObject(expected)) throw new UnsupportedPatternError(`the pattern of ${key} is not a list`);
    const inner = compilePattern(expected);
    // What is not there has no fields either, which a pattern can want.
    return (event) => inner(isObject(event[key]) ? event[key] : {});
  });
  return (event) => matchers.every((matches) => matches(event));
}

function compileOr(alternatives: unknown): EventMatcher {
  if (!Array.isArray(alternatives) || !alternatives.every(isObject)) {
    throw new UnsupportedPatternError('$or is not a list of patterns');
  }
  const compiled = alternatives.map(compilePattern);
  return (event) => compiled.some((matches) => matches(event));
}

/** A list in the event matches when one of its items does. */
function compileField(key: string, expected: unknown[]): EventMatcher {
  const matchers = expected.map(compileEntry);
  return (event) => {
    const value = event[key];
    const candidates = Array.isArray(value) && value.length > 0 ? value : [value];
    return matchers.some((matches) => candidates.some(matches));
  };
}

/**
 * A value matches itself. EventBridge's operators are objects, of which two are supported: whether there is a value, and whether it is
 * none of some texts.
 */
function compileEntry(entry: unknown): Matcher {
  if (!isObject(entry)) return (value) => value === entry;
  const { exists, ...others } = entry;
  if (typeof exists === 'boolean' && Object.keys(others).length === 0) {
    return (value) => (value !== undefined && !isObject(value)) === exists;
  }
  const excluded: unknown = entry['anything-but'];
  if (
    Array.isArray(excluded) &&
    excluded.every((text) => typeof text === 'string') &&
    Object.keys(entry).length === 1
  ) {
    return (value) => value !== undefined && !isObject(value) && !excluded.some((text) => text === value);
  }
  throw new UnsupportedPatternError(`the operator ${Object.keys(entry).join(', ')}`);
}
