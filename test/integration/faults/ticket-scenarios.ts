import { createHmac } from 'node:crypto';
import { webhookKey } from '../../../local/secret-values.ts';
import { SYSTEM } from './policy.ts';
import { goThrough, linkOf, outcomeOf, track } from './requests.ts';
import type { Scenario } from './scenario.ts';
import { endTold } from './workflow-scenarios.ts';
import { until, type World } from './world.ts';

/** Sends a webhook that its system has signed. @returns the status of the answer */
export async function sendWebhook({ stack }: World, system: string, content: object): Promise<number> {
  const body = JSON.stringify(content);
  const signature = createHmac('sha256', webhookKey(system)).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-signature': `sha256=${signature}` };
  const { status } = await fetch(`${stack.httpApiUrl}/webhooks/${system}`, { method: 'POST', headers, body });
  return status;
}

/** A ticket whose request for so many contacts nobody has to approve. It sends again what was not accepted. */
const preApprovedFor =
  (contacts: number): Scenario =>
  async (world, tried) => {
    const { contact, ticket } = newTicket(world, SYSTEM.tickets, contacts);
    const tracked = await track(world, ticket.data.requestId, SYSTEM.tickets, contact);
    await tried.begin();
    const answer = await sendWebhook(world, SYSTEM.tickets, ticket);
    if (answer === 202) await goThrough(tracked);
    await tried.end();
    if (answer !== 202) {
      await sendWebhook(world, SYSTEM.tickets, ticket);
      await goThrough(tracked);
    }
    return outcomeOf(tracked, String(answer));
  };

export const preApproved = preApprovedFor(1);

/** For so many accounts that they are read by pages. */
export const manyPreApproved = preApprovedFor(10);

/** A ticket that asks for something else than before. */
export const superseding: Scenario = async (world, tried) => {
  const { contact, ticket } = newTicket(world, 'desk');
  const first = ticket.data.requestId;
  await world.forgetMails();
  await sendWebhook(world, 'desk', ticket);
  await until('the first link', () => linkOf(world, first));
  const requestId = `${first}-again`;
  const tracked = await track(world, requestId, 'desk', contact);
  await tried.begin();
  await sendWebhook(world, 'desk', { ...ticket, data: { ...ticket.data, requestId, replaces: 'all' } });
  await goThrough(tracked, 'approve');
  await tried.end();
  const outcome = await outcomeOf(tracked);
  const told = { ...outcome.told, ...(await endTold(world, `desk/${first}`)) };
  return { ...outcome, told };
};

/** A ticket that is closed while its request waits. */
export const closedTicket: Scenario = async (world, tried) => {
  const { contact, ticket } = newTicket(world, 'desk');
  const { requestId } = ticket.data;
  const tracked = await track(world, requestId, 'desk', contact);
  await sendWebhook(world, 'desk', ticket);
  await until('the link', () => linkOf(world, requestId));
  await tried.begin();
  const answer = await sendWebhook(world, 'desk', { action: 'cancel', ticket: ticket.ticket });
  const isEnded = async () => ((await world.record(tracked.requestKey))?.results ? true : undefined);
  const isKept = async () =>
    (await world.deadLetters()).some((text) => text.includes(ticket.ticket)) ? true : undefined;
  const how = await until('the end', async () => (await isEnded()) ?? (await isKept()) ?? undefined, 8000).catch(
    () => false,
  );
  await tried.end();
  const kept = (await isKept()) === true;
  if (how === false || kept) await sendWebhook(world, 'desk', { action: 'cancel', ticket: ticket.ticket });
  await until('the end at last', isEnded);
  const outcome = await outcomeOf(tracked, String(answer));
  return { ...outcome, isKept: kept };
};

/** A ticket that asks for one contact, or for so many, of which it names the first. */
export function newTicket(world: World, system: string, contacts = 1) {
  const contact = world.newContact();
  const { source: _, ...data } = world.newRequest(system, contact);
  const others = Array.from({ length: contacts - 1 }, () => world.newRequest(system).changes).flat();
  return {
    contact,
    ticket: { ticket: `T-${data.requestId}`, action: 'open', data: { ...data, changes: [...data.changes, ...others] } },
  };
}
