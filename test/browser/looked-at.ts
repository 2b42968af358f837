import type { ChangeRequest } from '../../schemas/compiled/change-request.js';
import { nonceIn, OTHER_APPROVER, type Requester, SOC, until } from '../integration/requester.ts';
import type { TestStack } from '../integration/stack.ts';
import { changeRequest, hostileRequest, type SentRequest, sendRequest, setContact } from './requests.ts';

/** The requests whose pages and mails are checked. */
export interface LookedAt {
  /** Waits; nobody has voted. */
  pending: SentRequest;
  /** Waits for a second approval; one approver could not be reached. */
  voted: SentRequest;
  applied: SentRequest;
  cancelled: SentRequest;
  /** Waits; every text in it is hostile. */
  hostile: SentRequest;
}

const TICKET: ChangeRequest['source'] = {
  system: 'jira',
  reference: 'OPS-42',
  url: 'https://example.atlassian.net/browse/OPS-42',
};

/** Sends the requests under `TWO_APPROVALS_POLICY`, and brings each to its state. */
export async function sendRequests(stack: TestStack, user: Requester): Promise<LookedAt> {
  return {
    pending: await sendPending(stack, user),
    voted: await sendVoted(stack, user, '222222222222'),
    applied: await sendApplied(stack, user),
    cancelled: await sendCancelled(stack, user),
    hostile: await sendRequest(user, await hostileRequest(stack, '444444444444')),
  };
}

/** A request that changes one contact and removes another. */
async function sendPending(stack: TestStack, user: Requester): Promise<SentRequest> {
  const accountId = '222222222222';
  await setContact(stack, accountId, 'BILLING');
  const request = await changeRequest(stack, accountId, {
    reason: 'The security mailbox moves to the new SOC.\nThe night watch takes over on Monday.',
    source: TICKET,
    changes: [
      { accountId, alternateContactType: 'SECURITY', action: 'PUT', contact: SOC },
      { accountId, alternateContactType: 'BILLING', action: 'DELETE' },
    ],
  });
  return sendRequest(user, request);
}

async function sendVoted(stack: TestStack, user: Requester, accountId: string): Promise<SentRequest> {
  await setContact(stack, accountId, 'OPERATIONS');
  const request = await changeRequest(stack, accountId, {
    reason: 'The night watch takes over operations',
    source: TICKET,
    changes: [{ accountId, alternateContactType: 'OPERATIONS', action: 'PUT', contact: SOC }],
  });
  const sent = await sendRequest(user, request);
  await until('the bounce', async () => (await user.record(sent.requestId)).unreachable[0]);
  await user.vote(sent.link, 'approve', 'Agreed with the team that owns the account.');
  return sent;
}

async function sendApplied(stack: TestStack, user: Requester): Promise<SentRequest> {
  const sent = await sendRequest(user, await changeRequest(stack, '333333333333', { source: TICKET }));
  await user.link(sent.requestId, OTHER_APPROVER);
  await user.vote(sent.link, 'approve', 'Agreed with the team that owns the account.');
  await user.end(sent.requestId);
  return sent;
}

async function sendCancelled(stack: TestStack, user: Requester): Promise<SentRequest> {
  const sent = await sendVoted(stack, user, '333333333333');
  const nonce = nonceIn(await (await fetch(sent.requestLink)).text());
  const body = new URLSearchParams({ nonce, comment: 'The mailbox stays where it is.' });
  await fetch(sent.requestLink, { method: 'POST', body, redirect: 'manual' });
  await user.end(sent.requestId);
  return sent;
}
