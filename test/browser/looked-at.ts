import type { ChangeRequest } from '../../schemas/compiled/change-request.js';
import type { Contact } from '../../schemas/compiled/contact.js';
import {
  APPROVER,
  makeRequest,
  nonceIn,
  OTHER_APPROVER,
  type Requester,
  SOC,
  until,
} from '../integration/requester.ts';
import type { TestStack } from '../integration/stack.ts';
import { Visitor } from '../integration/visitor.ts';
import { CODE_DESK, SIGN_IN_DESK } from './policy.ts';
import {
  changeRequest,
  hostileRequest,
  type SentRequest,
  sendRequest,
  sendTicketRequest,
  setContact,
} from './requests.ts';

/** The requests whose pages and mails are checked. */
export interface LookedAt {
  /** Waits; nobody has voted. */
  pending: SentRequest;
  /** Waits for a second approval; one approver could not be reached. */
  voted: SentRequest;
  applied: SentRequest;
  cancelled: SentRequest;
  /** Waits; `competitor` asks for the same contact. */
  competing: SentRequest;
  competitor: SentRequest;
  /** Waits again, after another request went first; its link is the new one. */
  askedAgain: SentRequest;
  superseded: SentRequest;
  /** Waits; every text in it is hostile. */
  hostile: SentRequest;
  /** Waits; its approver has got a one-time code. */
  coded: SentRequest;
  /** Pages of approvers whose votes need more than the link. */
  confirming: Record<ConfirmingPage, string>;
}

export type ConfirmingPage =
  | 'code-offered'
  | 'code-asked'
  | 'code-wrong'
  | 'sign-in-offered'
  | 'signed-in-as-somebody-else'
  | 'signed-in';

const TICKET: ChangeRequest['source'] = {
  system: 'jira',
  reference: 'OPS-42',
  url: 'https://example.atlassian.net/browse/OPS-42',
};

/** Sends the requests under `TWO_APPROVALS_POLICY`, and brings each to its state. */
export async function sendRequests(stack: TestStack, user: Requester): Promise<LookedAt> {
  const [competing, competitor] = await sendBoth(stack, user, '444444444444', ['jira-OPS-44-10301', 'github-17-88']);
  return {
    competing,
    competitor,
    askedAgain: await sendAskedAnew(stack, user),
    superseded: await sendSuperseded(stack, user),
    pending: await sendPending(stack, user),
    voted: await sendVoted(stack, user, '222222222222'),
    applied: await sendApplied(stack, user),
    cancelled: await sendCancelled(stack, user),
    hostile: await sendRequest(user, await hostileRequest(stack, '444444444444')),
    ...(await sendConfirming(stack, user)),
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
  return sendTicketRequest(stack, user, request);
}

async function sendVoted(stack: TestStack, user: Requester, accountId: string): Promise<SentRequest> {
  await setContact(stack, accountId, 'OPERATIONS');
  const request = await changeRequest(stack, accountId, {
    reason: 'The night watch takes over operations',
    source: TICKET,
    changes: [{ accountId, alternateContactType: 'OPERATIONS', action: 'PUT', contact: SOC }],
  });
  const sent = await sendTicketRequest(stack, user, request);
  await until('the bounce', async () => (await user.record(sent.requestId)).unreachable[0]);
  await user.vote(sent.link, 'approve', 'Agreed with the team that owns the account.');
  return sent;
}

async function sendApplied(stack: TestStack, user: Requester): Promise<SentRequest> {
  const sent = await sendTicketRequest(stack, user, await changeRequest(stack, '333333333333', { source: TICKET }));
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

/** Each page as it was answered: codes and sign-ins belong to one browser. */
async function sendConfirming(stack: TestStack, user: Requester): Promise<Pick<LookedAt, 'coded' | 'confirming'>> {
  const reason = 'The security mailbox moves to the new SOC';
  const send = async (accountId: string, system: string) =>
    sendRequest(user, await changeRequest(stack, accountId, { reason, source: { system } }));
  const coded = await send('900000000402', CODE_DESK);
  const { link: withSignIn } = await send('900000000403', SIGN_IN_DESK);
  const visitor = new Visitor();
  const wrong = { decision: 'approve', comment: 'Agreed.', code: '0000 0000' };
  const confirming = {
    'code-offered': (await visitor.open(coded.link)).body,
    'code-asked': await visitor.askForCode(coded.link),
    'code-wrong': (await visitor.decide(coded.link, wrong)).body,
    'sign-in-offered': (await visitor.open(withSignIn)).body,
    'signed-in-as-somebody-else': await visitor.signIn(withSignIn, OTHER_APPROVER),
    'signed-in': await new Visitor().signIn(withSignIn, APPROVER),
  };
  return { coded, confirming };
}

/** Two requests of different origin that ask for the BILLING contact of an account. */
async function sendBoth(
  stack: TestStack,
  user: Requester,
  accountId: string,
  [mine, other]: [mine: string, other: string],
): Promise<[SentRequest, SentRequest]> {
  await setContact(stack, accountId, 'BILLING');
  const first = billingRequest(accountId, mine, { ...SOC, name: 'Accounts payable', emailAddress: 'ap@example.com' });
  const second = {
    ...billingRequest(accountId, other, { ...SOC, name: 'Finance', emailAddress: 'finance@example.com' }),
    requestedBy: 'bob@example.com',
    source: { system: 'github', reference: 'example-org/cloud-requests#17' },
  };
  return [await sendTicketRequest(stack, user, first), await sendTicketRequest(stack, user, second)];
}

/** The other request is approved first. */
async function sendAskedAnew(stack: TestStack, user: Requester): Promise<SentRequest> {
  const [mine, other] = await sendBoth(stack, user, '333333333333', ['jira-OPS-45-10302', 'github-17-89']);
  await user.vote(other.link, 'approve');
  await user.end(other.requestId);
  const links = await until('the mail that asks again', async () => {
    const mails = (await stack.mails()).filter(
      ({ subject, destination }) => subject.startsWith('Asked again') && destination.to.includes(APPROVER),
    );
    return mails[0]?.body.text?.match(/https?:\S+\/approvals\/[\w-]{43}/) ?? undefined;
  });
  return { ...mine, link: links[0] };
}

/** The ticket is corrected. */
async function sendSuperseded(stack: TestStack, user: Requester): Promise<SentRequest> {
  const accountId = '900000000401';
  await setContact(stack, accountId, 'BILLING');
  const typo = { ...SOC, name: 'Accounts payable', emailAddress: 'pa@example.com' };
  const first = await sendTicketRequest(stack, user, billingRequest(accountId, 'jira-OPS-46-10303', typo));
  const corrected = { ...typo, emailAddress: 'ap@example.com' };
  await sendTicketRequest(stack, user, billingRequest(accountId, 'jira-OPS-46-10304', corrected));
  await user.end(first.requestId);
  return first;
}

/** Named after the ticket, whose reference is in its id. */
function billingRequest(accountId: string, requestId: string, contact: Contact): ChangeRequest {
  const reference = /OPS-\d+/.exec(requestId)?.[0] ?? '';
  return makeRequest({
    requestId,
    reason: 'Invoices go to the new team',
    source: { ...TICKET, reference, url: `https://example.atlassian.net/browse/${reference}` },
    changes: [{ accountId, alternateContactType: 'BILLING', action: 'PUT', contact }],
  });
}
