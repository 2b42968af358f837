import type { Context } from 'aws-lambda';
import validInput from '../schemas/compiled/send-held-mails.input.js';
import validOutput from '../schemas/compiled/send-held-mails.output.js';
import { claimSummary, type HeldMails, listHeldMails, releaseMails } from './aws/held-mails.ts';
import { sendMail } from './aws/mailer.ts';
import { newApproverLink } from './aws/new-link.ts';
import { updateRecord } from './aws/request-table.ts';
import { wakeIfOver } from './aws/workflow.ts';
import { undeliverable } from './domain/approval/delivery-failure.ts';
import { isToBeMailed } from './domain/approval/rounds.ts';
import { MailRefusedError } from './domain/errors.ts';
import { type RequestEvent, WORKFLOW } from './domain/ledger/events.ts';
import { evolveAll } from './domain/ledger/evolve.ts';
import type { RequestRecord } from './domain/ledger/record.ts';
import { requestKeyOf } from './domain/request/request-key.ts';
import { taskChain } from './middleware/task-chain.ts';
import { errorFields, logger } from './runtime/logger.ts';
import { readRecords } from './steps/neighbours.ts';
import { summaryMail } from './web/mails/summary-mail.ts';

/** Mail programs cut off longer mails. */
const MOST_IN_A_SUMMARY = 100;

/** Time for one more summary; the next run begins with the others. */
const RESERVE_MILLISECONDS = 30_000;

/**
 * Every five minutes: tells approvers of the requests that came when they had got many mails already, in one mail an hour.
 */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async (_event, context: Context) => {
    let summaries = 0;
    for await (const held of listHeldMails()) {
      if (context.getRemainingTimeInMillis() < RESERVE_MILLISECONDS) break;
      // One approver who cannot be mailed must not keep the others waiting; the next run tries again.
      const isSent = await summarize(held).catch((error) => {
        logger.error('An approver got no summary', errorFields(error));
        return false;
      });
      if (isSent) summaries += 1;
    }
    return { summaries };
  },
);

/** @returns whether the approver got a summary */
async function summarize({ approver, requestKeys }: HeldMails): Promise<boolean> {
  const records = await readRecords(requestKeys);
  const open = [...records.values()].filter((record) => isToBeMailed(record, approver));
  const openKeys = new Set(open.map(({ request }) => requestKeyOf(request)));
  await releaseMails(
    approver,
    requestKeys.filter((key) => !openKeys.has(key)),
  );
  if (open.length === 0 || !(await claimSummary(approver))) return false;
  const told = open.slice(0, MOST_IN_A_SUMMARY);
  await send(approver, told, open.length - told.length);
  await releaseMails(
    approver,
    told.map(({ request }) => requestKeyOf(request)),
  );
  return true;
}

async function send(approver: string, told: RequestRecord[], further: number): Promise<void> {
  const requests = await Array.fromAsync(told, async (record) => ({
    record,
    link: await newApproverLink(requestKeyOf(record.request), approver, record.expiresAt ?? ''),
  }));
  try {
    await sendMail(approver, summaryMail({ requests, further }), null);
    await record(told, ({ round = 0 }, at) => [
      { type: 'MailSent', at, by: WORKFLOW, mail: { kind: 'approvalRequest', to: approver, round } },
    ]);
  } catch (error) {
    if (!(error instanceof MailRefusedError)) throw error;
    const failure = { addresses: [approver], reason: { kind: 'refused', error: error.reason } as const };
    await record(told, (current, at) => undeliverable(current, failure, at));
  }
}

/** Records what follows for each of the requests, and wakes those for which nobody is left to wait. */
async function record(
  told: RequestRecord[],
  eventsOf: (current: RequestRecord, at: string) => RequestEvent[],
): Promise<void> {
  const at = new Date().toISOString();
  for (const { request } of told) {
    const after = await updateRecord(requestKeyOf(request), (current) => evolveAll(current, eventsOf(current, at)));
    await wakeIfOver(after);
  }
}
