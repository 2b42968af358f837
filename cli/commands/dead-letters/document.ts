import type { DeadLetter } from './dead-letter.ts';
import { reasonText } from './words.ts';

/** A dead letter in the JSON of a list. */
export function deadLetterEntry(letter: DeadLetter): object {
  const { id, sentAt, received, origin, error, subject, replay } = letter;
  return {
    id,
    sentAt: sentAt.toISOString(),
    received,
    origin,
    error: { ...error, meaning: reasonText(letter) },
    subject,
    replay: replay.to === 'nowhere' ? { to: null, why: replay.why } : { to: replay.to },
  };
}

/** A dead letter with all that it holds; the body is a text where it is not JSON. */
export function deadLetterDocument(letter: DeadLetter): object {
  const { attributes, body, event } = letter;
  return { ...deadLetterEntry(letter), attributes, ...(event === undefined ? { body } : { event }) };
}
