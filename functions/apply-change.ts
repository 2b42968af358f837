import type { MiddyHandlerObject } from '@middy/core';
import type { Context } from 'aws-lambda';
import validInput, { type ApplyChangeInput } from '../schemas/compiled/apply-change.input.js';
import validOutput from '../schemas/compiled/apply-change.output.js';
import type { Contact } from '../schemas/compiled/contact.js';
import type { ContactKey } from '../schemas/compiled/contact-key.js';
import { deleteContact, getContact, putContact } from './aws/account-management.ts';
import { lockContact, readLock, unlockContact } from './aws/contact-locks.ts';
import { putApplied } from './aws/evidence.ts';
import { errorOfAccount } from './domain/account/new-account.ts';
import { contactKey, contactName, isSameContact } from './domain/contact/contact.ts';
import { withoutContactDetails } from './domain/contact/redaction.ts';
import { ContactChangedError, ContactNotYetVisibleError } from './domain/errors.ts';
import { contactDigest } from './domain/ledger/contact-digest.ts';
import { RETRIED_CHANGE_ERRORS } from './domain/passing-errors.ts';
import type { PlannedChange } from './domain/request/plan.ts';
import { type RequestKey, requestKeyOf } from './domain/request/request-key.ts';
import { taskChain } from './middleware/task-chain.ts';
import { errorFields, logged, logger } from './runtime/logger.ts';
import { type ApprovedChange, approvedChange } from './steps/approved-change.ts';
import { asPartOfCampaign, claimForCampaign } from './steps/campaign-change.ts';
import { isChangedLately, isOutOfDate, isShown } from './steps/contact-confirmation.ts';
import { noteApplied } from './steps/inventory-writing.ts';
import { givingWay, untilLetThrough, waitToChange } from './steps/turns.ts';

/** Longer than the function may run, so that the lock outlives the attempt; short, so that a killed one soon frees it. */
const LEASE_SECONDS = 30;

/** A write is read back even while others use up the quota: leaving it to the next attempt would cost more reads. */
const VERIFYING_MILLISECONDS = 10_000;

/** The read that compares waits for so long while it is throttled all the same. A throttled write goes back to the state machine. */
const COMPARING_MILLISECONDS = 4000;

/** What is left of the function's time for what follows on reading back. */
const RESERVE_MILLISECONDS = 2000;

export const handler = taskChain({ input: validInput, output: validOutput }).handler(applyApproved);

async function applyApproved(input: ApplyChangeInput, context: Context, { signal }: MiddyHandlerObject) {
  return asPartOfCampaign(input.requestKey, input, {
    make: () => applyAtItsTurn(input, context, signal),
    findMade: () => findMade(input),
  });
}

/** @param signal is aborted on timeout: Lambda may run the rest later, and by then somebody else may hold the lock. */
async function applyAtItsTurn(
  { requestKey, page, turn, retries, ...key }: ApplyChangeInput,
  context: Context,
  signal: AbortSignal,
) {
  await waitToChange(turn, retries);
  const approved = await approvedChange(requestKey, key, page);
  const { change, account } = approved;
  await claimForCampaign(requestKey, page, change);
  const isResumed = await lockContact(key, requestKey, LEASE_SECONDS);
  const patience = () => Math.min(VERIFYING_MILLISECONDS, context.getRemainingTimeInMillis() - RESERVE_MILLISECONDS);
  let applied: Applied;
  try {
    applied = await applyChange(change, { patience, signal, isJustRead: approved.isJustRead && !isResumed });
  } catch (cause) {
    const thrown = errorOfAccount(cause, { ...key, joinedAt: account?.joinedAt }, Date.now());
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (!RETRIED_CHANGE_ERRORS.has(error.name) && !signal.aborted) await unlock(key, requestKey);
    throw withoutContactDetails(error, [change.before, change.after]);
  }
  signal.throwIfAborted();
  return finish(approved, applied, isResumed);
}

/** A change that is held is looked at if an attempt may have made it before. Nothing is written any more. */
async function findMade({ requestKey, page, turn: _, retries: __, ...key }: ApplyChangeInput) {
  if ((await readLock(key))?.holder !== requestKey) return undefined;
  const approved = await approvedChange(requestKey, key, page);
  const { change } = approved;
  const isMade = !(await isChangedLately(change)) && (await isVisible(change, COMPARING_MILLISECONDS));
  if (isMade) return finish(approved, { found: change.before }, true);
  await unlock(key, requestKey);
  return undefined;
}

/** @param isResumed whether an earlier attempt may have made what this one has found */
async function finish({ change, record, fingerprint, account }: ApprovedChange, applied: Applied, isResumed: boolean) {
  const key = contactKey(change);
  const requestKey = requestKeyOf(record.request);
  await putApplied(requestKey, key, { fingerprint, digest: contactDigest(record, change.after) }).catch(
    logged('It was not kept that a change was applied', { requestKey, ...key }),
  );
  const { alreadyInPlace, confirmed, found } = applied;
  await noteApplied(record, isResumed ? change : { ...change, before: found }, account);
  await unlock(key, requestKey);
  return {
    ...key,
    appliedAt: new Date().toISOString(),
    ...(alreadyInPlace && !isResumed && { alreadyInPlace }),
    ...(confirmed === false && { confirmed }),
  };
}

/** A lock that cannot be released ends by itself, so this never fails a change. */
async function unlock(key: ContactKey, requestKey: RequestKey): Promise<void> {
  try {
    await unlockContact(key, requestKey);
  } catch (error) {
    logger.warn('The lock was not released', { requestKey, ...key, ...errorFields(error) });
  }
}

function read(key: ContactKey, milliseconds: number, signal?: AbortSignal): Promise<Contact | null> {
  return untilLetThrough('change', milliseconds, () => getContact(key, signal));
}

function write(change: PlannedChange, signal: AbortSignal): Promise<void> {
  return change.after ? putContact(change, change.after, signal) : deleteContact(change, signal);
}

/** How an attempt goes about a change. */
interface Attempt {
  /** How many milliseconds reading back may take. */
  patience: () => number;
  signal: AbortSignal;
  isJustRead: boolean;
}

/** What an attempt found or did; see the output of the function. */
interface Applied {
  found: Contact | null;
  alreadyInPlace?: true;
  confirmed?: false;
}

/**
 * Compares, writes and reads back. An attempt that finds the new value, because of an earlier attempt or of somebody else, has
 * nothing to write, unless that may be what the contact was before other requests changed it. Once AWS has acknowledged a
 * write, the change is applied, whatever reads show.
 */
async function applyChange(change: PlannedChange, { patience, signal, isJustRead }: Attempt): Promise<Applied> {
  const current = isJustRead ? change.before : await read(change, COMPARING_MILLISECONDS);
  const isAsApproved = isSameContact(current, change.after);
  if (isAsApproved && !(await isChangedLately(change))) return { found: current, alreadyInPlace: true };
  if (!isAsApproved && !isSameContact(current, change.before)) {
    if (!(await isOutOfDate(change, current))) {
      throw new ContactChangedError(`${contactName(change)} is no longer what the approvers saw`);
    }
    throw new ContactNotYetVisibleError(`${contactName(change)} does not show the change before this one yet`);
  }
  signal.throwIfAborted();
  await givingWay(change.after ? 'change' : 'deletion', () => write(change, signal));
  return { found: current, ...((await isConfirmed(change, patience())) ? {} : { confirmed: false }) };
}

async function isConfirmed(change: PlannedChange, milliseconds: number): Promise<boolean> {
  try {
    return await isVisible(change, milliseconds);
  } catch (error) {
    logger.warn('The change could not be read back', { ...contactKey(change), ...errorFields(error) });
    return false;
  }
}

function isVisible(change: PlannedChange, milliseconds: number): Promise<boolean> {
  return isShown(change, change.after, { milliseconds, read: (key, signal) => read(key, milliseconds, signal) });
}
