import type { Context } from 'aws-lambda';
import validInput from '../schemas/compiled/redact-requests.input.js';
import validOutput from '../schemas/compiled/redact-requests.output.js';
import { listWaitingRequests, readRecord, updateRecord } from './aws/request-table.ts';
import { endedAt, redacted } from './domain/ledger/redacted.ts';
import type { RequestKey } from './domain/request/request-key.ts';
import { taskChain } from './middleware/task-chain.ts';
import { environmentVariable, secondsOfDays } from './runtime/environment.ts';
import { logged } from './runtime/logger.ts';
import { policy } from './runtime/policy.ts';

const REDACTION_MILLISECONDS = secondsOfDays(environmentVariable('REDACTION_DAYS')) * 1000;

/** Time for one more request; the next run begins where this one ends. */
const RESERVE_MILLISECONDS = 10_000;

/** Every day: takes personal data out of the records of requests that ended long ago, unless the policy keeps it. */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async (_event, context: Context) => {
    let count = 0;
    if (policy.keepPersonalData) return { redacted: count };
    const at = new Date();
    const until = new Date(at.getTime() - REDACTION_MILLISECONDS).toISOString();
    for await (const { requestKey, createdAt } of listWaitingRequests('redaction')) {
      // The oldest come first, and no request ends before it is made.
      if (createdAt > until || context.getRemainingTimeInMillis() < RESERVE_MILLISECONDS) break;
      // One that cannot be redacted must not keep the others; the next run tries again.
      const isDone = await redact(requestKey, until, at.toISOString()).catch(
        logged('A request was not redacted', { requestKey }),
      );
      if (isDone) count += 1;
    }
    return { redacted: count };
  },
);

/** @returns whether the request ended by then, and was redacted */
async function redact(requestKey: RequestKey, until: string, at: string): Promise<boolean> {
  const record = await readRecord(requestKey);
  const end = record && endedAt(record);
  if (end === undefined || end > until) return false;
  await updateRecord(requestKey, (current) => redacted(current, at));
  return true;
}
