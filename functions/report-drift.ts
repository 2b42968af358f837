import type { Context } from 'aws-lambda';
import validInput from '../schemas/compiled/report-drift.input.js';
import validOutput from '../schemas/compiled/report-drift.output.js';
import { listUnreported, readInventory } from './aws/inventory.ts';
import { takeMail } from './aws/mail-budget.ts';
import { sendMail } from './aws/mailer.ts';
import { type Drift, driftReaders, driftsOf } from './domain/inventory/drift.ts';
import { taskChain } from './middleware/task-chain.ts';
import { logged } from './runtime/logger.ts';
import { policy } from './runtime/policy.ts';
import { markChange, reportDrifts } from './steps/drift-reports.ts';
import { driftMail } from './web/mails/drift-mail.ts';

/** Whoever reads many of these mails reads none: what is found after that comes with the first mail of the next hour. */
const MAILS_AN_HOUR = 4;

/** Time for what is to be marked after the last mail; the next run begins with the others. */
const RESERVE_MILLISECONDS = 60_000;

/**
 * Tells of contacts that somebody else has changed, and of which not everybody has been told: by an event, if that is missing, and
 * by mail, all of them in one for the same readers.
 */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async (_event, context: Context) => {
    const isTimeLeft = () => context.getRemainingTimeInMillis() > RESERVE_MILLISECONDS;
    const unmailed: Drift[] = [];
    let reported = 0;
    for await (const accountId of listUnreported()) {
      if (!isTimeLeft()) break;
      const item = await readInventory(accountId);
      if (!item) continue;
      reported += await reportDrifts(item);
      unmailed.push(...driftsOf(item).filter(({ change }) => !change.isMailed));
    }
    return { reported, mails: await mail(unmailed, isTimeLeft) };
  },
);

/** @returns how many mails were sent */
async function mail(drifts: Drift[], isTimeLeft: () => boolean): Promise<number> {
  let mails = 0;
  for (const [readers, group] of Map.groupBy(drifts, (drift) => driftReaders(policy, drift).sort().join(' '))) {
    if (!isTimeLeft()) break;
    if (readers !== '' && !(await takeMail(readers, 'drift', MAILS_AN_HOUR))) continue;
    for (const reader of readers.split(' ').filter(Boolean)) {
      // One reader who cannot be mailed must not keep the others waiting, and nobody who could be told in a minute.
      await sendMail(reader, driftMail(group), null)
        .then(() => {
          mails += 1;
        })
        .catch(logged('Somebody was not told of changed contacts', {}));
    }
    for (const drift of group) if (isTimeLeft()) await markChange(drift, { isMailed: true });
  }
  return mails;
}
