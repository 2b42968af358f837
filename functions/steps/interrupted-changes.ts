import type { AppliedChange, CaughtError } from '../../schemas/compiled/record-outcome.input.js';
import { getContact } from '../aws/account-management.ts';
import { readApplied } from '../aws/evidence.ts';
import { contactKey, isSameContact } from '../domain/contact/contact.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { PASSING_ERRORS } from '../domain/passing-errors.ts';
import type { PlannedChange } from '../domain/request/plan.ts';
import { requestKeyOf } from '../domain/request/request-key.ts';
import { logged } from '../runtime/logger.ts';

/**
 * What became of the changes of a request whose execution is gone while they were applied: what is kept of it, or what AWS shows.
 * An error of AWS that passes is thrown: a change that was made must not count as failed because of it.
 * @param error for a change of which neither shows that it was made
 */
export async function findAppliedChanges(record: RequestRecord, error: CaughtError): Promise<AppliedChange[]> {
  const requestKey = requestKeyOf(record.request);
  return Array.fromAsync(record.plan ?? [], async (change) => {
    const appliedAt = await readApplied(requestKey, change);
    if (appliedAt !== undefined) return { ...contactKey(change), appliedAt };
    return (await isAsApproved(change)) ? contactKey(change) : { ...contactKey(change), error };
  });
}

async function isAsApproved(change: PlannedChange): Promise<boolean> {
  try {
    return isSameContact(await getContact(change), change.after);
  } catch (error) {
    if (error instanceof Error && PASSING_ERRORS.has(error.name)) throw error;
    logged('A contact could not be looked at', { ...contactKey(change) })(error);
    return false;
  }
}
