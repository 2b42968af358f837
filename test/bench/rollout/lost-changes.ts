import { type Contact, contactName, isSameContact } from '../../../functions/domain/contact.ts';
import type { ChangeRequest } from '../../../functions/domain/request.ts';
import type { LoggedCall } from '../../../local/endpoint/call-log.ts';
import { textAt } from '../../../local/json.ts';

/**
 * The changes that are not as asked: their request did not end APPLIED, or the last write of the contact that the Account
 * API has taken is another one. The log of its calls tells that; reading thousands of contacts would take their quota.
 * @param statuses how each request ended, by its requestId
 */
export function lostChanges(
  requests: ChangeRequest[],
  statuses: ReadonlyMap<string, string>,
  calls: LoggedCall[],
): string[] {
  const contacts = writtenContacts(calls);
  return requests.flatMap(({ requestId, changes }) => {
    const status = statuses.get(requestId) ?? 'not ended';
    return changes.flatMap((change) => {
      const isAsAsked = isSameContact(contacts.get(contactName(change)) ?? null, change.contact ?? null);
      return status === 'APPLIED' && isAsAsked
        ? []
        : [`${contactName(change)} of ${requestId}: ${status}${isAsAsked ? '' : ', not as asked'}`];
    });
  });
}

function writtenContacts(calls: LoggedCall[]): Map<string, Contact> {
  const written = calls.filter(({ operation, status }) => operation === 'PutAlternateContact' && status === 200);
  return new Map(
    written.map(({ input }) => {
      const text = (key: string) => textAt(input, key) ?? '';
      const [name, title] = [text('Name'), text('Title')];
      const contact = { name, title, emailAddress: text('EmailAddress'), phoneNumber: text('PhoneNumber') };
      return [`${text('AccountId')}/${text('AlternateContactType')}`, contact];
    }),
  );
}
