import { expect, test } from 'vitest';
import { createCloudtrailService } from '../../../src/services/cloudtrail.ts';
import { callFrom, STACK_ACCOUNT } from '../models.ts';

const { operations } = createCloudtrailService(STACK_ACCOUNT);
const call = async (name: string, input: object) => Object(await operations[name]?.run({ ...input }, callFrom()));
const ARN = 'arn:aws:cloudtrail:us-east-1:111111111111:trail/management-events';

test('there is one trail of the management events of all regions', async () => {
  const { trailList } = await call('DescribeTrails', {});
  expect(trailList).toEqual([expect.objectContaining({ TrailARN: ARN, IncludeGlobalServiceEvents: true })]);
  expect(await call('DescribeTrails', { trailNameList: ['other'] })).toEqual({ trailList: [] });
  expect(await call('GetTrailStatus', { Name: ARN })).toMatchObject({ IsLogging: true });
  expect(await call('GetEventSelectors', { TrailName: 'management-events' })).toMatchObject({
    EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }],
  });
});

test.each([
  ['GetTrailStatus', 'Name'],
  ['GetEventSelectors', 'TrailName'],
])('%s knows no other trail', async (operation, key) => {
  await expect(call(operation, { [key]: 'other' })).rejects.toMatchObject({ name: 'TrailNotFoundException' });
});
