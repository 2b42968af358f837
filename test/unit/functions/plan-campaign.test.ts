import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as check } from '../../../functions/check-campaign.ts';
import type { PageEntry, PlanPage, PlanSummary } from '../../../functions/domain/campaign/campaign-plan.ts';
import { CAMPAIGN_KEYS, runOf } from '../../../functions/domain/campaign/object-keys.ts';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import { changeSetKey } from '../../../functions/domain/request/change-set.ts';
import { sha256 } from '../../../functions/domain/request/digest.ts';
import { handler as plan } from '../../../functions/plan-campaign.ts';
import { layOut } from '../../../functions/steps/target-pages.ts';
import type { Change } from '../../../schemas/compiled/change-request.js';
import {
  account,
  approvalOf,
  CREATED_AT,
  cancelled,
  changeRequest,
  EXECUTION_ARN,
  NEW_CONTACT,
  OLD_CONTACT,
  putChange,
  REQUEST_KEY,
  requested,
} from '../builders.ts';
import * as bucket from './fakes/bucket.ts';
import * as campaigns from './fakes/campaigns.ts';
import * as evidence from './fakes/evidence.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/bucket.ts', () => import('./fakes/bucket.ts'));
vi.mock('../../../functions/aws/campaigns.ts', () => import('./fakes/campaigns.ts'));
vi.mock('../../../functions/aws/evidence.ts', () => import('./fakes/evidence.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const RUN = runOf({ executionArn: EXECUTION_ARN });
const id = (index: number) => String(900_000_000_000 + index);
const changes: Change[] = Array.from({ length: 250 }, (_, index) =>
  putChange({ accountId: id(index), alternateContactType: 'SECURITY' }),
);
const text = changes.map((change) => `${JSON.stringify(change)}\n`).join('');
const changeSet = { key: changeSetKey(sha256(text)), sha256: sha256(text), count: 250 };

/** Plans each page as plan-page does: every tenth contact is in place, and one cannot be read. */
async function givenPages(): Promise<void> {
  const accounts = new Map(changes.map(({ accountId }) => [accountId, account({ accountId })]));
  await layOut(
    RUN,
    changes.map((change) => ({ change })),
    accounts,
  );
  for (const [page, from] of [
    [1, 0],
    [2, 100],
    [3, 200],
  ] as const) {
    const of = changes.slice(from, from + 100);
    const contact = ({ accountId }: Change) => ({ accountId, alternateContactType: 'SECURITY' as const });
    const planned: PlanPage = {
      page,
      changes: of
        .filter((_, index) => index % 10 !== 0 && index !== 5)
        .map((change) => ({ ...contact(change), before: OLD_CONTACT, after: NEW_CONTACT })),
      accounts: of.map(({ accountId }) => account({ accountId })),
      unreadable: of
        .slice(5, 6)
        .map((change) => ({ ...contact(change), error: { name: 'AccessDeniedException', message: '' } })),
      inPlace: of.filter((_, index) => index % 10 === 0).map(contact),
    };
    bucket.given(CAMPAIGN_KEYS.planPage(RUN, page), planned);
  }
}

const planned = () => invoke(plan, { requestKey: REQUEST_KEY, run: RUN });
const checked = () => invoke(check, { requestKey: REQUEST_KEY });
const record = () => table.records.get(REQUEST_KEY);
const json = <Value>(key: string): Value => JSON.parse(bucket.objects.get(key) ?? 'null');
const entries = () => json<PageEntry[]>(CAMPAIGN_KEYS.planPages(RUN));

beforeEach(async () => {
  vi.useFakeTimers({ now: new Date(CREATED_AT), toFake: ['Date'] });
  for (const fake of [bucket, campaigns, evidence, table]) fake.reset();
  evidence.isApprovalChecked.mockImplementation(async (_, fingerprint) => evidence.checked.has(fingerprint));
  resetPolicy();
  const request = changeRequest({ changes: [], changeSet });
  table.given(recordOf([requested({ request, accounts: [] })]));
  bucket.given(changeSet.key, text);
  await givenPages();
});

describe('plan-campaign', () => {
  it('stores one plan of all pages, its views and its approval, and switches the campaign on', async () => {
    await expect(planned()).resolves.toEqual({
      valid: true,
      requestKey: REQUEST_KEY,
      count: 222,
      round: { index: 0, timeoutSeconds: 259_200 },
    });
    const { campaign, approval, plan: own } = record() ?? {};
    expect(own).toEqual([]);
    expect(approval).toEqual(approvalOf());
    expect(campaign).toMatchObject({ count: 222, pages: 3, accounts: 222, removed: 0 });
    expect(campaign?.sha256).toBe(sha256(bucket.objects.get(CAMPAIGN_KEYS.planPages(RUN)) ?? ''));
    for (const { page, sha256: expected } of entries()) {
      expect(sha256(bucket.objects.get(CAMPAIGN_KEYS.planPage(RUN, page)) ?? '')).toBe(expected);
    }
    const summary = json<PlanSummary>(CAMPAIGN_KEYS.summary(RUN));
    expect(summary).toMatchObject({ count: 222, inPlace: 25, unreadableCount: 3, groups: [{ count: 222 }] });
    expect(bucket.objects.get(CAMPAIGN_KEYS.planCsv(RUN))?.split('\n')).toHaveLength(224);
    expect(campaigns.controls.get(REQUEST_KEY)).toMatchObject({
      ...{ state: 'running', count: 222, pages: 3 },
      expectedSeconds: 45,
    });
  });

  it('finds its plan when it is tried again', async () => {
    const first = await planned();
    await expect(planned()).resolves.toEqual(first);
    expect(record()?.history.map(({ type }) => type)).toEqual(['Requested', 'Planned']);
  });

  it('puts the first changes on a page of their own, once, even if it died before it had a plan', async () => {
    policy.campaigns = { canary: { changes: 5 }, stopAt: '5%' };
    bucket.given(CAMPAIGN_KEYS.planPage(RUN, 0), { page: 0, changes: [], accounts: [], unreadable: [], inPlace: [] });
    table.updateRecord.mockRejectedValueOnce(new Error('died'));
    await expect(planned()).rejects.toThrow();
    await planned();
    expect(entries().map(({ page, count }) => [page, count])).toEqual([
      [0, 5],
      [1, 84],
      [2, 89],
      [3, 44],
    ]);
    expect(json<PlanPage>(CAMPAIGN_KEYS.planPage(RUN, 0)).changes.map(({ accountId }) => accountId)).toEqual(
      [1, 2, 3, 4, 6].map(id),
    );
    expect(campaigns.controls.get(REQUEST_KEY)).toMatchObject({ state: 'canary', hasCanary: true, stopAfter: 11 });
    await expect(checked()).resolves.toEqual({ requestKey: REQUEST_KEY });
  });

  it('makes no plan of a request that was cancelled before its pages were planned', async () => {
    table.given(
      recordOf([requested({ request: changeRequest({ changes: [], changeSet }), accounts: [] }), cancelled()]),
    );
    bucket.reset();
    await expect(planned()).resolves.toEqual({ valid: true, requestKey: REQUEST_KEY, count: 0 });
    expect(bucket.objects.size).toBe(0);
    expect(campaigns.controls.size).toBe(0);
  });

  it('refuses more changes than a rule lets through, and plans nothing', async () => {
    policy.approvals = policy.approvals.map((rule) => ({ ...rule, maxChanges: 221 }));
    await expect(planned()).resolves.toMatchObject({
      valid: false,
      reasons: [{ code: 'tooManyUnderRule', message: expect.stringContaining('222 changes') }],
    });
    expect(record()?.plan).toBeUndefined();
  });

  it('asks nobody when nothing is left to change', async () => {
    for (const { page } of json<PageEntry[]>(CAMPAIGN_KEYS.targetPages(RUN))) {
      const key = CAMPAIGN_KEYS.planPage(RUN, page);
      bucket.given(key, { ...json<PlanPage>(key), changes: [] });
    }
    await expect(planned()).resolves.toEqual({ valid: true, requestKey: REQUEST_KEY, count: 0 });
  });
});

describe('check-campaign', () => {
  const isKept = () => evidence.checked.has(record()?.fingerprint ?? '');

  it('keeps that the plan is what was asked for, and what its views say', async () => {
    await planned();
    await checked();
    expect(isKept()).toBe(true);
  });

  /** Changes a page before it is planned, as a function that was taken over could. */
  const withPage = (change: (page: PlanPage) => object) => {
    const key = CAMPAIGN_KEYS.planPage(RUN, 2);
    bucket.given(key, { ...json<PlanPage>(key), ...change(json<PlanPage>(key)) });
  };

  it.each<[string, (page: PlanPage) => object]>([
    [
      'a contact that nobody asked for',
      ({ changes: [first, ...others] }) => ({
        changes: [{ ...first, after: { ...NEW_CONTACT, emailAddress: 'mallory@example.com' } }, ...others],
      }),
    ],
    [
      'a change of an account that nobody asked for',
      ({ changes: [first, ...others], accounts }) => ({
        changes: [{ ...first, accountId: '999999999999' }, ...others],
        accounts: [...accounts, account({ accountId: '999999999999' })],
      }),
    ],
    ['a change twice', ({ changes: [first, ...others] }) => ({ changes: [first, first, ...others] })],
    [
      'an account in another place than it was found',
      ({ accounts: [first, ...others] }) => ({ accounts: [{ ...first, parentIds: ['ou-ab12-sandbox1'] }, ...others] }),
    ],
    ['no account of a change', () => ({ accounts: [] })],
  ])('refuses a page that has %s', async (_, change) => {
    withPage(change);
    await planned();
    await expect(checked()).rejects.toThrow('not what was asked for');
    expect(isKept()).toBe(false);
  });

  it.each([CAMPAIGN_KEYS.planPage(RUN, 2), CAMPAIGN_KEYS.planPages(RUN)])(
    'refuses %s when it has changed since',
    async (key) => {
      // What was read once is kept by its hash.
      withPage(({ inPlace }) => ({ inPlace: inPlace.slice(key.includes('pages.json') ? 1 : 2) }));
      await planned();
      bucket.given(key, `${bucket.objects.get(key)} `);
      await expect(checked()).rejects.toThrow('is not what it was');
    },
  );

  it('refuses a summary that says something else than the pages', async () => {
    await planned();
    const planning = record()?.history.find((event) => event.type === 'Planned');
    if (!planning?.campaign) throw new Error('there is no plan');
    const forged = { ...planning, campaign: { ...planning.campaign, summary: sha256('forged') } };
    table.given(recordOf([requested({ request: changeRequest({ changes: [], changeSet }), accounts: [] }), forged]));
    await expect(checked()).rejects.toThrow('is not what its pages say');
  });

  it('refuses an approval that the policy does not ask for', async () => {
    await planned();
    policy.approvals = policy.approvals.map((rule) => ({ ...rule, quorum: 2 }));
    await expect(checked()).rejects.toThrow('the policy does not ask for the approval');
  });
});
