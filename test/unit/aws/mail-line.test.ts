import '../environment.ts';

import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { awaitMailTurn } from '../../../functions/aws/mail-line.ts';
import { CREATED_AT } from '../builders.ts';
import { fakeClient } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn() }));

const BEGUN_AT = Date.parse(CREATED_AT);
/** In the tests, SES lets ten mails through in a second, and ten more at once. */
const TURN = 100;

let table: FakeTable;

/** How long each of so many mails waits that are sent at once. */
async function waits(mails: number): Promise<number[]> {
  const waited: number[] = [];
  for (let mail = 0; mail < mails; mail += 1) {
    vi.mocked(delay).mockClear();
    await awaitMailTurn();
    waited.push(Number(vi.mocked(delay).mock.calls[0]?.[0] ?? 0));
  }
  return waited;
}

beforeEach(() => {
  vi.useFakeTimers({ now: BEGUN_AT, toFake: ['Date'] });
  table = new FakeTable();
  fakeClient(DynamoDBDocumentClient, table.answer);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('awaitMailTurn', () => {
  it('lets a burst through at once, and all that follow one by one', async () => {
    const waited = await waits(15);
    expect(waited.slice(0, 11)).toEqual(Array(11).fill(0));
    expect(waited.slice(11)).toEqual([TURN, 2 * TURN, 3 * TURN, 4 * TURN]);
  });

  it('lends no more after a longer idle time', async () => {
    await waits(15);
    vi.setSystemTime(BEGUN_AT + 3_600_000);
    expect((await waits(12)).at(-1)).toBe(TURN);
  });

  it('never lets more through than SES does, however they come', async () => {
    for (let second = 0; second < 20; second += 1) {
      vi.setSystemTime(BEGUN_AT + second * 1000);
      await waits(second % 3 === 0 ? 25 : 3);
    }
    const { freeAt } = table.items.get('MAILS#line') ?? {};
    expect(Number(freeAt) - BEGUN_AT).toBe(7 * 25 * TURN + 13 * 3 * TURN - 1000);
  });

  it('is throttled, and takes no turn, when the turn is more than 20 seconds away', async () => {
    await waits(211);
    const before = table.items.get('MAILS#line');
    await expect(awaitMailTurn()).rejects.toMatchObject({ name: 'ThrottlingException', reason: 'SES/LineTooLong' });
    expect(table.items.get('MAILS#line')).toEqual(before);
    vi.setSystemTime(BEGUN_AT + TURN);
    await expect(waits(1)).resolves.toEqual([20_000]);
  });

  it('begins anew when the line reaches further than it ever does, because a clock was wrong', async () => {
    table.items.set('MAILS#line', { pk: 'MAILS#line', freeAt: BEGUN_AT + 3_600_000 });
    await expect(waits(12)).resolves.toEqual([...Array(11).fill(0), TURN]);
  });

  it('leaves a line alone that a clock some seconds ahead has written', async () => {
    table.items.set('MAILS#line', { pk: 'MAILS#line', freeAt: BEGUN_AT + 50_000 });
    await expect(awaitMailTurn()).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  it('costs one write to join a line, and two to begin one', async () => {
    const sent = fakeClient(DynamoDBDocumentClient, table.answer);
    await awaitMailTurn();
    expect(sent).toHaveLength(2);
    await awaitMailTurn();
    expect(sent).toHaveLength(3);
  });
});
