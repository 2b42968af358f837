import type { DeadLetter } from './dead-letter.ts';
import { reasonText } from './words.ts';

/** A dead letter in the JSON of a list, with what its execution says of it. */
export function deadLetterEntry(letter: DeadLetter, cause?: string): object {
  const { id, sentAt, received, origin, error, subject, replay } = letter;
  return {
    id,
    sentAt: sentAt.toISOString(),
    received,
    origin,
    error: { ...error, meaning: reasonText(letter) },
    ...(cause !== undefined && { cause }),
    subject,
    replay: replay.to === 'nowhere' ? { to: null, why: replay.why } : { to: replay.to },
  };
}

/** A dead letter with all that it holds; the body is a text where it is not JSON. */
export function deadLetterDocument(letter: DeadLetter, cause?: string): object {
  const { attributes, body, event } = letter;
  return { ...deadLetterEntry(letter, cause), attributes, ...(event === undefined ? { body } : { event }) };
}
