import type { QueueMessage } from '../../aws/dead-letter-queue.ts';
import { fieldOf, parsed, textAt } from './json-field.ts';
import { type Origin, originOf } from './origin.ts';
import { type Replay, replayOf } from './replay-of.ts';
import { type Subject, subjectOf } from './subject.ts';

/** A message of the dead-letter queue, read. Everything in it may have been written by a stranger. */
export interface DeadLetter extends QueueMessage {
  origin: Origin;
  /** What went wrong: the name of an error, and more about it, as whoever left the message says. */
  error: { code: string; message: string };
  /** The event; `undefined` when the message holds none that is JSON. */
  event: unknown;
  subject: Subject;
  replay: Replay;
}

/** Reads a message. */
export function readDeadLetter(message: QueueMessage, serviceName: string): DeadLetter {
  const body = parsed(message.body);
  const origin = originOf(message.attributes, body);
  const event = origin.kind === 'unhandled' ? fieldOf(body, 'requestPayload') : body;
  const error = errorOf(origin, message.attributes, body);
  const replay = replayOf({ origin, event, body: message.body }, serviceName);
  return { ...message, origin, error, event, subject: subjectOf(event), replay };
}

function errorOf(
  { kind }: Origin,
  { ERROR_CODE = '', ERROR_MESSAGE = '' }: QueueMessage['attributes'],
  body: unknown,
): DeadLetter['error'] {
  if (kind !== 'unhandled') return { code: ERROR_CODE, message: ERROR_MESSAGE };
  return {
    code: textAt(body, 'responsePayload', 'errorType') ?? textAt(body, 'requestContext', 'condition') ?? '',
    message: textAt(body, 'responsePayload', 'errorMessage') ?? '',
  };
}
