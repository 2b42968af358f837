import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { putCode, readCode, spendCode, takeTry } from '../../../functions/aws/one-time-codes.ts';
import { newCode } from '../../../functions/domain/approval/one-time-code.ts';
import { fakeClient } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

const NOW = new Date('2026-06-01T12:00:00.000Z');
const USE = { browserSecret: 'b'.repeat(43), linkSecret: 'l'.repeat(43), fingerprint: 'f' };
const LINK = 'the-hash-of-the-link';

const first = newCode('00000001', USE, undefined, NOW);
const second = newCode('00000002', USE, first, NOW);

let table: FakeTable;

beforeEach(() => {
  table = new FakeTable();
  fakeClient(DynamoDBDocumentClient, table.answer);
});

describe('the code of a link', () => {
  it('is kept for its link until codes of that hour no longer count', async () => {
    await expect(readCode(LINK)).resolves.toBeUndefined();
    await expect(putCode(LINK, first, undefined)).resolves.toBe(true);
    await expect(readCode(LINK)).resolves.toEqual(first);
    const ttl = Number(table.items.get(`CODE#${LINK}`)?.['ttl']);
    expect(ttl - NOW.getTime() / 1000).toBeGreaterThan(3600);
  });

  it('is replaced only when nobody else has replaced it', async () => {
    await putCode(LINK, first, undefined);
    await expect(putCode(LINK, second, undefined)).resolves.toBe(false);
    await expect(putCode(LINK, second, first)).resolves.toBe(true);
    await expect(putCode(LINK, first, first)).resolves.toBe(false);
    await expect(readCode(LINK)).resolves.toEqual(second);
  });

  it('can be tried five times, by however many at once', async () => {
    await putCode(LINK, first, undefined);
    const tries = await Promise.all(Array.from({ length: 20 }, () => takeTry(LINK, first)));
    expect(tries.filter(Boolean)).toHaveLength(5);
    await expect(readCode(LINK)).resolves.toMatchObject({ triesLeft: 0 });
  });

  it('cannot be tried when another one has taken its place, or when there is none', async () => {
    await expect(takeTry(LINK, first)).resolves.toBe(false);
    await putCode(LINK, second, undefined);
    await expect(takeTry(LINK, first)).resolves.toBe(false);
    await expect(readCode(LINK)).resolves.toEqual(second);
  });

  it('cannot be tried when it has served; a newer one can', async () => {
    await putCode(LINK, first, undefined);
    await spendCode(LINK, first);
    await expect(takeTry(LINK, first)).resolves.toBe(false);
    await putCode(LINK, second, first);
    await spendCode(LINK, first);
    await expect(takeTry(LINK, second)).resolves.toBe(true);
  });

  it('fails when the table fails', async () => {
    fakeClient(DynamoDBDocumentClient, () => {
      throw new Error('no table');
    });
    await expect(takeTry(LINK, first)).rejects.toThrow('no table');
  });
});
