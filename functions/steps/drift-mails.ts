import { takeMail } from '../aws/mail-budget.ts';
import { sendMail } from '../aws/mailer.ts';
import { type Drift, driftReaders, driftsOf } from '../domain/inventory/drift.ts';
import type { InventoryItem } from '../domain/inventory/inventory.ts';
import { logged } from '../runtime/logger.ts';
import { policy } from '../runtime/policy.ts';
import { driftMail } from '../web/mails/drift-mail.ts';
import { markChange } from './drift-reports.ts';

/** Whoever reads many of these mails reads none: what is found after that comes with the first mail of the next hour. */
const MAILS_AN_HOUR = 4;

/** The changes of contacts of an account that nobody has been mailed about. */
export function unmailedDrifts(item: InventoryItem): Drift[] {
  return driftsOf(item).filter(({ change }) => !change.isMailed);
}

/**
 * Mails those who hear of these changes, all of them in one mail for the same readers.
 * @param isTimeLeft what is not told in time is told by the next run
 * @returns how many mails were sent
 */
export async function mailDrifts(drifts: Drift[], isTimeLeft = () => true): Promise<number> {
  let mails = 0;
  for (const [readers, group] of Map.groupBy(drifts, (drift) => driftReaders(policy, drift).sort().join(' '))) {
    if (!isTimeLeft()) break;
    if (readers !== '' && !(await takeMail(readers, 'drift', MAILS_AN_HOUR))) continue;
    const addresses = readers.split(' ').filter(Boolean);
    const told = await mailAll(addresses, group);
    mails += told;
    // The next run tries again what has come to nobody.
    if (told === 0 && addresses.length > 0) continue;
    for (const drift of group) await markChange(drift, { isMailed: true });
  }
  return mails;
}

/** One reader who cannot be mailed must not keep the others waiting. @returns how many were mailed */
async function mailAll(readers: string[], group: Drift[]): Promise<number> {
  let told = 0;
  for (const reader of readers) {
    try {
      await sendMail(reader, driftMail(group), null);
      told += 1;
    } catch (error) {
      logged('Somebody was not told of changed contacts', {})(error);
    }
  }
  return told;
}
