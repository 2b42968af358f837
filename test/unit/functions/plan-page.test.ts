import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { TargetPage } from '../../../functions/domain/campaign/campaign-plan.ts';
import { CAMPAIGN_KEYS } from '../../../functions/domain/campaign/object-keys.ts';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import { account, CREATED_AT, cancelled, NEW_CONTACT, OLD_CONTACT, REQUEST_KEY, requested } from '../builders.ts';
import { campaignRequest } from '../campaign-builders.ts';
import { invoke } from './invoke.ts';
import { SweepWorld } from './sweep-world.ts';

vi.mock('node:timers/promises', () => ({
  setTimeout: async (milliseconds: number) => {
    vi.setSystemTime(Date.now() + milliseconds);
  },
}));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const RUN = 'run';
const HOUR = 3_600_000;
/** How long the state machine waits for a try. */
const TASK_MILLISECONDS = 125_000;

let world: SweepWorld;

const id = (index: number) => String(900_000_000_000 + index);

/** A page of so many accounts, of which each contact is to be set. */
function givenPage(accounts: number): void {
  const ids = Array.from({ length: accounts }, (_, index) => id(index));
  const target: TargetPage = {
    page: 1,
    changes: ids.flatMap((accountId) =>
      (['BILLING', 'OPERATIONS', 'SECURITY'] as const).map((alternateContactType) => ({
        ...{ accountId, alternateContactType },
        after: NEW_CONTACT,
      })),
    ),
    accounts: ids.map((accountId) => account({ accountId })),
  };
  world.objects.set(CAMPAIGN_KEYS.targetPage(RUN, 1), target);
}

function givenRecord(...later: Parameters<typeof recordOf>[0]): void {
  const record = recordOf([requested({ request: campaignRequest(), accounts: [] }), ...later]);
  world.table.items.set(`REQUEST#${REQUEST_KEY}`, { pk: `REQUEST#${REQUEST_KEY}`, ...record });
}

/** The function with such a share of the quota, as a new process of it begins. */
async function planning({ share = '50', region = 'us-east-1' } = {}) {
  vi.resetModules();
  vi.stubEnv('SWEEP_SHARE', share);
  vi.stubEnv('AWS_REGION', region);
  const { handler } = await import('../../../functions/plan-page.ts');
  return () => invoke(handler, { requestKey: REQUEST_KEY, run: RUN, page: 1 });
}

/** What the function answers at last, if it is tried again every minute. Each try must end within its time. */
async function ended(plan: () => Promise<unknown>): Promise<unknown> {
  for (let tries = 0; tries < 100; tries += 1) {
    const begunAt = Date.now();
    const output = await plan().catch((error) => {
      if (error.name !== 'LineBusyError') throw error;
    });
    expect(Date.now() - begunAt).toBeLessThan(TASK_MILLISECONDS);
    if (output) return output;
    world.pass(60_000);
  }
  throw new Error('the page is never planned');
}

const targets = (): TargetPage => Object(world.objects.get(CAMPAIGN_KEYS.targetPage(RUN, 1)));
const planned = () => Object(world.objects.get(CAMPAIGN_KEYS.planPage(RUN, 1)));

/** What the inventory knows of the first account's SECURITY contact. */
function know(seen: object): void {
  const contacts = { SECURITY: { contact: OLD_CONTACT, standing: 'unmanaged', ...seen } };
  const item = { accountId: id(0), parentIds: [], state: 'ACTIVE', listedAt: CREATED_AT, contacts };
  world.table.items.set(id(0), { ...item, version: 1 });
}

const readsOfKnown = () => world.reads.filter((read) => read === `${id(0)}/SECURITY`).length;

beforeEach(() => {
  vi.unstubAllEnvs();
  world = new SweepWorld();
  givenRecord();
  world.pass(60_000);
});

describe('plan-page', () => {
  it('keeps before and after of each contact, and what it has read of accounts that no sweep has read', async () => {
    givenPage(1);
    world.set(id(0), OLD_CONTACT);
    const plan = await planning();
    await expect(plan()).resolves.toEqual({ page: 1, count: 3 });
    expect(planned().changes).toHaveLength(3);
    expect(world.known(id(0))).toMatchObject({
      ...{ name: account().name, parentIds: account().parentIds, listedAt: CREATED_AT },
      contacts: { SECURITY: { contact: OLD_CONTACT }, BILLING: { contact: null } },
    });
  });

  it('reads no contact for a request that was cancelled meanwhile', async () => {
    givenPage(1);
    givenRecord(cancelled());
    const plan = await planning();
    await expect(plan()).resolves.toEqual({ page: 1, count: 0 });
    expect(world.reads).toEqual([]);
    expect(planned()).toEqual({});
  });

  it.each([
    { share: '9', region: 'us-east-1' },
    { share: '1', region: 'us-east-1' },
    { share: '33', region: 'cn-north-1' },
    { share: '1', region: 'cn-north-1' },
  ])('comes to its end with $share % of the quota in $region, each try within its time', async (pace) => {
    givenPage(33);
    const plan = await planning(pace);
    await expect(ended(plan)).resolves.toEqual({ page: 1, count: 99 });
    expect(world.reads).toHaveLength(99);
  });

  it('comes to its end although no account can be read', async () => {
    givenPage(33);
    const denial = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    for (const { accountId } of targets().accounts) world.denied.set(accountId, denial);
    const plan = await planning({ share: '1' });
    await expect(ended(plan)).resolves.toEqual({ page: 1, count: 0 });
    expect(planned().unreadable).toHaveLength(99);
    expect(planned().unreadable[0].error.name).toBe('AccessDeniedException');
    expect(world.reads).toHaveLength(99);
  });

  it('begins no turns that end after its time, when it has given way to changes for most of that', async () => {
    givenPage(1);
    const plan = await planning({ share: '1', region: 'cn-north-1' });
    const begunAt = Date.now();
    const backEnd = begunAt + 90_000;
    world.table.items.set('LINE#contacts', { pk: 'LINE#contacts', frontEnd: backEnd, backEnd });
    await expect(plan()).rejects.toMatchObject({ name: 'LineBusyError' });
    expect(Date.now() - begunAt).toBeLessThan(TASK_MILLISECONDS);
  });

  it.each([
    { what: 'what was read since the request was registered', at: 1000, now: HOUR, reads: 0 },
    { what: 'what was read before', at: -1000, now: 60_000, reads: 1 },
  ])('reads $what $reads times', async ({ at, now, reads }) => {
    givenPage(1);
    know({ seenAt: new Date(Date.parse(CREATED_AT) + at).toISOString() });
    vi.setSystemTime(Date.parse(CREATED_AT) + now);
    const plan = await planning();
    await plan();
    expect(readsOfKnown()).toBe(reads);
  });

  it.each([
    { what: 'takes what this service has set minutes ago, because a read may not show it yet', now: 60_000, reads: 0 },
    { what: 'reads what it had set before the request, once reads show it', now: HOUR, reads: 1 },
  ])('$what', async ({ now, reads }) => {
    givenPage(1);
    const at = new Date(Date.parse(CREATED_AT) - 60_000).toISOString();
    know({ seenAt: at, setBy: { at, requestKey: 'cli/one' } });
    vi.setSystemTime(Date.parse(CREATED_AT) + now);
    const plan = await planning();
    await plan();
    expect(readsOfKnown()).toBe(reads);
  });
});
