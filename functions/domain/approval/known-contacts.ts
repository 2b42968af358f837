import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import type { CurrentContact } from '../../../schemas/compiled/current-contact.js';
import { contactKey, contactName, isSameContact } from '../contact/contact.ts';
import type { RequestRecord } from '../ledger/record.ts';
import type { KnownContact, PlannedChange } from '../request/plan.ts';

/** Reads of AWS lag behind by seconds; this is longer than any of them. */
export const READS_LAG_MILLISECONDS = 900_000;

/**
 * For so long after a change of this service, a read that shows anything else is taken for one that lags behind: it may show
 * what the contact was before several changes. Somebody else who changes it meanwhile makes a conflict later.
 */
const FRESH_MILLISECONDS = 60_000;

/** What the service knows about a contact besides what AWS shows. */
export interface ContactState extends ContactKey {
  /** The requests that are open and ask for a change of it. */
  requestIds: string[];
  /** How many changes the service has made to it. */
  revision: number;
  /** The request that is changing it now. */
  claimedBy?: string;
  /** The request that changed it last, and when it released it (epoch seconds). */
  changedBy?: string;
  changedAt?: number;
}

/**
 * What contacts are, or will be before anybody can approve a change of them: a contact that another request is changing, or has
 * just changed, is what that makes of it, whatever a read shows. A change that then fails outdates what was planned on it.
 * @param requests the requests that the states name, by id, read after the states
 */
export function knownContacts(
  read: CurrentContact[],
  states: ContactState[],
  requests: Map<string, RequestRecord>,
): KnownContact[] {
  const stateOf = new Map(states.map((state) => [contactName(state), state]));
  return read.map(({ contact, readAt, ...of }) => {
    const key = contactKey(of);
    const state = stateOf.get(contactName(key));
    if (!state) return { ...key, contact };
    const coming = comingChange(state, requests);
    const revision = state.revision + (coming ? 1 : 0);
    if (coming) return { ...key, contact: coming.after, revision };
    const last = lastChange(state, requests);
    return { ...key, contact: last && isFromBefore({ contact, readAt }, last) ? last.after : contact, revision };
  });
}

/** How many changes the service will have made to the contact once the request that is changing it now is done. */
export function comingRevision(state: ContactState, requests: Map<string, RequestRecord>): number {
  return state.revision + (comingChange(state, requests) ? 1 : 0);
}

/** The change that is being made, or was made by a request that has yet to release the contact. */
function comingChange(state: ContactState, requests: Map<string, RequestRecord>): PlannedChange | undefined {
  const claimant = requests.get(state.claimedBy ?? '');
  if (!claimant?.applyingSince) return undefined;
  const result = claimant.results?.find((one) => contactName(one) === contactName(state));
  return claimant.results && result?.status !== 'APPLIED' ? undefined : changeOf(claimant, state);
}

interface LastChange extends PlannedChange {
  /** ISO 8601. */
  appliedAt: string;
}

function lastChange({ changedBy = '', ...key }: ContactState, requests: Map<string, RequestRecord>) {
  const record = requests.get(changedBy);
  const change = changeOf(record, key);
  const applied = record?.history.findLast(
    (event) => event.type === 'ChangeApplied' && contactName(event) === contactName(key),
  );
  return change && applied && { ...change, appliedAt: applied.at };
}

function changeOf(record: RequestRecord | undefined, key: ContactKey): PlannedChange | undefined {
  return record?.plan?.find((change) => contactName(change) === contactName(key));
}

/** A read from before the change, or right after it, says nothing; one soon after it may still show what the contact was before. */
function isFromBefore({ contact, readAt }: Pick<CurrentContact, 'contact' | 'readAt'>, last: LastChange): boolean {
  const age = Date.parse(readAt) - Date.parse(last.appliedAt);
  return age <= FRESH_MILLISECONDS || (age <= READS_LAG_MILLISECONDS && isSameContact(contact, last.before));
}
