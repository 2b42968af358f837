import { type Contact, contactName, isSameContact } from '../functions/domain/contact.ts';
import type { PlannedChange } from '../functions/domain/plan.ts';
import type { Change } from '../functions/domain/request.ts';
import type { RequestRecord } from '../functions/domain/request-record.ts';

/** A change that a request has made, and the contact as it is now. */
export interface MadeChange extends PlannedChange {
  now: Contact | null;
}

/** What becomes of each contact when a request is reverted. */
export interface Reversion {
  /** They are again as they were before the request. */
  asBefore: MadeChange[];
  /** They are neither as they were before the request nor as it left them: someone has changed them since. */
  changedSince: MadeChange[];
  /** What is asked to become as it was before the request. */
  asked: MadeChange[];
}

/** The changes that a request has made: contacts before and after. */
export function appliedChanges({ plan = [], results = [] }: RequestRecord): PlannedChange[] {
  const made = results.filter(({ status, wasSo }) => status === 'APPLIED' && !wasSo);
  const applied = new Set(made.map(contactName));
  return plan.filter((change) => applied.has(contactName(change)));
}

/** What becomes of the contacts; with `alsoChanged`, those that someone has changed since are asked for, too. */
export function reversionOf(made: MadeChange[], alsoChanged: boolean): Reversion {
  const asBefore = made.filter(({ before, now }) => isSameContact(before, now));
  const changedSince = made.filter((change) => !asBefore.includes(change) && !isSameContact(change.after, change.now));
  const leftOut = new Set(alsoChanged ? asBefore : [...asBefore, ...changedSince]);
  return { asBefore, changedSince, asked: made.filter((change) => !leftOut.has(change)) };
}

/** The change that brings back the contact as it was, or that there was none. */
export function inverseOf({ accountId, alternateContactType, before }: PlannedChange): Change {
  const key = { accountId, alternateContactType };
  return before ? { ...key, action: 'PUT', contact: before } : { ...key, action: 'DELETE' };
}
