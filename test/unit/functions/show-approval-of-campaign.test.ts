import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PlanSummary } from '../../../functions/domain/campaign/campaign-plan.ts';
import { CAMPAIGN_KEYS, runOf } from '../../../functions/domain/campaign/object-keys.ts';
import { handler } from '../../../functions/show-approval.ts';
import { ended, NEW_CONTACT, OLD_CONTACT, pendingRecord, plannedChange, VOTED_AT } from '../builders.ts';
import {
  applyingCampaign,
  campaignApplied,
  campaignRecord,
  changeGroup,
  planIndex,
  planSummary,
} from '../campaign-builders.ts';
import { expectSecurityHeaders, givenLink, SECRET } from './approval-pages.ts';
import * as bucket from './fakes/bucket.ts';
import * as pageLinks from './fakes/page-links.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import { requestPage } from './invoke.ts';

vi.mock('../../../functions/aws/bucket.ts', () => import('./fakes/bucket.ts'));
vi.mock('../../../functions/aws/downloads.ts', () => import('./fakes/downloads.ts'));
vi.mock('../../../functions/aws/page-links.ts', () => import('./fakes/page-links.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => import('./fakes/open-requests.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const RUN = runOf(campaignRecord());
const LARGE = changeGroup(1204);

/** The plan has a group that its summary leaves out: it is on the last page. */
function givenPlan(summary: Partial<PlanSummary> = {}) {
  const change = plannedChange({ accountId: '900000000002', before: OLD_CONTACT, after: null });
  const page = { page: 2, changes: [change], accounts: [], unreadable: [], inPlace: [] };
  const pageHash = bucket.given(CAMPAIGN_KEYS.planPage(RUN, 2), page);
  const sha256 = bucket.given(CAMPAIGN_KEYS.planPages(RUN), [{ page: 2, sha256: pageHash, count: 1 }]);
  const { rows } = planIndex();
  const index = planIndex({ rows: [...rows, ['900000000002', 'SECURITY', 1, 'Bulk 2', 0, 2]] });
  const hash = bucket.given(CAMPAIGN_KEYS.index(RUN), index);
  const csv = bucket.given(CAMPAIGN_KEYS.planCsv(RUN), 'accountId\r\n');
  const whole = planSummary({ groups: [LARGE], index: hash, csv, ...summary });
  return { sha256, summary: bucket.given(CAMPAIGN_KEYS.summary(RUN), whole) };
}

const show = (query?: Record<string, string>) => requestPage(handler, { token: SECRET, ...(query && { query }) });

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [table, pageLinks, bucket]) fake.reset();
  resetPolicy();
  table.given(campaignRecord([], givenPlan()));
  givenLink();
});

describe('show-approval of a campaign', () => {
  it('shows the groups, how the policy has them applied, and the form', async () => {
    policy.campaigns = { stopAt: '5%' };
    const page = await show();
    expect(page.statusCode).toBe(200);
    for (const part of ['1,204 accounts', 'more than 5 %', 'name="decision" value="approve"'])
      expect(page.body).toContain(part);
    expectSecurityHeaders(page);
  });

  it('finds accounts by what is searched for', async () => {
    const { body } = await show({ q: 'bulk 1' });
    expect(body).toContain('1 change of accounts with “bulk 1”.');
    expect(body).toContain('900000000001 (Bulk 1, Root / Workloads / Production)');
    expect((await show({ q: 'nothing' })).body).toContain('No change of an account with “nothing”.');
  });

  it('finds a change of a group that the summary leaves out, with what was there before', async () => {
    const { body } = await show({ q: 'bulk 2' });
    expect(body).toMatch(/id="found-1">.*removed/s);
    expect(body).toContain(OLD_CONTACT.emailAddress);
  });

  it.each(['summary', 'index'] as const)('shows nothing when its %s is not what votes cover', async (name) => {
    const { given } = bucket;
    given(CAMPAIGN_KEYS[name](RUN), `${bucket.objects.get(CAMPAIGN_KEYS[name](RUN))} `);
    const page = await show({ q: 'bulk 2' });
    expect(page.statusCode).toBe(500);
    expect(page.body).not.toContain('name="decision"');
    expectSecurityHeaders(page);
  });

  it('does without the plan of a request that has ended, once that is no longer kept', async () => {
    table.given(applyingCampaign(campaignApplied(), ended('APPLIED')));
    bucket.reset();
    const page = await show();
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('9,900 changes: <strong>applied</strong>');
  });

  it('leads to the file with the whole plan', async () => {
    const page = await requestPage(handler, { token: SECRET, part: '/plan.csv' });
    expect(page).toMatchObject({ statusCode: 303, body: '' });
    expect(page.headers['location']).toBe(
      `https://bucket.example/plans/${RUN}/plan.csv?name=jira-OPS-42-10124-plan.csv`,
    );
  });

  it.each([
    {
      what: 'is not what votes cover',
      put: () => bucket.given(CAMPAIGN_KEYS.planCsv(RUN), 'another'),
      statusCode: 500,
    },
    { what: 'is no longer kept', put: () => bucket.objects.delete(CAMPAIGN_KEYS.planCsv(RUN)), statusCode: 404 },
  ])('leads nowhere when that file $what', async ({ put, statusCode }) => {
    put();
    const page = await requestPage(handler, { token: SECRET, part: '/plan.csv' });
    expect(page.statusCode).toBe(statusCode);
    expect(page.headers).not.toHaveProperty('location');
  });

  it('has no such file of another request, or for whoever has no link', async () => {
    expect((await requestPage(handler, { token: 'u'.repeat(43), part: '/plan.csv' })).statusCode).toBe(404);
    table.given(pendingRecord());
    const page = await requestPage(handler, { token: SECRET, part: '/plan.csv' });
    expect(page.statusCode).toBe(404);
    expect(page.headers).not.toHaveProperty('location');
  });

  it('says nothing of a contact in a group that is not there', async () => {
    expect((await show()).body).not.toContain(OLD_CONTACT.emailAddress);
    expect((await show()).body).toContain(NEW_CONTACT.emailAddress);
  });
});
