import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import type { CurrentContact } from '../../../schemas/compiled/current-contact.js';
import { contactKey, contactName, isSameContact } from '../contact/contact.ts';
import type { RequestRecord } from '../ledger/record.ts';
import type { KnownContact, PlannedChange } from '../request/plan.ts';

/** Reads of AWS lag behind by seconds; this is longer than any of them, and than a workflow takes from a read to its plan. */
const READS_LAG_SECONDS = 900;

/** What the service knows about a contact besides what AWS shows. */
export interface ContactState extends ContactKey {
  /** The requests that are open and ask for a change of it. */
  requestIds: string[];
  /** How many changes the service has made to it. */
  revision: number;
  /** The request that is changing it now. */
  claimedBy?: string;
  /** The request that changed it last, and when (epoch seconds). */
  changedBy?: string;
  changedAt?: number;
}

/**
 * What contacts are, or will be before anybody can approve a change of them: where a read shows what a contact was before a
 * request that is changing it, or has just changed it, the contact is what that request makes of it.
 * @param requests the requests that the states name, by id
 * @param now epoch seconds
 */
export function knownContacts(
  read: CurrentContact[],
  states: ContactState[],
  requests: Map<string, RequestRecord>,
  now: number,
): KnownContact[] {
  const stateOf = new Map(states.map((state) => [contactName(state), state]));
  return read.map(({ contact, ...of }) => {
    const key = contactKey(of);
    const state = stateOf.get(contactName(key));
    if (!state) return { ...key, contact };
    const { revision, claimedBy = '', changedBy = '', changedAt = 0 } = state;
    const coming = changeOf(requests.get(claimedBy), key);
    const claimer = requests.get(claimedBy);
    if (coming && claimer?.applyingSince && !claimer.results && isPartOf(contact, coming)) {
      return { ...key, contact: coming.after, revision: revision + 1 };
    }
    const last = now - changedAt <= READS_LAG_SECONDS ? changeOf(requests.get(changedBy), key) : undefined;
    return { ...key, contact: last && isSameContact(contact, last.before) ? last.after : contact, revision };
  });
}

function changeOf(record: RequestRecord | undefined, key: ContactKey): PlannedChange | undefined {
  return record?.plan?.find((change) => contactName(change) === contactName(key));
}

/** Whether the contact is what the change starts from, or what it leads to. */
function isPartOf(contact: CurrentContact['contact'], { before, after }: PlannedChange): boolean {
  return isSameContact(contact, before) || isSameContact(contact, after);
}
