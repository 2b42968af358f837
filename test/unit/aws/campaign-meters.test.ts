import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { countLive, countPlanned, readLive, readPlanned } from '../../../functions/aws/campaign-meters.ts';
import { CREATED_AT, REQUEST_KEY } from '../builders.ts';
import { fakeClient } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

const NOW = Date.parse(CREATED_AT);

let table: FakeTable;

/** Seconds after the beginning. */
const at = (seconds: number) => vi.setSystemTime(NOW + seconds * 1000);

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  table = new FakeTable();
  fakeClient(DynamoDBDocumentClient, table.answer);
});

describe('countPlanned', () => {
  it('counts the contacts of each page once', async () => {
    await countPlanned(REQUEST_KEY, 1, 100);
    at(10);
    await countPlanned(REQUEST_KEY, 2, 50);
    await countPlanned(REQUEST_KEY, 2, 50);
    await expect(readPlanned(REQUEST_KEY)).resolves.toEqual({
      ...{ count: 150, countedAt: NOW + 10_000 },
      marks: [{ at: NOW + 10_000, count: 150 }],
    });
  });
});

describe('countLive', () => {
  it('counts what became of each change, and marks how many there were in the last two minutes', async () => {
    for (const seconds of [0, 29, 30, 61, 100, 125, 130]) {
      at(seconds);
      await countLive(REQUEST_KEY, seconds === 100 ? { failed: 1 } : { applied: 1, inPlace: 0 });
    }
    await expect(readLive(REQUEST_KEY)).resolves.toEqual({
      counts: { applied: 6, inPlace: 0, failed: 1, conflicts: 0, cancelled: 0 },
      meter: {
        ...{ count: 7, countedAt: NOW + 130_000 },
        marks: expect.arrayContaining([
          { at: NOW + 30_000, count: 3 },
          { at: NOW + 61_000, count: 4 },
          { at: NOW + 100_000, count: 5 },
          { at: NOW + 130_000, count: 7 },
        ]),
      },
    });
  });

  it('has counted nothing before the first', async () => {
    await expect(readLive(REQUEST_KEY)).resolves.toBeUndefined();
    await expect(readPlanned(REQUEST_KEY)).resolves.toBeUndefined();
  });
});
