import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ALTERNATE_CONTACT_TYPES } from '../../../functions/domain/contact/contact.ts';
import type { Change } from '../../../schemas/compiled/change-request.js';
import { APPROVER, makeRequest, nonceIn, postVote, type Requester, SOC, until } from '../../integration/requester.ts';
import type { TestStack } from '../../integration/stack.ts';
import { payload, replaced, request } from '../../integration/ticketing/sender.ts';
import { type CostPolicy, ONE_FIRST, PRE_APPROVED } from './policy.ts';
import { sendSigned } from './signed-request.ts';

/** What a run works with. */
export interface Place {
  stack: TestStack;
  user: Requester;
}

/** A kind of request, and how somebody has one from its beginning to its end. */
export interface Kind {
  name: string;
  /** How many are made, to take the average. */
  samples: number;
  /** The policy of the stack that it is made on; the usual one if it is left out. */
  policy?: CostPolicy;
  /** @returns how often the HTTP API was called */
  run(place: Place, index: number): Promise<number>;
}

const NEW_ACCOUNT = join(import.meta.dirname, '../../fixtures/organization/create-account-result.json');
const FIRST_ACCOUNT = 900_000_000_001;
const MOST_CHANGES = 100;
/** The approver opens the page, votes and sees the result. */
const CALLS_OF_A_VOTE = 3;

let contacts = 0;

export const KINDS: Kind[] = [
  { name: 'one change, approved', samples: 5, run: (place) => decide(place, changes(1), 'approve') },
  {
    name: 'one change, approved, only the mails that ask and tell the end',
    samples: 5,
    policy: 'economical',
    run: (place) => signed(place, 'test'),
  },
  {
    name: 'the same, and one approver is asked a day before the other, and approves',
    samples: 5,
    policy: 'economical',
    run: (place) => signed(place, ONE_FIRST),
  },
  { name: 'one change, rejected', samples: 5, run: (place) => decide(place, changes(1), 'reject') },
  { name: 'one change, pre-approved', samples: 5, run: preApproved },
  {
    name: `${MOST_CHANGES} changes, approved`,
    samples: 2,
    run: (place) => decide(place, changes(MOST_CHANGES), 'approve'),
  },
  { name: 'ticket: one change, approved, commented on twice', samples: 5, run: ticket },
  {
    name: 'ticket: one change, approved, only the mails that ask',
    samples: 5,
    policy: 'economical',
    run: ticket,
  },
  { name: 'new account: three contacts, approved', samples: 5, run: newAccount },
];

async function decide(place: Place, asked: Change[], decision: 'approve' | 'reject'): Promise<number> {
  const { requestId } = makeRequest({ changes: asked });
  await place.user.put({ ...makeRequest({ changes: asked }), requestId });
  return decideOne(place, requestId, decision);
}

/** Nobody decides before everybody has got their mail. */
async function decideOne({ user, stack }: Place, requestId: string, decision: 'approve' | 'reject'): Promise<number> {
  const link = await user.link(requestId, APPROVER);
  await until('all mails of the request', async () => stack.logs.find((line) => isAsked(line, requestId)));
  const page = await (await fetch(link)).text();
  await postVote(link, nonceIn(page), decision, 'Decided by the benchmark');
  await (await fetch(link)).text();
  await ended(user, requestId);
  return CALLS_OF_A_VOTE;
}

/** Only a requester who has proven to be one knows of the request without a mail. */
async function signed(place: Place, system: string): Promise<number> {
  const { requestedBy: _, ...asked } = makeRequest({ changes: changes(1), source: { system } });
  await sendSigned(place.stack, asked);
  return (await decideOne(place, asked.requestId, 'approve')) + 1;
}

async function preApproved({ user }: Place): Promise<number> {
  const asked = makeRequest({ changes: changes(1), source: { system: PRE_APPROVED } });
  await user.put(asked);
  await ended(user, asked.requestId);
  return 0;
}

async function ticket(place: Place, index: number): Promise<number> {
  const body = replaced(payload('servicenow'), ['RITM0010042', `RITM${index}`], ['900000000106', nextAccount()]);
  const requestId = await request(place.stack, 'servicenow', body);
  return (await decideOne(place, requestId, 'approve')) + 1;
}

async function newAccount(place: Place): Promise<number> {
  const { user, stack } = place;
  const account = nextAccount();
  const text = replaced(await readFile(NEW_ACCOUNT, 'utf8'), ['444444444444', account]);
  const { source, detail, ...event } = JSON.parse(text);
  const entry = { Source: source, DetailType: event['detail-type'], Detail: JSON.stringify(detail) };
  await new EventBridgeClient(stack.client).send(new PutEventsCommand({ Entries: [entry] }));
  const requestId = await until('a link', async () =>
    [...(await user.links()).keys()].find((id) => id.startsWith(`baseline-${account}-`)),
  );
  return decideOne(place, requestId, 'approve');
}

function isAsked(line: string, requestId: string): boolean {
  return ['request-approval', 'Task succeeded', `/${requestId}"`].every((part) => line.includes(part));
}

async function ended(user: Requester, requestId: string): Promise<void> {
  const isEnd = (status: string) => ['APPLIED', 'REJECTED'].includes(status);
  await until(`the end of ${requestId}`, async () => (await user.statuses(requestId)).find(isEnd));
}

/** Changes of contacts that nothing else has changed. */
function changes(count: number): Change[] {
  return Array.from({ length: count }, () => ({
    accountId: nextAccount(),
    alternateContactType: ALTERNATE_CONTACT_TYPES[2],
    action: 'PUT' as const,
    contact: SOC,
  }));
}

function nextAccount(): string {
  contacts += 1;
  return String(FIRST_ACCOUNT + contacts);
}
