import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CAMPAIGN_KEYS, runOf } from '../../../functions/domain/campaign/object-keys.ts';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import { handler } from '../../../functions/show-request.ts';
import { PAGE_CSP } from '../../../functions/web/parts/page.ts';
import { ended, OLD_CONTACT, REQUEST_KEY, REQUESTER, requested, VOTED_AT } from '../builders.ts';
import {
  applyingCampaign,
  campaignApplied,
  campaignControl,
  campaignCounts,
  campaignRecord,
  campaignRequest,
  changeGroup,
  liveCounts,
  planSummary,
} from '../campaign-builders.ts';
import { givenLink, SECRET } from './approval-pages.ts';
import * as bucket from './fakes/bucket.ts';
import * as meters from './fakes/campaign-meters.ts';
import * as campaigns from './fakes/campaigns.ts';
import * as pageLinks from './fakes/page-links.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import { requestPage } from './invoke.ts';

vi.mock('../../../functions/aws/bucket.ts', () => import('./fakes/bucket.ts'));
vi.mock('../../../functions/aws/campaign-meters.ts', () => import('./fakes/campaign-meters.ts'));
vi.mock('../../../functions/aws/campaigns.ts', () => import('./fakes/campaigns.ts'));
vi.mock('../../../functions/aws/downloads.ts', () => import('./fakes/downloads.ts'));
vi.mock('../../../functions/aws/evidence.ts', () => import('./fakes/evidence.ts'));
vi.mock('../../../functions/aws/lines.ts', () => import('./fakes/lines.ts'));
vi.mock('../../../functions/aws/page-links.ts', () => import('./fakes/page-links.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => import('./fakes/open-requests.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const RUN = runOf(campaignRecord());

const show = (part = '', query?: Record<string, string>) =>
  requestPage(handler, { path: 'requests', token: SECRET, part, ...(query && { query }) });

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [table, pageLinks, bucket, campaigns, meters]) fake.reset();
  resetPolicy();
  const summary = planSummary({ groups: [changeGroup(12, { before: OLD_CONTACT })] });
  const hash = bucket.given(CAMPAIGN_KEYS.summary(RUN), summary);
  table.given(campaignRecord([], { summary: hash }));
  givenLink(SECRET, REQUESTER, '2026-08-30T10:00:00.000Z', 'request');
});

function givenApplying(): void {
  table.given(applyingCampaign());
  campaigns.controls.set(REQUEST_KEY, campaignControl());
  campaigns.tallies.set(REQUEST_KEY, { ...campaignCounts({ applied: 3000 }), ended: [1], begun: [] });
}

describe('show-request of a campaign', () => {
  it('shows what the contacts are now only when the policy says so', async () => {
    expect((await show()).body).toContain('12 accounts');
    expect((await show()).body).not.toContain('desk@example.com');
    policy.requestersSeeCurrentContacts = true;
    expect((await show()).body).toContain('desk@example.com');
  });

  it('shows the rest of the page when the plan cannot be read', async () => {
    bucket.reset();
    const { statusCode, body } = await show();
    expect(statusCode).toBe(200);
    expect(body).toContain('Cancel the request');
  });

  it('frames how far it is, and nothing else, while its changes are being applied', async () => {
    givenApplying();
    const { body, headers } = await show();
    expect(body).toContain(`src="${SECRET}/progress?shown=running"`);
    expect(headers['content-security-policy']).toBe(
      PAGE_CSP.replace("form-action 'self'", "frame-src 'self'; form-action 'self'"),
    );
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers).not.toHaveProperty('refresh');
  });

  it('answers how far it is with a part that only its own page may frame, and that opens itself anew', async () => {
    givenApplying();
    const { body, headers, statusCode } = await show('/progress', { shown: 'running' });
    expect(statusCode).toBe(200);
    expect(body).toContain('3,000 of 9,900');
    expect(body).not.toContain('Reload');
    expect(headers).toMatchObject({ refresh: '5', 'x-frame-options': 'SAMEORIGIN', 'cache-control': 'no-store' });
    expect(headers['content-security-policy']).toBe(
      PAGE_CSP.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    );
  });

  it('counts single changes before their pages have ended, and does without that when it cannot be read', async () => {
    givenApplying();
    meters.live.set(REQUEST_KEY, liveCounts({ applied: 3150, failed: 2 }, Date.parse(VOTED_AT)));
    expect((await show('/progress', { shown: 'running' })).body).toContain('3,150 of 9,900');
    meters.readLive.mockRejectedValueOnce(new Error('throttled'));
    expect((await show('/progress', { shown: 'running' })).body).toContain('3,000 of 9,900');
  });

  it('says how many contacts have been read while the plan is made', async () => {
    table.given(recordOf([requested({ request: campaignRequest(), accounts: [] })]));
    expect((await show()).body).toContain('Reading the contacts for the plan: 0 of 10,000.');
    const now = Date.parse(VOTED_AT);
    const marks = [{ at: now - 60_000, count: 2900 }];
    meters.planned.set(REQUEST_KEY, { count: 3200, countedAt: now, marks });
    expect((await show()).body).toContain('Reading the contacts for the plan: 3,200 of 10,000, about 23 minutes left.');
  });

  it('stops opening itself anew once it has ended', async () => {
    table.given(applyingCampaign(campaignApplied(), ended('APPLIED')));
    const { body, headers } = await show('/progress', { shown: 'running' });
    expect(body).toContain('The changes have ended.');
    expect(headers).not.toHaveProperty('refresh');
    expect((await show()).headers['content-security-policy']).toBe(PAGE_CSP);
  });

  it('looks again by itself when it cannot be read how far it is', async () => {
    givenApplying();
    campaigns.readControl.mockRejectedValueOnce(new Error('throttled'));
    const { body, headers, statusCode } = await show('/progress', { shown: 'running' });
    expect(statusCode).toBe(200);
    expect(body).toContain('cannot be read at the moment');
    expect(headers).toMatchObject({ refresh: '5' });
  });

  it('leads to the results once it has ended, and not before', async () => {
    givenApplying();
    expect((await show('/results.csv')).statusCode).toBe(404);
    table.given(applyingCampaign(campaignApplied(), ended('APPLIED')));
    const page = await show('/results.csv');
    expect(page.statusCode).toBe(303);
    expect(page.headers['location']).toContain(`/results/${RUN}/results.csv?name=jira-OPS-42-10124-results.csv`);
  });

  it.each(['/progress', '/results.csv'])('answers %s with the neutral page to whoever has no link', async (part) => {
    const unknown = await requestPage(handler, { path: 'requests', token: 'u'.repeat(43), part });
    expect(unknown.statusCode).toBe(404);
    expect(unknown.headers['x-frame-options']).toBe('DENY');
  });
});
