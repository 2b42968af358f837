import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runCommand } from '../../integration/command-line.ts';
import { payload, replaced, send } from '../../integration/ticketing/sender.ts';
import { anyAccount, soakRequest } from './contacts.ts';
import { putAwsEvent } from './events.ts';
import { patiently } from './patiently.ts';
import { SYSTEMS } from './policy.ts';
import type { World } from './world.ts';

const TICKETS = 'servicenow';
const NEW_ACCOUNT = join(import.meta.dirname, '../../fixtures/organization/create-account-result.json');
/** Accounts that nothing else changes. */
const FIRST_NEW_ACCOUNT = 900_000_000_901;
const NEW_ACCOUNTS = 100;
const LONGEST_THOUGHT_MS = 4_000;

/** A request that a producer signs by itself. */
export async function signedWebhook(world: World, kind: string): Promise<void> {
  const { source: _, ...data } = soakRequest(SYSTEMS.other);
  world.mailbox.agree(data.requestId, 'approve');
  const timestamp = new Date().toISOString();
  await sendTicket(
    world,
    kind,
    'standard',
    JSON.stringify({ type: 'alternate-contact.change.requested', timestamp, data }),
  );
}

/** A ticket that somebody edits after they have sent it. */
export async function correctedTicket(world: World, kind: string): Promise<void> {
  const ticket = newTicket();
  await sendTicket(world, kind, TICKETS, ticket);
  await delay(Math.random() * LONGEST_THOUGHT_MS);
  const requestId = await sendTicket(world, kind, TICKETS, replaced(ticket, ['On call', 'On duty']));
  world.mailbox.agree(requestId, 'approve');
}

/** A ticket that is closed before anybody decides. */
export async function closedTicket(world: World, kind: string): Promise<void> {
  const ticket = newTicket();
  await sendTicket(world, kind, TICKETS, ticket);
  await delay(Math.random() * LONGEST_THOUGHT_MS);
  await post(world, TICKETS, replaced(ticket, ['"Set"', '"cancel"']));
}

/** `contacts request`; what it does not confirm, it may have sent all the same. */
export async function typedCommand({ cli, mailbox, accept }: World, kind: string): Promise<void> {
  const { requestId, requestedBy, reason } = soakRequest(SYSTEMS.other);
  mailbox.agree(requestId, 'approve');
  const contact = [
    '--name',
    'Night watch',
    '--title',
    'On duty',
    '--email',
    'soak@example.com',
    '--phone',
    '+1 555 0100',
  ];
  const named = ['--request-id', requestId, '--requested-by', requestedBy, '--reason', reason];
  const words = ['request', '--account', anyAccount(), '--type', 'OPERATIONS', ...contact, ...named];
  const { status } = await runCommand(cli, words);
  if (status === 0) accept({ kind, key: `cli/${requestId}` });
}

/** An account that is new: its contacts are requested by the service itself. */
export async function organizationEvent(world: World, kind: string): Promise<void> {
  const accountId = String(FIRST_NEW_ACCOUNT + Math.floor(Math.random() * NEW_ACCOUNTS));
  world.mailbox.agree(`baseline-${accountId}-`, 'approve');
  const { source, detail, ...event } = JSON.parse(
    replaced(await readFile(NEW_ACCOUNT, 'utf8'), ['444444444444', accountId]),
  );
  world.accept({ kind, key: await putAwsEvent(world, source, event['detail-type'], detail) });
}

function newTicket(): string {
  const ticket = `RITM${Math.random().toString().slice(2, 12)}`;
  return replaced(payload(TICKETS), ['RITM0010042', ticket], ['900000000106', anyAccount()]);
}

/** Sends a ticket, and returns the id of its request. */
async function sendTicket(world: World, kind: string, source: string, body: string): Promise<string> {
  const requestId = await post(world, source, body);
  world.accept({ kind, key: `${source}/${requestId}` });
  return requestId;
}

/** Ticket systems try again when they get no answer, or one of a server in trouble. */
async function post({ stack }: World, source: string, body: string): Promise<string> {
  return patiently(`a webhook of ${source}`, async () => {
    const { status, body: answer } = await send(stack.current, source, body);
    if (status === 202 || status === 200) return answer.requestId ?? '';
    throw new Error(`${status} ${JSON.stringify(answer)}`);
  });
}
