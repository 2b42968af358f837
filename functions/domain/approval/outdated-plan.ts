import { contactKey, contactName, isSameContact } from '../contact/contact.ts';
import { type RequestEvent, WORKFLOW } from '../ledger/events.ts';
import type { RequestRecord } from '../ledger/record.ts';
import type { KnownContact, PlannedChange } from '../request/plan.ts';
import { refuseCancellation } from './cancellation.ts';
import type { ContactState } from './known-contacts.ts';

/**
 * The longest ledger, in characters of its JSON, to which another plan may be added: a DynamoDB item holds 400 KB, and votes
 * and results must still fit.
 */
const LONGEST_LEDGER = 200_000;

/** What follows for a request that still waits when the request `by` leaves its contacts as they are `now`. */
export function outdatePlan(record: RequestRecord, now: KnownContact[], by: string, at: string): RequestEvent[] {
  const { plan = [], isOutdated } = record;
  if (isOutdated || refuseCancellation(record, at) !== undefined) return [];
  const contacts = plan.filter((change) => isOtherThan(change, now)).map(contactKey);
  return contacts.length === 0 ? [] : [{ type: 'PlanOutdated', at, by: WORKFLOW, contacts, outdatedBy: by }];
}

/** What follows for an approved request that did not get the contacts with these states: others change or changed them. */
export function outdateByClaims(states: ContactState[], at: string): RequestEvent[] {
  const byOther = Map.groupBy(states, ({ claimedBy, changedBy = '' }) => claimedBy ?? changedBy);
  return [...byOther].map(([outdatedBy, contacts]) => ({
    ...{ type: 'PlanOutdated', at, by: WORKFLOW, outdatedBy },
    contacts: contacts.map(contactKey),
  }));
}

/** What a request that has been applied, as far as it could be, leaves its contacts as. */
export function contactsAfter({ plan = [], results = [] }: RequestRecord): KnownContact[] {
  const applied = new Set(results.filter(({ status }) => status === 'APPLIED').map(contactName));
  return plan.map((change) => ({
    ...contactKey(change),
    contact: applied.has(contactName(change)) ? change.after : change.before,
  }));
}

/** Whether the ledger has no room for yet another plan. */
export function isReplannedTooOften({ history }: RequestRecord): boolean {
  return JSON.stringify(history).length > LONGEST_LEDGER;
}

function isOtherThan(change: PlannedChange, now: KnownContact[]): boolean {
  const known = now.find((contact) => contactName(contact) === contactName(change));
  return known !== undefined && !isSameContact(known.contact, change.before);
}
