import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/steer-campaign.ts';
import { REQUEST_ID, REQUEST_KEY, VOTED_AT } from '../builders.ts';
import { applyingCampaign, campaignControl, campaignPaused } from '../campaign-builders.ts';
import * as campaigns from './fakes/campaigns.ts';
import * as iamTags from './fakes/iam-tags.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import { callSigned, IDENTITIES, JANE } from './signed-caller.ts';

vi.mock('../../../functions/aws/campaigns.ts', () => import('./fakes/campaigns.ts'));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/iam-tags.ts', () => import('./fakes/iam-tags.ts'));
vi.mock('../../../functions/aws/named-requests.ts', () => import('./fakes/named-requests.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [campaigns, iamTags, table]) fake.reset();
  resetPolicy();
  policy.identities = [...IDENTITIES];
  table.given(applyingCampaign(campaignPaused()));
});

describe('steer-campaign', () => {
  const resume = () => callSigned(handler, { requestId: REQUEST_ID, action: 'resume' }, JANE);

  it('lets a campaign go on for the person who signs', async () => {
    campaigns.controls.set(REQUEST_KEY, campaignControl({ state: 'paused' }));
    await expect(resume()).resolves.toMatchObject({
      statusCode: 200,
      body: { requestId: REQUEST_ID, state: 'running' },
    });
  });

  it('says each time that the first changes go alone until they have ended', async () => {
    campaigns.controls.set(REQUEST_KEY, campaignControl({ state: 'paused', hasCanary: true }));
    const expected = { requestId: REQUEST_ID, state: 'canary' };
    for (const _ of ['once', 'twice']) {
      await expect(resume()).resolves.toMatchObject({ statusCode: 200, body: expected });
    }
  });
});
