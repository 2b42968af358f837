import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { delayYielding, reserveYielding } from '../../../functions/aws/yielding-line.ts';
import { CREATED_AT } from '../builders.ts';
import { fakeClient } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

const NOW = Date.parse(CREATED_AT);
const HOUR = 3_600_000;

let table: FakeTable;

const endOfLine = () => Number(table.items.get('LINE#yielding')?.['freeAt']) - NOW;

/** How far away the beginning of the next stretch is. */
async function reserved(length: number, patience = 1000): Promise<number | undefined> {
  const begin = await reserveYielding(length, patience);
  return begin === undefined ? undefined : begin - NOW;
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  table = new FakeTable();
  fakeClient(DynamoDBDocumentClient, table.answer);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('reserveYielding', () => {
  it('gives one stretch after the other', async () => {
    expect([await reserved(300), await reserved(200), await reserved(100)]).toEqual([0, 300, 500]);
  });

  it('lends nothing, however long the line was idle', async () => {
    table.items.set('LINE#yielding', { pk: 'LINE#yielding', freeAt: NOW - HOUR });
    expect([await reserved(300), await reserved(300)]).toEqual([0, 300]);
  });

  it('reserves nothing that is too far away', async () => {
    await reserved(1001);
    expect(await reserved(300)).toBeUndefined();
    expect(endOfLine()).toBe(1001);
    expect(await reserved(300, 1001)).toBe(1001);
  });

  it.each([
    ['leaves a line alone that reaches an hour ahead', HOUR, undefined],
    ['begins anew when it reaches further, because a clock was wrong', HOUR + 1, 0],
  ])('%s', async (_what, ahead, begin) => {
    table.items.set('LINE#yielding', { pk: 'LINE#yielding', freeAt: NOW + ahead });
    expect(await reserved(300)).toBe(begin);
  });
});

describe('delayYielding', () => {
  it.each([
    ['an idle line', -1, 1000],
    ['a busy line', 200, 1200],
    ['a line that is longer than anybody waits', HOUR, HOUR + 1000],
  ])('moves the end of %s', async (_which, end, moved) => {
    table.items.set('LINE#yielding', { pk: 'LINE#yielding', freeAt: NOW + end });
    await delayYielding(1000);
    expect(endOfLine()).toBe(moved);
  });
});
