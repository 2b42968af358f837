import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { contactKey, contactName } from '../contact/contact.ts';
import { type RequestEvent, WORKFLOW } from '../ledger/events.ts';
import type { RequestRecord } from '../ledger/record.ts';
import type { PlannedChange } from '../request/plan.ts';
import type { RequestKey } from '../request/request-key.ts';
import { refuseCancellation } from './cancellation.ts';
import { type ContactState, comingRevision } from './known-contacts.ts';

/**
 * The longest ledger, in bytes of its JSON, to which another plan may be added: a DynamoDB item holds 400 KB, and votes
 * and results must still fit.
 */
const LONGEST_LEDGER = 200_000;

/** A contact, and how many changes the service has made to it. */
export interface ContactRevision extends ContactKey {
  revision: number;
}

/** What follows for a request that still waits when the request `by` leaves its contacts at these revisions. */
export function outdatePlan(record: RequestRecord, now: ContactRevision[], by: RequestKey, at: string): RequestEvent[] {
  const { plan = [], isOutdated } = record;
  if (isOutdated || refuseCancellation(record, at) !== undefined) return [];
  const revisionOf = revisionsByName(now);
  const contacts = plan.filter((change) => isOtherThan(change, revisionOf.get(contactName(change))));
  return contacts.length === 0 ? [] : [planOutdated(contacts, by, at)];
}

/**
 * What follows for an approved request that did not get its contacts: those that others change or have changed since are
 * outdated. Nothing follows if the plan knows of all these changes; then it only has to wait for them.
 * @param requests the requests that the states name, by key
 */
export function outdateByOthers(
  plan: PlannedChange[],
  states: ContactState[],
  requests: Map<RequestKey, RequestRecord>,
  at: string,
): RequestEvent[] {
  const revisionOf = revisionsByName(
    states.map((state) => ({ ...contactKey(state), revision: comingRevision(state, requests) })),
  );
  const outdated = plan.filter((change) => isOtherThan(change, revisionOf.get(contactName(change))));
  const causeOf = new Map(states.map((state) => [contactName(state), state.claimedBy ?? state.changedBy]));
  const byCause = Map.groupBy(outdated, (change) => causeOf.get(contactName(change)));
  return [...byCause].map(([by, contacts]) => planOutdated(contacts, by, at));
}

/** The revisions at which a request leaves the contacts of its plan. */
export function revisionsAfter({ plan = [], results = [] }: RequestRecord): ContactRevision[] {
  const applied = new Set(results.filter(({ status }) => status === 'APPLIED').map(contactName));
  return plan.map((change) => {
    const { revision = 0 } = change;
    return { ...contactKey(change), revision: applied.has(contactName(change)) ? revision + 1 : revision };
  });
}

/** Whether the ledger has no room for yet another plan. */
export function isReplannedTooOften({ history }: RequestRecord): boolean {
  return Buffer.byteLength(JSON.stringify(history)) > LONGEST_LEDGER;
}

function planOutdated(contacts: ContactKey[], by: RequestKey | undefined, at: string): RequestEvent {
  const cause = by !== undefined && { outdatedBy: by };
  return { type: 'PlanOutdated', at, by: WORKFLOW, contacts: contacts.map(contactKey), ...cause };
}

function revisionsByName(now: ContactRevision[]): Map<string, number> {
  return new Map(now.map((contact) => [contactName(contact), contact.revision]));
}

function isOtherThan({ revision = 0 }: PlannedChange, now: number | undefined): boolean {
  return now !== undefined && now !== revision;
}
