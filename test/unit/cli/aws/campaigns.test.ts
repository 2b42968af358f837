import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectCampaigns } from '../../../../cli/aws/campaigns.ts';
import { settingsOf } from '../../../../cli/aws/settings.ts';
import { fakeClient } from '../../aws/fake-client.ts';
import { campaignControl } from '../../campaign-builders.ts';

const { readCampaign } = connectCampaigns(settingsOf('test', { AWS_REGION: 'eu-west-1' }));
const NONE = { applied: 0, inPlace: 0, failed: 0, conflicts: 0, cancelled: 0, ended: [] };

/** A table with these items, by their keys. */
const table = (items: Record<string, object>) =>
  fakeClient(DynamoDBDocumentClient, ({ input }) => ({ Item: items[Object(input['Key']).pk] }));

afterEach(() => vi.restoreAllMocks());

describe('readCampaign', () => {
  it('reads the switch and the counts, but not the tokens of waiting pages', async () => {
    const counts = { applied: 200, inPlace: 3, failed: 1, ended: new Set([1, 2]) };
    const sent = table({ 'CAMPAIGN#cli/r-1': campaignControl(), 'PROGRESS#cli/r-1': counts });
    await expect(readCampaign('cli/r-1')).resolves.toEqual({
      control: campaignControl(),
      counts: { ...NONE, ...counts, ended: [1, 2] },
    });
    expect(sent).toHaveLength(2);
    for (const { input } of sent) {
      expect(input).toMatchObject({ TableName: 'alternate-contacts-test', ConsistentRead: true });
      expect(input['ProjectionExpression']).not.toContain('tokens');
    }
  });

  it('says that a campaign has stopped when too many changes have failed, which nobody writes', async () => {
    table({ 'CAMPAIGN#cli/r-1': campaignControl({ stopAfter: 5, failures: 6 }) });
    await expect(readCampaign('cli/r-1')).resolves.toMatchObject({ control: { state: 'stopped' }, counts: NONE });
  });

  it('is undefined before the changes are applied', async () => {
    table({});
    await expect(readCampaign('cli/r-1')).resolves.toBeUndefined();
  });
});
