import type { Context } from 'aws-lambda';
import validInput from '../schemas/compiled/confirm-changes.input.js';
import validOutput from '../schemas/compiled/confirm-changes.output.js';
import { getContact } from './aws/account-management.ts';
import { readContactStates } from './aws/open-requests.ts';
import { listWaitingRequests, readRecord, updateRecord } from './aws/request-table.ts';
import { contactKey } from './domain/contact/contact.ts';
import { evolveAll } from './domain/ledger/evolve.ts';
import {
  confirmationEvents,
  isOverdue,
  type UnconfirmedChange,
  unconfirmedChanges,
} from './domain/outcome/confirmation.ts';
import type { RequestKey } from './domain/request/request-key.ts';
import { taskChain } from './middleware/task-chain.ts';
import { errorFields, logger } from './runtime/logger.ts';
import { emitMetrics } from './runtime/metrics.ts';
import { isShown } from './steps/contact-confirmation.ts';

/** There is another look in five minutes. */
const LOOK_MILLISECONDS = 1000;

/** Time for one more request; the next run begins where this one ends. */
const RESERVE_MILLISECONDS = 10_000;

/**
 * Every five minutes: looks for changes that AWS has acknowledged, and did not show when their request ended. Those that it
 * still does not show after a quarter of an hour raise an alarm.
 */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async (_event, context: Context) => {
    const left: UnconfirmedChange[] = [];
    for await (const { requestKey } of listWaitingRequests('confirmation')) {
      if (context.getRemainingTimeInMillis() < RESERVE_MILLISECONDS) break;
      left.push(...(await lookAgain(requestKey).catch(notLookedAt(requestKey))));
    }
    const overdue = left.filter((change) => isOverdue(change, Date.now())).length;
    emitMetrics({ UnconfirmedChanges: overdue });
    return { unconfirmed: left.length, overdue };
  },
);

/** One request that cannot be looked at must not keep the others waiting; the next run tries again. */
function notLookedAt(requestKey: RequestKey): (error: unknown) => UnconfirmedChange[] {
  return (error) => {
    logger.error('A request could not be looked at', { requestKey, ...errorFields(error) });
    return [];
  };
}

/** @returns the changes of the request that are not confirmed yet */
async function lookAgain(requestKey: RequestKey): Promise<UnconfirmedChange[]> {
  const found = await readRecord(requestKey);
  const changes = found ? unconfirmedChanges(found, Date.now()) : [];
  // Written as it is, the record leaves the index: its changes are confirmed, or too old.
  if (found && changes.length === 0) await updateRecord(requestKey, (current) => ({ ...current }));
  if (changes.length === 0) return [];
  const shown = await Array.fromAsync(changes, async (change) =>
    (await isConfirmed(requestKey, change)) ? [change] : [],
  );
  const at = new Date().toISOString();
  const record = await updateRecord(requestKey, (current) =>
    evolveAll(current, confirmationEvents(current, shown.flat(), at)),
  );
  const left = unconfirmedChanges(record, Date.parse(at));
  for (const change of left.filter((one) => isOverdue(one, Date.parse(at)))) {
    logger.warn('AWS does not show a change that it has acknowledged', { requestKey, ...contactKey(change) });
  }
  return left;
}

/** A request that changed the contact later has seen this change: it compares before it writes. */
async function isConfirmed(requestKey: RequestKey, change: UnconfirmedChange): Promise<boolean> {
  try {
    const [state] = await readContactStates([change]);
    const { changedBy = requestKey, changedAt = 0 } = state ?? {};
    if (changedBy !== requestKey && changedAt * 1000 > Date.parse(change.appliedAt)) return true;
    return await isShown(change, change.after, {
      milliseconds: LOOK_MILLISECONDS,
      read: getContact,
    });
  } catch (error) {
    logger.warn('A contact could not be looked at', { requestKey, ...contactKey(change), ...errorFields(error) });
    return false;
  }
}
