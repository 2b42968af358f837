import { type NamedAccount, namedAccount } from '../../../functions/domain/account/account-names.ts';
import type { InventoryItem } from '../../../functions/domain/inventory/inventory.ts';
import type { Sweep } from '../../../functions/domain/inventory/sweep.ts';
import { accountText } from '../../../functions/wording/account.ts';
import { counted } from '../../../functions/wording/counted.ts';
import { durationText } from '../../../functions/wording/time.ts';
import { visibleLine } from '../../../functions/wording/visible-text.ts';
import type { ExitCode } from '../../exit-code.ts';
import { indented, sections } from '../../output/sections.ts';
import { printResult, type Session } from '../session.ts';

/** An account of which a contact could not be read, and the names of AWS's errors. */
interface UnreadableAccount extends NamedAccount {
  errors: string[];
}

/** More accounts than these are not named one by one; the JSON document names all. */
const MOST_NAMED = 20;

/** Says how a sweep ended. The exit code is 1 if an account could not be read. */
export async function reportSweep(session: Session, sweep: Sweep): Promise<ExitCode> {
  const unreadable = sweep.unreadable === 0 ? [] : unreadableAccounts(await session.aws.readInventory());
  printResult(session, { ...sweep, stage: session.stage, unreadableAccounts: unreadable }, () =>
    sections([`\n${summary(session, sweep)}`, unreadableText(session, unreadable), next(session)]),
  );
  return sweep.unreadable === 0 ? 0 : 1;
}

function unreadableAccounts(items: InventoryItem[]): UnreadableAccount[] {
  return items.flatMap((item) => {
    const errors = Object.values(item.contacts).flatMap(({ error }) => error ?? []);
    return item.state === 'ACTIVE' && errors.length > 0
      ? [{ ...namedAccount(item), errors: [...new Set(errors)] }]
      : [];
  });
}

function summary({ terminal: { paint } }: Session, sweep: Sweep): string {
  const { sweepId, startedAt, endedAt = startedAt, read, unreadable, changed, newAccounts } = sweep;
  const took = durationText(Date.parse(endedAt) - Date.parse(startedAt), 2);
  const symbol = unreadable === 0 ? paint('green', '✓') : paint('yellow', '!');
  const facts = [
    `${counted(read - unreadable, 'account')} read in ${took}`,
    ...(unreadable > 0 ? [`${counted(unreadable, 'account')} could not be read`] : []),
    ...(changed > 0 ? [`${counted(changed, 'contact')} changed by others`] : []),
    ...(newAccounts > 0 ? [`${counted(newAccounts, 'new account')}, whose baseline is requested`] : []),
  ];
  return `${symbol} The sweep ${sweepId} has ended: ${facts.join('; ')}.`;
}

function unreadableText({ terminal: { paint } }: Session, accounts: UnreadableAccount[]): string {
  if (accounts.length === 0) return '';
  const lines = accounts
    .slice(0, MOST_NAMED)
    .map(({ errors, ...account }) => `${accountText(account)}: ${visibleLine(errors.join(', '))}`);
  const further = accounts.length - lines.length;
  const all = [...lines, ...(further > 0 ? [`and ${further} more: --json names all`] : [])];
  return `${paint('bold', 'Could not be read')}\n${indented(all.join('\n'))}`;
}

function next({ repeatedFlags }: Session): string {
  return `See what differs from the baseline:\n  contacts plan${repeatedFlags}`;
}
