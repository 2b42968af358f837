import { RefusedError } from '../../errors.ts';
import type { Session } from '../session.ts';
import type { DeadLetter } from './dead-letter.ts';
import { type QueueFlags, queueOf } from './queue.ts';

/** What became of a dead letter; one that is not done is still in the queue, unless somebody else has it. */
export interface LetterResult {
  letter: DeadLetter;
  isDone: boolean;
  text: string;
}

/** Does the work for a letter, and says what it has done. */
type LetterWork = (letter: DeadLetter) => Promise<string>;

/** The letters, what to do with each, and where to say what became of it. */
export interface EachLetter extends QueueFlags {
  letters: DeadLetter[];
  work: LetterWork;
  report(result: LetterResult): void;
}

const GONE = 'somebody else has taken it, or is reading it';

/**
 * Receives the letters again, because a receipt is good for a short time only. It does the work for each, in the order of the
 * letters, and deletes it when that is done. A letter whose work fails stays in the queue.
 * @returns whether it was done for all
 */
export async function eachLetter(session: Session, { letters, work, report, ...flags }: EachLetter): Promise<boolean> {
  const queue = queueOf(session, flags);
  const results: LetterResult[] = [];
  const end = (result: LetterResult) => {
    results.push(result);
    report(result);
  };
  try {
    const ids = letters.map(({ id }) => id);
    await queue.read(async (messages) => {
      for (const letter of letters) {
        const receipt = messages.find(({ id }) => id === letter.id)?.receipt;
        end(await resultOf(session, letter, () => finish(queue, receipt, letter, work)));
      }
    }, ids);
  } catch (error) {
    const text = session.explain(error);
    for (const letter of letters.slice(results.length)) end({ letter, isDone: false, text });
  }
  return results.every(({ isDone }) => isDone);
}

async function resultOf(session: Session, letter: DeadLetter, act: () => Promise<string>): Promise<LetterResult> {
  try {
    return { letter, isDone: true, text: await act() };
  } catch (error) {
    return { letter, isDone: false, text: session.explain(error) };
  }
}

async function finish(
  queue: ReturnType<typeof queueOf>,
  receipt: string | undefined,
  letter: DeadLetter,
  work: LetterWork,
): Promise<string> {
  if (receipt === undefined || !(await queue.hold(receipt))) throw new RefusedError(GONE);
  const done = await work(letter);
  await deleteDone(queue, receipt, done);
  return done;
}

async function deleteDone(queue: ReturnType<typeof queueOf>, receipt: string, done: string): Promise<void> {
  try {
    await queue.delete(receipt);
  } catch (error) {
    throw new RefusedError(`${done}, but it could not be deleted, so drop it`, { cause: error });
  }
}
