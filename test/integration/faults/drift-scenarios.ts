import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { SOC } from '../requester.ts';
import { alwaysOf } from './fault-kinds.ts';
import type { Outcome } from './outcome.ts';
import { SYSTEM, WATCH } from './policy.ts';
import { goThrough, outcomeOf, SCHEDULED, track } from './requests.ts';
import { sweeping } from './rule-scenarios.ts';
import type { Scenario } from './scenario.ts';
import { newTracked } from './workflow-scenarios.ts';
import { until, type World } from './world.ts';

/** Enough for three attempts of an event's function. */
const EVENT_MILLISECONDS = 20_000;

/** What the inventory takes the contact for. */
const KNOWN = { ...SOC, name: 'Somebody else' };

/** Somebody else changes a contact. What they could not be told of at once, the schedule tells; an event that was kept is replayed. */
export const drifted: Scenario = async (world, tried) => {
  const contact = world.newContact();
  await know(world, contact);
  const since = (await world.now()).events;
  await world.forgetMails();
  await tried.begin();
  await world.setContact(contact);
  await untilDone(world, contact, () => isTold(world, contact));
  await tried.end();
  const letter = await letterOf(world, contact);
  if (letter !== undefined) await world.invoke('detect-drift', JSON.parse(letter).requestPayload);
  const isLate = !(await isTold(world, contact));
  if (isLate) await world.invoke('report-drift', SCHEDULED);
  await until('everybody to be told', async () => ((await isTold(world, contact)) ? true : undefined));
  return {
    ...(await driftOutcome(world, contact, since)),
    isKept: letter !== undefined,
    delay: isLate ? 'next run' : '',
  };
};

/** Somebody sets a contact to what a request has made it, of which the inventory does not know. */
export const setAgain: Scenario = async (world, tried) => {
  const { contact } = await appliedUnknown(world);
  const since = (await world.now()).events;
  await world.forgetMails();
  await tried.begin();
  await world.setContact(contact);
  const isSeen = async () =>
    Object((await seen(world, contact))['setBy']).requestKey === undefined ? undefined : true;
  await untilDone(world, contact, async () => (await isSeen()) ?? false);
  await tried.end();
  const letter = await letterOf(world, contact);
  if (letter !== undefined) await world.invoke('detect-drift', JSON.parse(letter).requestPayload);
  await until('who has set it at last', isSeen);
  return { ...(await driftOutcome(world, contact, since)), isKept: letter !== undefined };
};

/** A change of which nobody has been told. */
export const untold: Scenario = async (world, tried) => {
  const contact = world.newContact();
  const at = new Date().toISOString();
  const changedOutside = { foundAt: at, foundBy: 'sweep', isReported: false, isMailed: false };
  await know(world, contact, { changedOutside }, { unreported: 'drift', unreportedSince: at });
  const since = (await world.now()).events;
  await world.forgetMails();
  const run = await sweeping(world, tried, { functionName: 'report-drift', isDone: () => isTold(world, contact) });
  return { ...(await driftOutcome(world, contact, since)), ...run };
};

/** The request that follows when somebody else has changed a contact. */
export const driftAnswered: Scenario = async (world, tried) => {
  const contact = world.newContact();
  await know(world, contact);
  const tracked = { ...(await track(world, '', 'organization', contact)), marker: contact.accountId };
  await tried.begin();
  await world.setContact(contact);
  const requestId = await until('the request', async () => requestIdOf(world, contact, tracked.since.events));
  await goThrough({ ...tracked, marker: `"${contact.accountId}"` }, 'approve').catch(() => undefined);
  await tried.end();
  return outcomeOf({ ...tracked, requestId, requestKey: `organization/${requestId}` });
};

/** A request has set a contact, and it was not kept in the inventory who has. */
export async function appliedUnknown(world: World) {
  const tracked = await newTracked(world, SYSTEM.usual);
  await know(world, tracked.contact, { contact: null });
  await world.stack.setFaults([
    { ...alwaysOf('apply-change', 'PutItem', 'AccessDeniedException'), inputContains: '-inventory"' },
  ]);
  await world.user.put(tracked.request);
  await goThrough(tracked, 'approve');
  await world.stack.setFaults([]);
  await know(world, tracked.contact);
  return tracked;
}

/** Lets the inventory know the contact of an account. */
export async function know(world: World, contact: ContactKey, of: object = {}, index: object = {}): Promise<void> {
  const { accountId, alternateContactType } = contact;
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const known = { contact: KNOWN, seenAt: at, since: at, standing: 'drifted', ...of };
  const contacts = { [alternateContactType]: known };
  await world.putKnown({ accountId, parentIds: [], state: 'ACTIVE', listedAt: at, contacts, version: 1, ...index });
}

/** Waits until the event is handled or kept; what is done in part only is left as it is. */
async function untilDone(world: World, contact: ContactKey, isDone: () => Promise<boolean>): Promise<void> {
  const find = async () => ((await isDone()) || (await letterOf(world, contact)) !== undefined ? true : undefined);
  await until('what an event does', find, EVENT_MILLISECONDS).catch(() => undefined);
}

async function letterOf(world: World, { accountId }: ContactKey): Promise<string | undefined> {
  return (await world.deadLetters()).find((text) => text.includes(accountId));
}

async function seen(world: World, { accountId, alternateContactType }: ContactKey): Promise<Record<string, unknown>> {
  const { contacts } = Object(await world.known(accountId));
  return { ...Object(Object(contacts)[alternateContactType]) };
}

async function isTold(world: World, contact: ContactKey): Promise<boolean> {
  const { isReported, isMailed } = Object((await seen(world, contact))['changedOutside']);
  return isReported === true && isMailed === true;
}

async function requestIdOf(world: World, { accountId }: ContactKey, from: number): Promise<string | undefined> {
  const drift = (await world.events(from)).find(
    (event) => event['detail-type'] === 'Alternate Contact Drift Detected' && event.detail['accountId'] === accountId,
  );
  return drift && String(drift.detail['requestId']);
}

async function driftOutcome(world: World, { accountId }: ContactKey, from: number): Promise<Outcome> {
  const events = (await world.events(from)).filter(({ detail }) => detail['accountId'] === accountId);
  const mails = (await world.stack.mails()).filter(
    ({ destination, body }) => destination.to.includes(WATCH) && body.text?.includes(accountId),
  );
  const told: Record<string, number> = mails.length === 0 ? {} : { mail: mails.length };
  for (const event of events) {
    const name = `event ${event['detail-type']}`;
    told[name] = (told[name] ?? 0) + 1;
  }
  return { answer: '', status: 'known', ledger: [], contact: 'as asked', told, held: [], delay: '', isKept: false };
}
