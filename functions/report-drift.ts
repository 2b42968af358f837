import type { Context } from 'aws-lambda';
import validInput from '../schemas/compiled/report-drift.input.js';
import validOutput from '../schemas/compiled/report-drift.output.js';
import { listUnreported, readInventory } from './aws/inventory.ts';
import type { Drift } from './domain/inventory/drift.ts';
import { taskChain } from './middleware/task-chain.ts';
import { mailDrifts, unmailedDrifts } from './steps/drift-mails.ts';
import { reportDrifts } from './steps/drift-reports.ts';

/** Time for what is to be marked after the last mail; the next run begins with the others. */
const RESERVE_MILLISECONDS = 60_000;

/**
 * Every five minutes: tells of contacts that somebody else has changed, and of which not everybody has been told: by an event, if
 * that is missing, and by mail.
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
      unmailed.push(...unmailedDrifts(item));
    }
    return { reported, mails: await mailDrifts(unmailed, isTimeLeft) };
  },
);
