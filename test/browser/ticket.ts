import type { Contact } from '../../schemas/compiled/contact.js';
import type { TestStack } from '../integration/stack.ts';
import { payload, request } from '../integration/ticketing/sender.ts';

/** A Jira issue, as it is after so many changes of its fields. */
export interface Ticket {
  key: string;
  revision: number;
  accountId: string;
  contact: Contact;
}

/** Sends the webhook of an issue that asks for another SECURITY contact. Returns the id of its request. */
export function sendTicket(stack: TestStack, { key, revision, accountId, contact }: Ticket): Promise<string> {
  const body = JSON.parse(payload('jira'));
  const fields = {
    ...body.issue.fields,
    status: { ...body.issue.fields.status, name: 'Requested' },
    customfield_10050: accountId,
    customfield_10052: contact.name,
    customfield_10053: contact.title,
    customfield_10054: contact.emailAddress,
    customfield_10055: contact.phoneNumber,
  };
  return request(
    stack,
    'jira',
    JSON.stringify({
      ...body,
      timestamp: body.timestamp + revision * 60_000,
      webhookEvent: 'jira:issue_updated',
      issue: { ...body.issue, key, fields },
      changelog: { id: `${key.replace(/\D/g, '')}${revision}`, items: [{ field: 'status' }] },
    }),
  );
}
