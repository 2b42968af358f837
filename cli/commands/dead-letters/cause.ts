import type { Session } from '../session.ts';
import type { DeadLetter } from './dead-letter.ts';

/** Step Functions allows an account few such calls a second. */
const AT_ONCE = 5;

/** What the workflow says about each of the letters, in their order. */
export async function causesOf(session: Session, letters: DeadLetter[]): Promise<(string | undefined)[]> {
  const causes: (string | undefined)[] = [];
  for (let first = 0; first < letters.length; first += AT_ONCE) {
    const next = letters.slice(first, first + AT_ONCE);
    causes.push(...(await Promise.all(next.map((letter) => causeOf(session, letter)))));
  }
  return causes;
}

/**
 * What the workflow says about an event that it has kept, or why it can't be asked; nothing where the letter names no execution of it.
 */
export async function causeOf({ aws, explain }: Session, { origin }: DeadLetter): Promise<string | undefined> {
  if (origin.kind !== 'kept' || origin.executionArn === undefined) return undefined;
  return aws.causeOf(origin.executionArn).catch(explain);
}
