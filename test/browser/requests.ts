import { AccountClient, PutAlternateContactCommand } from '@aws-sdk/client-account';
import type { AlternateContactType } from '../../functions/domain/contact/contact.ts';
import type { ChangeRequest } from '../../schemas/compiled/change-request.js';
import type { Contact } from '../../schemas/compiled/contact.js';
import { APPROVER, makeRequest, type Requester, SOC } from '../integration/requester.ts';
import type { TestStack } from '../integration/stack.ts';
import { request as sendWebhook } from '../integration/ticketing/sender.ts';

/** The contact that is set before. Its name and e-mail address differ from those of `SOC`. */
export const BEFORE: Contact = { ...SOC, name: 'Ada Lovegrove', emailAddress: 'security@example.com' };

/** Texts that must appear as written: markup, quotes, a reordering character, and a word wider than any screen. */
export const HOSTILE = {
  markup: `<script>alert(1)</script><img src=x onerror="alert(2)"> '&quot;</dd></dl><form action=//evil.example>`,
  reordered: 'invoice\u202Egnp.exe',
  longWord: 'W'.repeat(300),
};

/** Sets a contact without the service, as an administrator may. */
export async function setContact(stack: TestStack, accountId: string, type: AlternateContactType): Promise<void> {
  await new AccountClient(stack.client).send(
    new PutAlternateContactCommand({
      AccountId: accountId,
      AlternateContactType: type,
      Name: BEFORE.name,
      Title: BEFORE.title,
      EmailAddress: BEFORE.emailAddress,
      PhoneNumber: BEFORE.phoneNumber,
    }),
  );
}

/** A request to change the SECURITY contact of an account from `BEFORE`, which it sets, to `SOC`. */
export async function changeRequest(
  stack: TestStack,
  accountId: string,
  given: Partial<ChangeRequest> = {},
): Promise<ChangeRequest> {
  await setContact(stack, accountId, 'SECURITY');
  return makeRequest({
    changes: [{ accountId, alternateContactType: 'SECURITY', action: 'PUT', contact: SOC }],
    ...given,
  });
}

/** A change request in which every text is hostile. */
export function hostileRequest(stack: TestStack, accountId: string): Promise<ChangeRequest> {
  const contact = { ...SOC, name: `"><img src=x onerror=alert(3)>`, title: '<b onclick=alert(4)>my\u00A0pets</b>' };
  return changeRequest(stack, accountId, {
    requestedBy: "'/onerror=alert(5)/x='&lt@example.com",
    reason: `${HOSTILE.markup} ${HOSTILE.reordered} ${HOSTILE.longWord}`,
    source: { system: 'portal', reference: `<svg onload=alert(6)> ${HOSTILE.longWord.slice(0, 150)}` },
    changes: [{ accountId, alternateContactType: 'SECURITY', action: 'PUT', contact }],
  });
}

/** A request that waits, its first approver's link, and its requester's. */
export interface SentRequest {
  requestId: string;
  link: string;
  requestLink: string;
}

/** Sends a request, and waits for its mails. */
export async function sendRequest(user: Requester, request: ChangeRequest): Promise<SentRequest> {
  await user.put(request);
  return mailed(user, request);
}

/** Sends a request by the webhook of its source, under `TWO_APPROVALS_POLICY`, and waits for its mails. */
export async function sendTicketRequest(
  stack: TestStack,
  user: Requester,
  { source, ...request }: ChangeRequest,
): Promise<SentRequest> {
  const { system, reference, url } = source;
  await sendWebhook(stack, system, JSON.stringify({ reference, url, request }));
  return mailed(user, request);
}

async function mailed(
  user: Requester,
  { requestId, requestedBy }: Pick<ChangeRequest, 'requestId' | 'requestedBy'>,
): Promise<SentRequest> {
  const [link, requestLink] = [await user.link(requestId, APPROVER), await user.requestLink(requestId, requestedBy)];
  return { requestId, link, requestLink };
}
