import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/write-report.ts';
import { fakeClient } from '../aws/fake-client.ts';
import { NEW_CONTACT } from '../builders.ts';
import { inventoryItem, seen } from '../inventory-samples.ts';
import * as bucket from './fakes/bucket.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/bucket.ts', () => import('./fakes/bucket.ts'));

const write = () => invoke(handler, { source: 'aws.events', detail: {} });
const given = (...items: object[]) =>
  fakeClient(DynamoDBDocumentClient, ({ input }) => ({ Items: input['Segment'] === 0 ? items : [] }));

beforeEach(() => {
  bucket.reset();
  vi.useFakeTimers({ now: new Date('2026-11-02T10:00:00.000Z'), toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('write-report', () => {
  it('writes the report of the day as a page, as CSV and as JSON', async () => {
    given(inventoryItem('222222222222', { SECURITY: seen(NEW_CONTACT) }));
    await expect(write()).resolves.toEqual({ accounts: 1, folder: 'reports/2026-11-02/' });
    expect([...bucket.objects.keys()]).toEqual(
      ['csv', 'json', 'html'].map((format) => `reports/2026-11-02/report.${format}`),
    );
    expect(bucket.objects.get('reports/2026-11-02/report.html')).toContain('Alternate contacts of 1 account');
    expect(JSON.parse(bucket.objects.get('reports/2026-11-02/report.json') ?? '')).toMatchObject({
      at: '2026-11-02T10:00:00.000Z',
      accounts: [{ accountId: '222222222222' }],
    });
  });

  it('writes nothing before the first sweep', async () => {
    given();
    await expect(write()).resolves.toEqual({ accounts: 0 });
    expect(bucket.objects.size).toBe(0);
  });
});
