import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { contactKey, contactName } from '../contact/contact.ts';
import type { RequestRecord } from '../ledger/record.ts';
import { remainingChanges } from '../ledger/remaining-changes.ts';
import { contactAfter, type PlannedChange } from '../request/plan.ts';
import { isFinal } from '../request/request.ts';
import { type RequestKey, requestKeyOf } from '../request/request-key.ts';
import { isSameOrigin } from './supersession.ts';

/** Another open request that asks for some of the same contacts. Whoever decides on one of the two must know of the other. */
export interface CompetingRequest extends Pick<RequestRecord, 'provenBy'> {
  requestKey: RequestKey;
  requestId: string;
  requestedBy: string;
  source: RequestRecord['request']['source'];
  /** Whether its approval is no longer open: it is applied next, or is being applied. */
  isApproved: boolean;
  /** What it makes of the contacts that both ask for, in the order of this request. */
  changes: PlannedChange[];
}

/**
 * What another request asks for of the contacts that `mine` still asks for; `undefined` if it asks for none of them, has ended,
 * or has the same origin, so that one of the two replaces the other.
 */
export function competingRequest(mine: RequestRecord, other: RequestRecord): CompetingRequest | undefined {
  const { requestId, requestedBy, source } = other.request;
  const requestKey = requestKeyOf(other.request);
  if (requestKey === requestKeyOf(mine.request) || isFinal(other.status) || isSameOrigin(mine, other)) return undefined;
  const theirs = new Map(waitingChanges(other).map((change) => [contactName(change), change]));
  const changes = waitingChanges(mine).flatMap(({ before, ...contact }): PlannedChange[] => {
    const their = theirs.get(contactName(contact));
    return their ? [{ ...contactKey(contact), before: before ?? their.before, after: their.after }] : [];
  });
  if (changes.length === 0) return undefined;
  const { provenBy, status } = other;
  return { requestKey, requestId, requestedBy, source, provenBy, isApproved: status === 'APPROVED', changes };
}

/** What a request still changes. Before there is a plan, nobody knows what its contacts are now: `before` is `null`. */
function waitingChanges(record: RequestRecord): (ContactKey & Pick<PlannedChange, 'before' | 'after'>)[] {
  const { plan, isOutdated } = record;
  if (plan && !isOutdated) return plan;
  const known = new Map((plan ?? []).map((change) => [contactName(change), change.before]));
  return remainingChanges(record).map((change) => ({
    ...contactKey(change),
    before: known.get(contactName(change)) ?? null,
    after: contactAfter(change),
  }));
}
