import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { readControl, setResumesAt, startCampaign, switchCampaign } from '../../../functions/aws/campaigns.ts';
import type { CampaignState } from '../../../functions/domain/campaign/campaign-control.ts';
import { REQUEST_KEY, REQUESTER, VOTED_AT } from '../builders.ts';
import { campaignControl } from '../campaign-builders.ts';
import { fakeClient } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

const to = (state: CampaignState) => ({ state, at: VOTED_AT, by: REQUESTER });

beforeEach(async () => {
  fakeClient(DynamoDBDocumentClient, new FakeTable().answer);
  await startCampaign(REQUEST_KEY, campaignControl({ state: 'canary', hasCanary: true, stopAfter: 1, failures: 2 }));
});

describe('switchCampaign', () => {
  it('keeps that changes go first until all of them go, and counts failures anew', async () => {
    await setResumesAt(REQUEST_KEY, VOTED_AT);
    const paused = await switchCampaign(REQUEST_KEY, to('paused'), 'canary');
    expect(paused?.control).toMatchObject({ state: 'paused', by: REQUESTER, hasCanary: true, failures: 0 });
    expect(paused?.control).not.toHaveProperty('resumesAt');
    const running = await switchCampaign(REQUEST_KEY, to('running'), 'paused');
    expect(running?.control).toMatchObject({ state: 'running' });
    expect(running?.control).not.toHaveProperty('hasCanary');
  });

  it('changes nothing when the campaign does something else by now', async () => {
    await expect(switchCampaign(REQUEST_KEY, to('running'), 'paused')).resolves.toBeUndefined();
    expect(await readControl(REQUEST_KEY)).toMatchObject({ state: 'canary', failures: 2 });
  });
});
