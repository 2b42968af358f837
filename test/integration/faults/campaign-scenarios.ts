import { contactKey } from '../../../functions/domain/contact/contact.ts';
import type { Change } from '../../../schemas/compiled/change-request.js';
import { signedCaller } from './call-scenarios.ts';
import { appliedUnknown, know } from './drift-scenarios.ts';
import { alwaysOf, callerOf, type InjectedFault } from './fault-kinds.ts';
import { SYSTEM } from './policy.ts';
import { executionOf, goThrough, linkOf, outcomeOf, type Tracked, track, voteAt } from './requests.ts';
import type { Scenario } from './scenario.ts';
import { until, type World } from './world.ts';

/** One goes first, and the others are on a page of their own. */
const CHANGES = 3;

/** Many enough that the whole organization is listed, which lacks the last of them. */
const MANY = 501;

/** A campaign, of which nobody has heard yet. */
export interface Campaign extends Tracked {
  request: object;
  changes: Change[];
}

export async function newCampaign(world: World, size = CHANGES): Promise<Campaign> {
  const changes = Array.from({ length: size }, () => world.newRequest(SYSTEM.alone).changes).flat();
  const { changes: _, requestedBy: __, ...request } = world.newRequest(SYSTEM.alone, changes[0]);
  const changeSet = await world.bucket.putChangeSet(changes);
  const [contact = world.newContact(), ...others] = changes.map(contactKey);
  const tracked = await track(world, request.requestId, SYSTEM.alone, contact);
  return { ...tracked, others, changes, request: { ...request, changeSet } };
}

/** A campaign from its request to its end. After its first change, it goes on by itself. */
const campaignWith =
  (along: (campaign: Campaign) => InjectedFault[] = () => []): Scenario =>
  async (world, tried) => {
    const campaign = await newCampaign(world);
    await tried.begin(along(campaign));
    await ask(campaign);
    const isHeld = await goThroughCampaign(campaign);
    await tried.end();
    const outcome = await outcomeOf(campaign);
    return isHeld ? { ...outcome, told: withoutSteering(outcome.told), delay: outcome.delay || 'held' } : outcome;
  };

/** Whoever had to resume it has left an audit event of their own. */
function withoutSteering(told: Record<string, number>): Record<string, number> {
  return { ...told, 'event Audit Recorded': (told['event Audit Recorded'] ?? 0) - 1 };
}

export const campaign = campaignWith();

/** The inventory knows two of its contacts, and takes them for others: one was set by a request, of which it has not heard. */
export const campaignOfKnown: Scenario = async (world, tried) => {
  const { contact } = await appliedUnknown(world);
  const campaign = await newCampaign(world);
  const { changes, others: [other = contact] = [] } = campaign;
  await know(world, other);
  const changeSet = await world.bucket.putChangeSet([...changes, { ...changes[0], ...contact }]);
  await tried.begin();
  await ask({ ...campaign, request: { ...campaign.request, changeSet } });
  await goThroughCampaign(campaign);
  await tried.end();
  return outcomeOf(campaign);
};

/** Somebody asks for a change of a contact that a campaign has just changed. */
export const afterCampaign: Scenario = async (world, tried) => {
  const campaign = await newCampaign(world);
  await ask(campaign);
  await goThroughCampaign(campaign);
  const request = world.newRequest(SYSTEM.usual, campaign.contact);
  const tracked = await track(world, request.requestId, SYSTEM.usual, campaign.contact);
  await tried.begin();
  await world.user.put(request);
  await goThrough(tracked, 'approve');
  await tried.end();
  return outcomeOf(tracked);
};

/** AWS refuses one of its changes, which is more than the policy wants to fail, once the others are made. */
export const changeRefused = campaignWith(({ others: [other] = [] }) => {
  const refused = alwaysOf('apply-change', 'PutAlternateContact', 'AccessDeniedException');
  return [{ ...refused, inputContains: `${other?.accountId}`, latencyMs: 1500 }];
});

/** The others come to wait just when the first change has ended. */
export const heldLate = campaignWith(() => [
  {
    operation: 'UpdateItem',
    caller: callerOf('hold-page'),
    latencyMs: 3000,
  },
]);

/** A request for more accounts than are looked for one by one, of which the organization lacks one. */
export const manyWithStranger: Scenario = async (world, tried) => {
  const campaign = await newCampaign(world, 1);
  const [change] = campaign.changes;
  const ids = Array.from({ length: MANY - 1 }, (_, index) => String(900_000_000_001 + index));
  const changeSet = await world.bucket.putChangeSet(
    [...ids, '999999999999'].map((accountId) => ({ ...change, accountId })),
  );
  await tried.begin();
  await ask({ ...campaign, request: { ...campaign.request, changeSet } });
  await until('the end', async () =>
    (await executionOf(campaign))?.status === 'RUNNING' ? undefined : executionOf(campaign),
  );
  await tried.end();
  return outcomeOf(campaign);
};

/** Asks by a signed call, so that there is proof of who asks. */
export async function ask({ world, request }: Campaign): Promise<void> {
  const call = await signedCaller(world, 'person');
  const status = await call('/requests', request);
  if (status >= 300) throw new Error(`the request for a campaign is answered with ${status}`);
}

/** A campaign that waits after its first change, which AWS has refused. */
export async function heldCampaign(world: World): Promise<Campaign> {
  const campaign = await newCampaign(world);
  const refused = alwaysOf('apply-change', 'PutAlternateContact', 'AccessDeniedException');
  await world.stack.setFaults([{ ...refused, inputContains: campaign.contact.accountId }]);
  await ask(campaign);
  await voteAt(await until('the link', () => linkOf(world, campaign.requestId)), 'approve');
  await until('the first change', async () => ((await isFirstEnded(campaign)) ? true : undefined));
  await until('a page that waits', async () => {
    const { tokens } = Object((await world.item(`CAMPAIGN#${campaign.requestKey}`)) ?? {});
    return Object.keys(tokens ?? {}).length > 0 ? true : undefined;
  });
  return campaign;
}

/** Votes, and waits for the end. @returns whether somebody had to resume it, because it did not go on after its first change */
async function goThroughCampaign(campaign: Campaign): Promise<boolean> {
  const { world, requestId } = campaign;
  let hasVoted = false;
  let isResumed = false;
  await until(`the end of ${requestId}`, async () => {
    const change = await executionOf(campaign);
    if (change && change.status !== 'RUNNING') return true;
    const link = hasVoted ? undefined : await linkOf(world, requestId);
    if (link !== undefined) {
      hasVoted = true;
      await voteAt(link, 'approve');
    }
    if (!isResumed && (await isStuck(campaign))) {
      isResumed = true;
      await (await signedCaller(world, 'person'))('/campaigns', { requestId, action: 'resume' });
    }
    return undefined;
  });
  return isResumed;
}

/** An hour, at the scale of these stacks: nobody lets the others go before, unless the first change has ended. */
const FIRST_CHANGES_MILLISECONDS = 3600;

/** Whether its first change, or the execution of that, has failed, so that the others wait until somebody resumes them. */
async function isStuck({ world, requestKey, since }: Campaign): Promise<boolean> {
  const { state, at, tokens = {} } = Object((await world.item(`CAMPAIGN#${requestKey}`)) ?? {});
  if (state !== 'canary' || Object.keys(tokens).length === 0) return false;
  const { ended, failed = 0 } = Object((await world.item(`PROGRESS#${requestKey}`)) ?? {});
  if (ended instanceof Set && ended.has(0) && failed > 0) return true;
  const isGone = (await world.events(since.events)).some(({ source, detail }) => {
    if (source !== 'aws.states' || detail['status'] !== 'FAILED') return false;
    const input = Object(JSON.parse(String(detail['input'])));
    return input.requestKey === requestKey && input.page === 0;
  });
  const { applyingSince = at } = await world.user.record(requestKey);
  return isGone && Date.now() > Math.max(Date.parse(at), Date.parse(applyingSince)) + FIRST_CHANGES_MILLISECONDS;
}

async function isFirstEnded({ world, requestKey }: Campaign): Promise<boolean> {
  const ended = (await world.item(`PROGRESS#${requestKey}`))?.['ended'];
  return ended instanceof Set && ended.has(0);
}
