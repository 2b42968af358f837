import { contactName, isSameContact } from '../../../functions/domain/contact/contact.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { changeTo, type PlannedChange } from '../../../functions/domain/request/plan.ts';
import type { Change } from '../../../schemas/compiled/change-request.js';
import type { Contact } from '../../../schemas/compiled/contact.js';

/** A change that a request has made, and the contact as it is now. */
export interface MadeChange extends PlannedChange {
  now: Contact | null;
}

/** What to do with each contact when a request is reverted. */
export interface Reversion {
  /** They are already as they were before the request. */
  asBefore: MadeChange[];
  /** Somebody has changed them since: they are neither as before the request nor as the request left them. */
  changedSince: MadeChange[];
  /** They are to become as they were before the request. */
  asked: MadeChange[];
}

/** The changes that the request itself has made. */
export function appliedChanges({ plan = [], results = [] }: RequestRecord): PlannedChange[] {
  const made = results.filter(({ status, alreadyInPlace }) => status === 'APPLIED' && !alreadyInPlace);
  const applied = new Set(made.map(contactName));
  return plan.filter((change) => applied.has(contactName(change)));
}

/** What to do with each contact; with `alsoChanged`, those that were changed since are reverted too. */
export function reversionOf(made: MadeChange[], alsoChanged: boolean): Reversion {
  const asBefore = made.filter(({ before, now }) => isSameContact(before, now));
  const changedSince = made.filter((change) => !asBefore.includes(change) && !isSameContact(change.after, change.now));
  const leftOut = new Set(alsoChanged ? asBefore : [...asBefore, ...changedSince]);
  return { asBefore, changedSince, asked: made.filter((change) => !leftOut.has(change)) };
}

/** The change that restores the former contact, or removes the contact if there was none. */
export function inverseOf(change: PlannedChange): Change {
  return changeTo(change, change.before);
}
