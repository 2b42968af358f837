import middy, { type MiddlewareObj } from '@middy/core';
import validator, { type Options } from '@middy/validator';
import isRequestId from '../../schemas/compiled/request-id.js';
import { errorFields, identifier, logger } from '../runtime/logger.ts';
import { cleanError } from './clean-error.ts';

/** A compiled validator. */
interface SchemaGuard<T> {
  (data: unknown): data is T;
  errors?: unknown;
}

/** The schemas of a task's input and output. */
export interface TaskSchemas<Input, Output> {
  input: SchemaGuard<Input>;
  output: SchemaGuard<Output>;
}

/**
 * The Middy chain of a Lambda that is a task of the state machine: checks input and output, logs, and passes every error on
 * with its name and without what people wrote, because the machine retries and catches by name.
 * @throws BadRequestError when the input breaks its schema, InternalServerError when the output does.
 */
export function taskChain<Input, Output>({ input, output }: TaskSchemas<Input, Output>) {
  return middy<Input, Output>()
    .use(logEnds())
    .use(validator({ eventSchema: compiled(input), responseSchema: compiled(output) }));
}

/** Middy's types ask for an Ajv instance where its code accepts, and calls, a compiled validator. */
function compiled<T>(guard: SchemaGuard<T>): NonNullable<Options['eventSchema']> {
  return guard as unknown as NonNullable<Options['eventSchema']>;
}

function logEnds(): MiddlewareObj {
  return {
    before: ({ context }) => logger.addContext(context),
    after: ({ event }) => logger.info('Task succeeded', identifiers(event)),
    onError: (request) => {
      const { error, event } = request;
      logger.warn('Task failed', { ...identifiers(event), ...errorFields(error) });
      request.error = error instanceof Error ? cleanError(error) : new Error('something was thrown that is no error');
    },
  };
}

/** Where the inputs of tasks hold what can be logged. Of an event, only a valid id is taken: whoever sent it wrote the rest, too. */
const IDENTIFIERS: [string, ...string[]][] = [
  ['requestKey'],
  ['accountId'],
  ['contact', 'accountId'],
  ['contact', 'alternateContactType'],
  ['alternateContactType'],
  ['state', 'requestKey'],
  ['state', 'detail', 'requestId'],
  ['event', 'detail', 'requestId'],
  ['detail', 'requestId'],
  ['request', 'requestId'],
];

function identifiers(event: unknown): Record<string, string> {
  const found = IDENTIFIERS.flatMap((path) => {
    const name = path.at(-1);
    const value = valueAt(event, path);
    const id = name === 'requestId' && !isRequestId(value) ? undefined : identifier(value);
    return id === undefined ? [] : [[name, id] as const];
  });
  return Object.fromEntries(found);
}

function valueAt(value: unknown, path: string[]): unknown {
  return path.reduce((found, key) => (Object.hasOwn(Object(found), key) ? Object(found)[key] : undefined), value);
}
