import { ExecutionDoesNotExist, SFNClient } from '@aws-sdk/client-sfn';
import { STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../../../../cli/aws/connect.ts';
import { settingsOf } from '../../../../cli/aws/settings.ts';
import { fakeClient } from '../../aws/fake-client.ts';
import { NEW_CONTACT } from '../../builders.ts';
import { inventoryItem, seen, sweepOf } from '../../inventory-samples.ts';

const aws = () => connect(settingsOf('test', { AWS_REGION: 'eu-west-1' }));
const caller = () =>
  fakeClient(STSClient, () => ({ Account: '111111111111', Arn: 'arn:aws-cn:sts::111111111111:assumed-role/me/me' }));

afterEach(() => vi.restoreAllMocks());

describe('readInventory', () => {
  it('reads all pages of all parts of the table, and leaves out what only the table needs', async () => {
    const item = (id: number) => inventoryItem(String(id).padStart(12, '0'), { SECURITY: seen(NEW_CONTACT) });
    const sent = fakeClient(DynamoDBDocumentClient, ({ input: { Segment, ExclusiveStartKey } }) =>
      ExclusiveStartKey
        ? { Items: [{ ...item(100 + Number(Segment)), version: 3, ttl: 1, unreported: 'drift', unreportedSince: 'x' }] }
        : { Items: [item(Number(Segment)), { accountId: 'odd' }], LastEvaluatedKey: { accountId: 'x' } },
    );
    const expected = [...Array.from({ length: 8 }, (_, id) => id), ...Array.from({ length: 8 }, (_, id) => 100 + id)];
    await expect(aws().readInventory()).resolves.toEqual(expected.map(item));
    expect(sent).toHaveLength(16);
    expect(sent.every(({ name }) => name === 'ScanCommand')).toBe(true);
    expect(sent[0]?.input).toEqual({ TableName: 'alternate-contacts-test-inventory', Segment: 0, TotalSegments: 8 });
  });
});

describe('sweeps', () => {
  it('are read from the table of requests', async () => {
    const sent = fakeClient(DynamoDBDocumentClient, () => ({ Item: { pk: 'SWEEP#current', ...sweepOf() } }));
    await expect(aws().readSweep()).resolves.toEqual(sweepOf());
    expect(sent[0]?.input).toMatchObject({ TableName: 'alternate-contacts-test', Key: { pk: 'SWEEP#current' } });
    fakeClient(DynamoDBDocumentClient, () => ({}));
    await expect(aws().readSweep()).resolves.toBeUndefined();
  });

  it('are started by their name, in the partition and the region of the caller', async () => {
    caller();
    const sent = fakeClient(SFNClient, () => ({}));
    await aws().startSweep('sweep-1');
    expect(sent.map(({ input }) => input)).toEqual([
      {
        stateMachineArn: 'arn:aws-cn:states:eu-west-1:111111111111:stateMachine:alternate-contacts-test-sweep',
        ...{ name: 'sweep-1', input: '{}' },
      },
    ]);
  });

  it('say why their execution has failed', async () => {
    caller();
    const sent = fakeClient(SFNClient, () => ({ status: 'FAILED', error: 'States.Runtime', cause: 'no bucket' }));
    await expect(aws().describeSweep('sweep-1')).resolves.toEqual({
      status: 'FAILED',
      error: 'States.Runtime: no bucket',
    });
    expect(sent[0]?.input).toEqual({
      executionArn: 'arn:aws-cn:states:eu-west-1:111111111111:execution:alternate-contacts-test-sweep:sweep-1',
    });
  });

  it('are unknown once AWS has forgotten their execution', async () => {
    caller();
    fakeClient(SFNClient, () => {
      throw new ExecutionDoesNotExist({ message: 'gone', $metadata: {} });
    });
    await expect(aws().describeSweep('sweep-1')).resolves.toBeUndefined();
  });
});
