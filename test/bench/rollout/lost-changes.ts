import { contactName, isSameContact } from '../../../functions/domain/contact/contact.ts';
import type { Change, ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { Contact } from '../../../schemas/compiled/contact.js';

/**
 * The changes that are not in place as requested: their request did not end APPLIED, or the contact is another.
 * @param statuses how each request ended, by its requestId
 * @param contacts what contacts are now, by account and type
 */
export function lostChanges(
  requests: ChangeRequest[],
  statuses: ReadonlyMap<string, string>,
  contacts: ReadonlyMap<string, Contact>,
): string[] {
  return requests.flatMap(({ requestId, changes }) => {
    const status = statuses.get(requestId) ?? 'not ended';
    return changes.flatMap((change) => {
      const isAsRequested = isInPlace(change, contacts);
      return status === 'APPLIED' && isAsRequested
        ? []
        : [`${contactName(change)} of ${requestId}: ${status}${isAsRequested ? '' : ', not as requested'}`];
    });
  });
}

/** Whether a contact is what a change wants. */
export function isInPlace(change: Change, contacts: ReadonlyMap<string, Contact>): boolean {
  const requested = change.action === 'PUT' ? change.contact : null;
  return isSameContact(contacts.get(contactName(change)) ?? null, requested);
}
