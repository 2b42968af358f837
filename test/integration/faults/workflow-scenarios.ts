import { alwaysOf } from './fault-kinds.ts';
import { SYSTEM } from './policy.ts';
import { goThrough, linkOf, outcomeOf, track, voteAt, wakeLate } from './requests.ts';
import type { Scenario, Tried } from './scenario.ts';
import { until, type World } from './world.ts';

/** A request that is decided by a vote. */
function decided(decision: 'approve' | 'reject', along: Parameters<Tried['begin']>[0] = []): Scenario {
  return async (world, tried) => {
    const tracked = await newTracked(world, SYSTEM.usual);
    await tried.begin(along);
    await world.user.put(tracked.request);
    await goThrough(tracked, decision);
    await tried.end();
    return outcomeOf(tracked);
  };
}

export const approved = decided('approve');
export const rejected = decided('reject');

/** Like the others, but SES refuses the mails of this function. */
export const refusedMail = (functionName: string, decision: 'approve' | 'reject' = 'reject') =>
  decided(decision, [alwaysOf(functionName, 'SendEmail', 'MessageRejected')]);

/** Like the first, but AWS fails once when this function reads the contact, so that the next attempt goes before others. */
export const triedAgain = (functionName: string) =>
  decided('approve', [{ ...alwaysOf(functionName, 'GetAlternateContact', 'InternalServerException'), times: 1 }]);

/** Others are in line, and the turn of the change is over when it comes to it. */
export const turnLost: Scenario = async (world, tried) => {
  const tracked = await newTracked(world, SYSTEM.usual);
  await tried.begin();
  await world.user.put(tracked.request);
  const link = await until('the link', () => linkOf(world, tracked.requestId));
  const end = Date.now() + OTHERS_MILLISECONDS;
  const line = { pk: 'LINE#contacts', frontEnd: end, backEnd: end, slowness: 100, slowedAt: 0 };
  await world.putItem({ ...line, pushed: 0, shifted: 0 });
  await voteAt(link, 'approve');
  await until('its turn', async () => (await world.item(`REQUEST#${tracked.requestKey}`))?.['turns']);
  await world.putItem({ ...line, pushed: -LAPSED_MILLISECONDS, shifted: -LAPSED_MILLISECONDS });
  await goThrough(tracked);
  await tried.end();
  return outcomeOf(tracked);
};

/** How long the others have the line, and how much too early the turn is then. */
const OTHERS_MILLISECONDS = 3000;
const LAPSED_MILLISECONDS = 60_000;

export const removed: Scenario = async (world, tried) => {
  const contact = world.newContact();
  await world.setContact(contact);
  const request = world.newRequest(SYSTEM.usual, contact, 'DELETE');
  const tracked = { ...(await track(world, request.requestId, SYSTEM.usual, contact)), isRemoval: true };
  await tried.begin();
  await world.user.put(request);
  await goThrough(tracked, 'approve');
  await tried.end();
  return outcomeOf(tracked);
};

export const unreachable: Scenario = async (world, tried) => {
  const tracked = await newTracked(world, SYSTEM.alone);
  await tried.begin([alwaysOf('request-approval', 'SendEmail', 'MessageRejected')]);
  await world.user.put(tracked.request);
  await goThrough(tracked);
  await tried.end();
  return outcomeOf(tracked);
};

export const invalid: Scenario = async (world, tried) => {
  const contact = world.newContact();
  const request = world.newRequest(SYSTEM.usual, { ...contact, accountId: '555555555555' });
  const tracked = await track(world, request.requestId, SYSTEM.usual, contact);
  const reason = `because of ${request.requestId}`;
  await tried.begin();
  await world.user.put({ ...request, reason, source: { system: SYSTEM.usual, reference: request.requestId } });
  await goThrough(tracked);
  await tried.end();
  return outcomeOf(tracked);
};

/** The plan is stored, but nobody hears of it. */
export const plannedTwice: Scenario = async (world, tried) => {
  const tracked = await newTracked(world, SYSTEM.usual);
  const lost = { ...alwaysOf('plan-changes', 'PutItem', ''), inputContains: '"REQUEST#', breaks: 'after' as const };
  const { error: _, ...fault } = { ...lost, times: 1, allAttempts: true };
  await tried.begin([fault]);
  await world.user.put(tracked.request);
  await goThrough(tracked, 'approve');
  await tried.end();
  return outcomeOf(tracked);
};

/** A request that waits for the same contact as another one that is applied: the first is asked for again. */
export const competing: Scenario = async (world, tried) => {
  const other = await newTracked(world, SYSTEM.alone);
  await world.user.put(other.request);
  await until('the link of the other', () => linkOf(world, other.requestId));
  const request = world.newRequest(SYSTEM.usual, other.contact);
  const tracked = await track(world, request.requestId, SYSTEM.usual, other.contact);
  await tried.begin();
  await world.user.put(request);
  await goThrough(tracked, 'approve');
  await tried.end();
  const outcome = await outcomeOf(tracked);
  const told = { ...outcome.told, ...(await endTold(world, other.requestKey)) };
  return { ...outcome, told };
};

/** Somebody sets the contact to what was asked for, while it waits for approval. */
export const setMeanwhile: Scenario = async (world, tried) => {
  const tracked = await newTracked(world, SYSTEM.usual);
  await tried.begin();
  await world.user.put(tracked.request);
  const link = await until('the link', () => linkOf(world, tracked.requestId));
  await world.setContact(tracked.contact);
  await voteAt(link, 'approve');
  await goThrough(tracked);
  await tried.end();
  return { ...(await outcomeOf(tracked)), contact: 'as before' };
};

export async function newTracked(world: World, system: string) {
  const contact = world.newContact();
  const request = world.newRequest(system, contact);
  return { ...(await track(world, request.requestId, system, contact)), request };
}

/** How another request ended that waited for the same, and whether somebody had to wake it. */
export async function endTold(world: World, requestKey: string): Promise<Record<string, number>> {
  const isEnded = async () => ((await world.record(requestKey))?.results ? true : undefined);
  const late = await wakeLate(world, isEnded);
  return { [`end of the other: ${(await world.record(requestKey))?.status}`]: 1, [`other ${late}`]: 1 };
}
