import { RefusedError, UsageError } from '../../errors.ts';
import type { Session } from '../session.ts';
import type { DeadLetter } from './dead-letter.ts';
import { deadLetterTable } from './letter-table.ts';

/**
 * Shows the letters, and asks whether to go on.
 * @throws UsageError where nobody can answer, RefusedError when somebody says no
 */
export async function confirm(session: Session, letters: DeadLetter[], question: string): Promise<void> {
  const { terminal, serviceName, now, ask } = session;
  terminal.printError(`${deadLetterTable(letters, serviceName, terminal, now())}\n`);
  const answer = await ask(`${question} [y/N] `);
  if (answer === undefined)
    throw new UsageError('stdin is no terminal, so nobody can confirm this: repeat it with --yes');
  if (!/^\s*y(es)?\s*$/i.test(answer)) throw new RefusedError('nothing was done');
}
