import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectCampaigns } from '../../../../cli/aws/campaigns.ts';
import { settingsOf } from '../../../../cli/aws/settings.ts';
import { fakeClient } from '../../aws/fake-client.ts';
import { campaignControl } from '../../campaign-builders.ts';

const { readCampaign, readPlanned } = connectCampaigns(settingsOf('test', { AWS_REGION: 'eu-west-1' }));
const NONE = { applied: 0, inPlace: 0, failed: 0, conflicts: 0, cancelled: 0 };
const METER = { count: 250, countedAt: 1000, at1: 900, count1: 240, at3: 1000, count3: 250 };
const marks = [
  { at: 900, count: 240 },
  { at: 1000, count: 250 },
];

/** A table with these items, by their keys. */
const table = (items: Record<string, object>) =>
  fakeClient(DynamoDBDocumentClient, ({ input }) => ({ Item: items[Object(input['Key']).pk] }));

afterEach(() => vi.restoreAllMocks());

describe('readCampaign', () => {
  it('reads the switch and the counts, but not the tokens of waiting pages', async () => {
    const counts = { applied: 200, inPlace: 3, failed: 1, ended: new Set([1, 2]) };
    const sent = table({
      'CAMPAIGN#cli/r-1': campaignControl({ expectedSeconds: 2000 }),
      'PROGRESS#cli/r-1': counts,
      'LIVE#cli/r-1': { ...METER, applied: 249, failed: 1 },
    });
    await expect(readCampaign('cli/r-1')).resolves.toEqual({
      control: campaignControl({ expectedSeconds: 2000 }),
      counts: { ...NONE, ...counts, ended: [1, 2], begun: [] },
      live: { counts: { ...NONE, applied: 249, failed: 1 }, meter: { count: 250, countedAt: 1000, marks } },
    });
    expect(sent).toHaveLength(3);
    for (const { input } of sent) {
      expect(input).toMatchObject({ TableName: 'alternate-contacts-test', ConsistentRead: true });
      expect(input['ProjectionExpression']).not.toContain('tokens');
    }
  });

  it('says that a campaign has stopped when too many changes have failed, which nobody writes', async () => {
    table({ 'CAMPAIGN#cli/r-1': campaignControl({ stopAfter: 5, failures: 6 }) });
    await expect(readCampaign('cli/r-1')).resolves.toEqual({
      control: campaignControl({ state: 'stopped', stopAfter: 5, failures: 6 }),
    });
  });

  it('reads how many contacts have been read for the plan', async () => {
    table({ 'PLANNED#cli/r-1': METER });
    await expect(readPlanned('cli/r-1')).resolves.toEqual({ count: 250, countedAt: 1000, marks });
    table({});
    await expect(readPlanned('cli/r-1')).resolves.toBeUndefined();
  });

  it('is undefined before the changes are applied', async () => {
    table({});
    await expect(readCampaign('cli/r-1')).resolves.toBeUndefined();
  });
});
