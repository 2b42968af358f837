import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { formNonce } from '../../../functions/domain/approval/page-link.ts';
import { steerCampaign } from '../../../functions/steps/campaign-steering.ts';
import { handler } from '../../../functions/submit-cancellation.ts';
import { PAUSED_TOO_OFTEN, STALE_FORM } from '../../../functions/web/pages/form-answer.ts';
import { REQUEST_KEY, REQUESTER, VOTED_AT } from '../builders.ts';
import { applyingCampaign, campaignControl } from '../campaign-builders.ts';
import { givenLink, SECRET } from './approval-pages.ts';
import * as bucket from './fakes/bucket.ts';
import * as campaigns from './fakes/campaigns.ts';
import * as bus from './fakes/event-bus.ts';
import * as pageLinks from './fakes/page-links.ts';
import * as table from './fakes/request-table.ts';
import { requestPage } from './invoke.ts';

vi.mock('../../../functions/aws/bucket.ts', () => import('./fakes/bucket.ts'));
vi.mock('../../../functions/aws/campaign-meters.ts', () => import('./fakes/campaign-meters.ts'));
vi.mock('../../../functions/aws/campaigns.ts', () => import('./fakes/campaigns.ts'));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/page-links.ts', () => import('./fakes/page-links.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => import('./fakes/open-requests.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));
vi.mock('../../../functions/steps/campaign-steering.ts', () => ({ steerCampaign: vi.fn() }));

const steered = { control: campaignControl({ state: 'paused' }) };

const steer = (form: Record<string, string>, nonce = formNonce(SECRET, REQUEST_KEY, new Date(VOTED_AT))) =>
  requestPage(handler, { path: 'requests', method: 'POST', token: SECRET, form: { comment: '', nonce, ...form } });

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [table, pageLinks, bucket, campaigns, bus]) fake.reset();
  vi.mocked(steerCampaign).mockReset().mockResolvedValue(steered);
  table.given(applyingCampaign());
  campaigns.controls.set(REQUEST_KEY, campaignControl());
  givenLink(SECRET, REQUESTER, '2026-08-30T10:00:00.000Z', 'request');
});

describe('submit-cancellation of a campaign whose changes are being applied', () => {
  it.each(['pause', 'resume', 'cancel'] as const)('asks to %s for its requester, and leads back', async (action) => {
    const answer = await steer({ action, comment: ' Lunch ' });
    expect(answer).toMatchObject({
      statusCode: 303,
      headers: { location: `https://contacts.example.com/requests/${SECRET}` },
    });
    expect(vi.mocked(steerCampaign).mock.calls).toEqual([
      [REQUEST_KEY, { action, by: REQUESTER, isProven: true, comment: 'Lunch', at: VOTED_AT }],
    ]);
    expect(bus.auditEvents.at(-1)).toMatchObject({ action: 'steering', outcome: 'recorded' });
  });

  it('leads back to the page when it does not count, and leaves a trace of why', async () => {
    vi.mocked(steerCampaign).mockResolvedValue({ refusal: 'ended' });
    expect((await steer({ action: 'pause' })).statusCode).toBe(303);
    expect(bus.auditEvents.at(-1)).toMatchObject({ action: 'steering', outcome: 'refused', code: 'ended' });
  });

  it('says so when it cannot be paused any more', async () => {
    vi.mocked(steerCampaign).mockResolvedValue({ refusal: 'pausedTooOften' });
    const answer = await steer({ action: 'pause', comment: 'typed' });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain(PAUSED_TOO_OFTEN);
  });

  it('does nothing when the page was open for too long, and keeps what was typed', async () => {
    const answer = await steer({ action: 'cancel', comment: 'typed' }, 'stale');
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain(STALE_FORM);
    expect(answer.body).toContain('typed</textarea>');
    expect(answer.headers['content-security-policy']).toContain("frame-src 'self'");
    expect(steerCampaign).not.toHaveBeenCalled();
  });

  it('takes no other word for an action', async () => {
    await steer({ action: 'delete' });
    expect(steerCampaign).not.toHaveBeenCalled();
  });
});
