import { Argument, Option } from 'commander';
import { RefusedError, WrongArgumentError } from '../../errors.ts';
import type { Session } from '../session.ts';
import { type DeadLetter, readDeadLetter } from './dead-letter.ts';

/** The flag of the commands that also look into the queue of the forwarder. */
export interface QueueFlags {
  forwarder?: true;
}

export function forwarderOption(): Option {
  return new Option('--forwarder', "the forwarder's queue, with credentials of the management account, in its region");
}

/** The argument that names a dead letter, or several. */
export function idArgument(name: '<id>' | '<id...>' | '[id...]'): Argument {
  const argument = new Argument(name, 'the id of a dead letter, or at least 8 characters of its beginning');
  return name === '<id>'
    ? argument.argParser(parseId)
    : argument.argParser((text: string, others: string[] = []) => [...others, parseId(text)]);
}

/** What `contacts dead-letters` finds in a queue. */
export interface Found {
  /** The newest first. */
  letters: DeadLetter[];
  /** About how many more the queue holds: SQS shows no message that somebody else is reading, and may leave out some. */
  more: number;
}

/** Reads all that SQS shows; it shows the same to others again at once. */
export async function readQueue(session: Session, flags: QueueFlags): Promise<Found> {
  const queue = queueOf(session, flags);
  const spinner = session.terminal.spin('Reading the queue');
  try {
    const count = await queue.count();
    const messages = await queue.read(async (read) => read);
    const letters = messages
      .map((message) => readDeadLetter(message, session.serviceName))
      .sort((one, other) => other.sentAt.getTime() - one.sentAt.getTime());
    return { letters, more: Math.max(0, count - letters.length) };
  } finally {
    spinner.stop();
  }
}

/**
 * The dead letters that these ids name, each once.
 * @throws RefusedError naming an id that names none, or several
 */
export function namedLetters(ids: string[], { letters, more }: Found): DeadLetter[] {
  const named = ids.flatMap((id) => {
    const matching = letters.filter((letter) => letter.id.startsWith(id));
    if (matching.length > 1) {
      throw new RefusedError(`${id} names ${matching.length} dead letters: write more of the id`);
    }
    if (matching.length === 1) return matching;
    const elsewhere = 'it was replayed or dropped, or is older than 14 days';
    const hidden = `${elsewhere}; or somebody is reading it, so try again in two minutes`;
    throw new RefusedError(`there is no dead letter ${id}: ${more > 0 ? hidden : elsewhere}`);
  });
  return [...new Set(named)];
}

/** The queue that the flags choose. */
export function queueOf({ aws }: Session, { forwarder }: QueueFlags) {
  return aws.deadLetterQueue(forwarder ? 'forwarder' : 'service');
}

function parseId(text: string): string {
  if (/^[0-9a-f][0-9a-f-]{7,99}$/i.test(text)) return text.toLowerCase();
  const remedy = 'write at least 8 characters of it, as `contacts dead-letters list` shows it';
  throw new WrongArgumentError(text, 'the id of a dead letter', remedy);
}
