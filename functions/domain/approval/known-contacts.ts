import type { Contact } from '../../../schemas/compiled/contact.js';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import type { CurrentContact } from '../../../schemas/compiled/current-contact.js';
import { CONTACT_FIELDS, contactKey, contactName, isSameContact } from '../contact/contact.ts';
import type { RequestRecord } from '../ledger/record.ts';
import { sha256 } from '../request/digest.ts';
import type { KnownContact, PlannedChange } from '../request/plan.ts';
import type { RequestKey } from '../request/request-key.ts';

/** Reads of AWS lag behind by seconds; this is longer than any of them. */
export const READS_LAG_MILLISECONDS = 900_000;

/** Nobody changes one contact more often than that while reads lag behind. */
const MOST_FORMERS = 20;

/** What the service knows about a contact besides what AWS shows. */
export interface ContactState extends ContactKey {
  /** The requests that are open and ask for a change of it. */
  requestKeys: RequestKey[];
  /** How many changes the service has made to it. */
  revision: number;
  /** The request that is changing it now. */
  claimedBy?: RequestKey;
  /** The request that changed it last, and when it released it (epoch seconds). */
  changedBy?: RequestKey;
  changedAt?: number;
  /** What a campaign has made of it, if that was the last change, and when (ISO 8601): the record of a campaign does not say. */
  setByCampaign?: { after: Contact | null; appliedAt: string };
  /** What it was before each of the latest changes; a read that lags behind may still show it. */
  formers?: FormerContact[];
}

/** What a contact was before a change of this service. */
export interface FormerContact {
  /** See `contactFingerprint`. */
  fingerprint: string;
  /** When the service released the contact after the change, in epoch seconds. */
  until: number;
}

/** Those that a read may still show, and the contact as it was before the change that ends now (epoch seconds). */
export function formersAfter(formers: FormerContact[], before: Contact | null, now: number): FormerContact[] {
  const recent = formers.filter(({ until }) => (now - until) * 1000 <= READS_LAG_MILLISECONDS);
  return [...recent, { fingerprint: contactFingerprint(before), until: now }].slice(-MOST_FORMERS);
}

/**
 * What contacts are, or will be before anybody can approve a change of them: a contact that another request is changing, or has
 * just changed, is what that makes of it, whatever a read shows. A change that then fails outdates what was planned on it.
 * @param requests the requests that the states name, by key, read after the states
 */
export function knownContacts(
  read: CurrentContact[],
  states: ContactState[],
  requests: Map<RequestKey, RequestRecord>,
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
    const isOld = last && (readAt < last.appliedAt || isFormer({ contact, readAt }, state));
    return { ...key, contact: isOld ? last.after : contact, revision };
  });
}

/** The earliest time (ISO 8601) of the reads that show each contact as the plan has it before; nothing if one of them does not. */
export function shownSince(plan: PlannedChange[], read: CurrentContact[]): string | undefined {
  const readOf = new Map(read.map((current) => [contactName(current), current]));
  const times = plan.map((change) => {
    const current = readOf.get(contactName(change));
    return current && isSameContact(current.contact, change.before) ? current.readAt : undefined;
  });
  return times.includes(undefined) ? undefined : times.sort()[0];
}

/** How many changes the service will have made to the contact once the request that is changing it now is done. */
export function comingRevision(state: ContactState, requests: Map<RequestKey, RequestRecord>): number {
  return state.revision + (comingChange(state, requests) ? 1 : 0);
}

/** The change that is being made, or was made by a request that has yet to release the contact. */
function comingChange(state: ContactState, requests: Map<RequestKey, RequestRecord>): PlannedChange | undefined {
  const claimant = state.claimedBy && requests.get(state.claimedBy);
  if (!claimant?.applyingSince) return undefined;
  const result = claimant.results?.find((one) => contactName(one) === contactName(state));
  return claimant.results && result?.status !== 'APPLIED' ? undefined : changeOf(claimant, state);
}

function lastChange({ changedBy, setByCampaign, ...key }: ContactState, requests: Map<RequestKey, RequestRecord>) {
  if (setByCampaign) return setByCampaign;
  const record = changedBy && requests.get(changedBy);
  const change = changeOf(record, key);
  const applied = record?.history.findLast(
    (event) => event.type === 'ChangeApplied' && contactName(event) === contactName(key),
  );
  return change && applied && { ...change, appliedAt: applied.at };
}

function changeOf(record: RequestRecord | undefined, key: ContactKey): PlannedChange | undefined {
  return record?.plan?.find((change) => contactName(change) === contactName(key));
}

/** Whether a read may lag behind: it shows what the contact was before a change of this service that is not long ago. */
function isFormer(
  { contact, readAt }: Pick<CurrentContact, 'contact' | 'readAt'>,
  { formers = [] }: ContactState,
): boolean {
  const shown = contactFingerprint(contact);
  const isRecent = (until: number) => Date.parse(readAt) - until * 1000 <= READS_LAG_MILLISECONDS;
  return formers.some(({ fingerprint, until }) => fingerprint === shown && isRecent(until));
}

/** SHA-256 (hex) of a contact, or of there being none: tells one from another without holding its details. */
export function contactFingerprint(contact: Contact | null): string {
  const fields = contact && CONTACT_FIELDS.map((field) => contact[field].trim());
  return sha256(JSON.stringify(fields));
}
