import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { SYSTEM } from './policy.ts';
import { executionOf, goThrough, linkOf, outcomeOf, type Tracked, track } from './requests.ts';
import type { Scenario } from './scenario.ts';
import { sendWebhook } from './ticket-scenarios.ts';
import { until, type World } from './world.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/organization');

/** An account is new, and gets its baseline. An event that was kept is replayed. */
export const newAccount: Scenario = async (world, tried) => {
  const tracked = await trackAccount(world);
  const happen = () => putFixture(world, 'create-account-result', tracked.marker);
  await tried.begin();
  await happen();
  await goThrough(tracked, 'approve');
  await tried.end();
  const isKept = await isKeptAbout(world, tracked.marker);
  if (isKept) {
    const { events, calls } = await world.now();
    await happen();
    await goThrough({ ...tracked, since: { events, calls } }, 'approve');
  }
  return { ...(await outcomeOf(await withKey(tracked))), isKept };
};

/** The execution of its request is stopped before anybody has decided. */
export const stoppedBaseline: Scenario = async (world, tried) => {
  const tracked = await trackAccount(world);
  await tried.begin();
  await putFixture(world, 'create-account-result', tracked.marker);
  await until('the link', () => linkOf(world, tracked.marker));
  const { executionArn = '' } = (await executionOf(tracked)) ?? {};
  await world.user.stepFunctions.send(new StopExecutionCommand({ executionArn }));
  const found = await withKey(tracked);
  await until('the end', async () => ((await world.record(found.requestKey))?.results ? true : undefined), 4000).catch(
    () => {},
  );
  await tried.end();
  return outcomeOf(found);
};

/** An account is closed while a request about it waits. */
export const closedAccount: Scenario = async (world, tried) => {
  const contact = world.newContact();
  const request = world.newRequest(SYSTEM.alone, contact);
  const tracked = await track(world, request.requestId, SYSTEM.alone, contact);
  await world.user.put(request);
  await until('the link', () => linkOf(world, request.requestId));
  const since = await world.now();
  const happen = () => putFixture(world, 'close-account-result', contact.accountId);
  await tried.begin();
  await happen();
  await goThrough({ ...tracked, marker: '"closeAccountStatus"', since });
  await tried.end();
  const isKept = await isKeptAbout(world, contact.accountId);
  if (isKept) await happen();
  await until('the end of the request', async () =>
    (await world.record(tracked.requestKey))?.results ? true : undefined,
  );
  return { ...(await outcomeOf(tracked)), isKept };
};

/** One of two accounts is closed, after the plan for both was made, which nobody has to approve. */
export const closedBeforePreApproval: Scenario = async (world, tried) => {
  const [contact, other] = [world.newContact(), world.newContact()];
  const [request, further] = [world.newRequest(SYSTEM.tickets, contact), world.newRequest(SYSTEM.tickets, other)];
  const tracked = await track(world, request.requestId, SYSTEM.tickets, contact);
  const slow = { operation: 'GetItem', caller: 'alternate-contacts-local-pre-approve', inputContains: '"REQUEST#' };
  await tried.begin([{ ...slow, latencyMs: 2000 }]);
  const { source: _, ...data } = request;
  await sendWebhook(world, SYSTEM.tickets, {
    ...{ ticket: `T-${data.requestId}`, action: 'open' },
    data: { ...data, changes: [...request.changes, ...further.changes] },
  });
  await until('a plan', async () => (await world.record(tracked.requestKey))?.plan);
  await putFixture(world, 'close-account-result', other.accountId);
  await goThrough(tracked);
  await tried.end();
  return outcomeOf(tracked);
};

async function trackAccount(world: World): Promise<Tracked> {
  const contact = { ...world.newContact(), alternateContactType: 'SECURITY' as const };
  const tracked = await track(world, '', 'organization', contact);
  return { ...tracked, marker: contact.accountId };
}

/** The request that the workflow has made, if it got so far. */
async function withKey(tracked: Tracked): Promise<Tracked> {
  const { world, since, marker } = tracked;
  const ids = (await world.events(since.events)).flatMap(({ source, detail }) => {
    const id = detail['requestId'];
    return source === 'alternate-contacts' && typeof id === 'string' && id.includes(marker) ? [id] : [];
  });
  const [requestId = 'none'] = ids;
  return { ...tracked, requestId, requestKey: `organization/${requestId}` };
}

async function isKeptAbout(world: World, marker: string): Promise<boolean> {
  return (await world.deadLetters()).some((text) => text.includes(marker));
}

async function putFixture(world: World, name: string, accountId: string): Promise<void> {
  const text = readFileSync(join(FIXTURES, `${name}.json`), 'utf8').replaceAll('444444444444', accountId);
  const event = JSON.parse(text);
  await world.putEvent({
    Source: event.source,
    DetailType: event['detail-type'],
    Detail: event.detail,
    bus: 'default',
  });
}
