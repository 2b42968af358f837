import { withoutQuotations } from '../domain/contact/redaction.ts';
import * as errors from '../domain/errors.ts';
import { stackFrames } from '../runtime/logger.ts';

/** Errors of the language say nothing by their name, and quote whatever they could not read. */
const OF_THE_LANGUAGE = new Set([
  'Error',
  'AggregateError',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
]);

const LEFT_OUT = 'the message is left out, because it may quote what people wrote; the log says where it happened';

/**
 * The same error without what people wrote, because Lambda prints its message, its stack and all of its fields, and the state
 * machine keeps its message. Our own errors hold identifiers only. Those of services keep their words, without quotations.
 */
export function cleanError(error: Error): Error {
  if (isOwn(error)) return error;
  const clean = new Error(messageOf(error));
  clean.name = error.name;
  clean.stack = [`${clean.name}: ${clean.message}`, ...stackFrames(error).map((frame) => `    ${frame}`)].join('\n');
  return clean;
}

function messageOf(error: Error): string {
  if (OF_THE_LANGUAGE.has(error.name)) return LEFT_OUT;
  return withoutQuotations(error.message);
}

function isOwn(error: Error): boolean {
  return Object.values(errors).some((each) => typeof each === 'function' && error instanceof each);
}
