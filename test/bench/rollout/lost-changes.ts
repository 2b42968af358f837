import type { LoggedCall } from 'embedded-aws/endpoint/call-log.ts';
import { textAt } from 'embedded-aws/json.ts';
import { contactName, isSameContact } from '../../../functions/domain/contact/contact.ts';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { Contact } from '../../../schemas/compiled/contact.js';

/**
 * The changes that are not in place as requested: their request did not end APPLIED, or the last write of the contact that
 * the Account API accepted is another one. Its call log shows that; reading thousands of contacts would use up the quota.
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
      const requested = change.action === 'PUT' ? change.contact : null;
      const isAsRequested = isSameContact(contacts.get(contactName(change)) ?? null, requested);
      return status === 'APPLIED' && isAsRequested
        ? []
        : [`${contactName(change)} of ${requestId}: ${status}${isAsRequested ? '' : ', not as requested'}`];
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
