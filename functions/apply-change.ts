import { setTimeout as delay } from 'node:timers/promises';
import validInput from '../schemas/compiled/apply-change.input.js';
import validOutput from '../schemas/compiled/apply-change.output.js';
import { deleteContact, getContact, putContact } from './aws/account-management.ts';
import { lockContact, unlockContact } from './aws/contact-locks.ts';
import { readRecord } from './aws/request-table.ts';
import { type ContactKey, contactName, isSameContact } from './domain/contact.ts';
import {
  ContactChangedError,
  ContactNotYetVisibleError,
  NotApprovedError,
  RETRIED_CHANGE_ERRORS,
} from './domain/errors.ts';
import type { PlannedChange } from './domain/plan.ts';
import { withoutContactDetails } from './domain/redaction.ts';
import { errorFields, logger } from './runtime/logger.ts';
import { taskChain } from './runtime/task-chain.ts';

/** Longer than the function may run, so that the lock outlives the attempt; short, so that a killed one is soon over. */
const LEASE_SECONDS = 30;
const VERIFYING_READS = 5;
const VERIFYING_PAUSE_MILLISECONDS = 200;

export const handler = taskChain({ input: validInput, output: validOutput }).handler(async ({ requestId, ...key }) => {
  const change = await approvedChange(requestId, key);
  await lockContact(key, requestId, LEASE_SECONDS);
  try {
    await applyChange(change);
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    if (!RETRIED_CHANGE_ERRORS.has(error.name)) await unlock(key, requestId);
    throw withoutContactDetails(error, [change.before, change.after]);
  }
  await unlock(key, requestId);
  return key;
});

/** A lock that cannot be given back ends by itself; what became of the change stays as it is. */
async function unlock(key: ContactKey, requestId: string): Promise<void> {
  try {
    await unlockContact(key, requestId);
  } catch (error) {
    logger.warn('The lock was not given back', { requestId, ...key, ...errorFields(error) });
  }
}

/** The change exactly as it was approved. @throws NotApprovedError when the record holds no approval of it. */
async function approvedChange(requestId: string, key: ContactKey): Promise<PlannedChange> {
  const record = await readRecord(requestId);
  const change = record?.plan?.find((planned) => contactName(planned) === contactName(key));
  if (record?.status !== 'APPROVED' || !record.applyingSince || !change) {
    throw new NotApprovedError(`request ${requestId} has no approval of ${contactName(key)}`);
  }
  return change;
}

/** Compares, writes and reads back. An attempt that finds the new value has been here before and only reads back. */
async function applyChange(change: PlannedChange): Promise<void> {
  const current = await getContact(change);
  if (!isSameContact(current, change.after)) {
    if (!isSameContact(current, change.before)) {
      throw new ContactChangedError(`${contactName(change)} is no longer what the approvers saw`);
    }
    await (change.after ? putContact(change, change.after) : deleteContact(change));
  }
  await verifyChange(change);
}

/** Reads are eventually consistent: the change is made when two reads in a row show it. */
async function verifyChange(change: PlannedChange): Promise<void> {
  let equalReads = 0;
  for (let read = 0; read < VERIFYING_READS; read += 1) {
    if (read > 0 && equalReads === 0) await delay(VERIFYING_PAUSE_MILLISECONDS);
    equalReads = isSameContact(await getContact(change), change.after) ? equalReads + 1 : 0;
    if (equalReads === 2) return;
  }
  throw new ContactNotYetVisibleError(`${contactName(change)} does not show the change yet`);
}
