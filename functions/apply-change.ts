import { setTimeout as delay } from 'node:timers/promises';
import type { MiddyHandlerObject } from '@middy/core';
import validInput, { type ApplyChangeInput } from '../schemas/compiled/apply-change.input.js';
import validOutput from '../schemas/compiled/apply-change.output.js';
import type { ContactKey } from '../schemas/compiled/contact-key.js';
import { deleteContact, getContact, putContact } from './aws/account-management.ts';
import { lockContact, unlockContact } from './aws/contact-locks.ts';
import { readRecord } from './aws/request-table.ts';
import { contactName, isSameContact } from './domain/contact/contact.ts';
import { withoutContactDetails } from './domain/contact/redaction.ts';
import {
  ContactChangedError,
  ContactNotYetVisibleError,
  NotApprovedError,
  RETRIED_CHANGE_ERRORS,
} from './domain/errors.ts';
import type { PlannedChange } from './domain/request/plan.ts';
import { taskChain } from './middleware/task-chain.ts';
import { errorFields, logger } from './runtime/logger.ts';

/** Longer than the function may run, so that the lock outlives the attempt; short, so that a killed one soon frees it. */
const LEASE_SECONDS = 30;
const VERIFYING_READS = 5;
const VERIFYING_PAUSE_MILLISECONDS = 200;

/** A write is read back even while others use up the quota: leaving it to the next attempt would cost more reads. */
const VERIFYING_PATIENCE_MILLISECONDS = 8000;

export const handler = taskChain({ input: validInput, output: validOutput }).handler(applyApproved);

/** @param signal is aborted on timeout: Lambda may run the rest later, and by then somebody else may hold the lock. */
async function applyApproved(
  { requestId, ...key }: ApplyChangeInput,
  _context: unknown,
  { signal }: MiddyHandlerObject,
) {
  const change = await approvedChange(requestId, key);
  const isResumed = await lockContact(key, requestId, LEASE_SECONDS);
  let alreadyInPlace: boolean;
  try {
    alreadyInPlace = (await applyChange(change, signal)) && !isResumed;
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    if (!RETRIED_CHANGE_ERRORS.has(error.name) && !signal.aborted) await unlock(key, requestId);
    throw withoutContactDetails(error, [change.before, change.after]);
  }
  signal.throwIfAborted();
  await unlock(key, requestId);
  return { ...key, appliedAt: new Date().toISOString(), ...(alreadyInPlace && { alreadyInPlace }) };
}

/** A lock that cannot be released ends by itself, so this never fails a change. */
async function unlock(key: ContactKey, requestId: string): Promise<void> {
  try {
    await unlockContact(key, requestId);
  } catch (error) {
    logger.warn('The lock was not released', { requestId, ...key, ...errorFields(error) });
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

/**
 * Compares, writes and reads back. An attempt that finds the new value, because of an earlier attempt or of somebody else,
 * only reads back.
 * @returns whether the change was already in place.
 */
async function applyChange(change: PlannedChange, signal: AbortSignal): Promise<boolean> {
  const current = await getContact(change);
  const isInPlace = isSameContact(current, change.after);
  if (!isInPlace) {
    if (!isSameContact(current, change.before)) {
      throw new ContactChangedError(`${contactName(change)} is no longer what the approvers saw`);
    }
    signal.throwIfAborted();
    await (change.after ? putContact(change, change.after, signal) : deleteContact(change, signal));
  }
  await verifyChange(change, isInPlace ? 1 : 0);
  return isInPlace;
}

/** Reads are eventually consistent: a change counts as made when two reads in a row show it. */
async function verifyChange(change: PlannedChange, seen: number): Promise<void> {
  const giveUpAt = Date.now() + VERIFYING_PATIENCE_MILLISECONDS;
  let equalReads = seen;
  for (let read = 0; read < VERIFYING_READS; read += 1) {
    if (read > 0 && equalReads === 0) await delay(VERIFYING_PAUSE_MILLISECONDS);
    const shown = await getContact(change, giveUpAt - Date.now());
    equalReads = isSameContact(shown, change.after) ? equalReads + 1 : 0;
    if (equalReads === 2) return;
  }
  throw new ContactNotYetVisibleError(`${contactName(change)} does not show the change yet`);
}
