import '../environment.ts';

import { setImmediate as turn } from 'node:timers/promises';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readOnce } from '../../../functions/aws/account-cache.ts';
import { ThrottlingException } from '../../../functions/domain/errors.ts';
import { ACCOUNT_ID, CREATED_AT } from '../builders.ts';
import { fakeClient } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

/** A pause lasts as long on the clock of the test, and lets the others go on. */
vi.mock('node:timers/promises', async (original) => ({
  ...(await original<object>()),
  setTimeout: async (milliseconds: number) => {
    vi.setSystemTime(Date.now() + milliseconds);
    await turn();
  },
}));

const MINUTE = 60_000;
const BEGUN_AT = Date.parse(CREATED_AT);

let table: FakeTable;
let reads: number;

const reader = (since = Date.now() - MINUTE, name = 'validate-request') => ({ name, since });

/** Finds how often it has been read. */
async function read(): Promise<number> {
  reads += 1;
  const answer = reads;
  await turn();
  return answer;
}

beforeEach(() => {
  vi.useFakeTimers({ now: BEGUN_AT, toFake: ['Date'] });
  table = new FakeTable();
  reads = 0;
  fakeClient(DynamoDBDocumentClient, table.answer);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('readOnce', () => {
  it('reads once for all who ask at the same time', async () => {
    const answers = Array.from({ length: 30 }, () => readOnce(ACCOUNT_ID, reader(), read));
    await expect(Promise.all(answers)).resolves.toEqual(Array(30).fill(1));
  });

  it('reads nothing for those who ask later, while what was read counts for them', async () => {
    await readOnce(ACCOUNT_ID, reader(), read);
    vi.setSystemTime(BEGUN_AT + MINUTE);
    await expect(readOnce(ACCOUNT_ID, reader(), read)).resolves.toBe(1);
    vi.setSystemTime(BEGUN_AT + MINUTE + 1);
    await expect(readOnce(ACCOUNT_ID, reader(), read)).resolves.toBe(2);
  });

  it('takes an answer for as old as the beginning of its read', async () => {
    await readOnce(ACCOUNT_ID, reader(), async () => {
      vi.setSystemTime(BEGUN_AT + 10_000);
      return read();
    });
    await expect(readOnce(ACCOUNT_ID, reader(BEGUN_AT + 1), read)).resolves.toBe(2);
  });

  it('believes nothing that another function has kept', async () => {
    await readOnce(ACCOUNT_ID, reader(), read);
    await expect(readOnce(ACCOUNT_ID, reader(undefined, 'pre-approve'), read)).resolves.toBe(2);
    expect([...table.items.keys()]).toEqual([
      `ACCOUNT#validate-request#${ACCOUNT_ID}`,
      `ACCOUNT#pre-approve#${ACCOUNT_ID}`,
    ]);
  });

  it('lets the next one read at once when a read fails, and keeps what was known', async () => {
    await readOnce(ACCOUNT_ID, reader(), read);
    const failing = readOnce(ACCOUNT_ID, reader(BEGUN_AT + 1), async () => {
      throw new ThrottlingException('slow');
    });
    await expect(failing).rejects.toThrow('slow');
    await expect(readOnce(ACCOUNT_ID, reader(), read)).resolves.toBe(1);
    await expect(readOnce(ACCOUNT_ID, reader(BEGUN_AT + 1), read)).resolves.toBe(2);
    expect(Date.now()).toBe(BEGUN_AT);
  });

  it('reads in the place of whoever was killed while they read, after 15 seconds', async () => {
    readOnce(ACCOUNT_ID, reader(), () => new Promise(() => undefined));
    await turn();
    await expect(readOnce(ACCOUNT_ID, reader(), read)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(Date.now()).toBeLessThan(BEGUN_AT + 15_000);
    vi.setSystemTime(BEGUN_AT + 15_000);
    await expect(readOnce(ACCOUNT_ID, reader(), read)).resolves.toBe(1);
  });

  it('keeps what does not last for those who have waited for it, and for nobody after five seconds', async () => {
    const waiting = Array.from({ length: 5 }, () => readOnce(ACCOUNT_ID, reader(), read, () => false));
    await expect(Promise.all(waiting)).resolves.toEqual(Array(5).fill(1));
    vi.setSystemTime(Date.now() + 5000);
    await expect(readOnce(ACCOUNT_ID, reader(), read, () => false)).resolves.toBe(2);
  });

  it('keeps nothing for longer than an hour', async () => {
    await readOnce(ACCOUNT_ID, reader(), read);
    expect([...table.items.values()]).toMatchObject([{ ttl: BEGUN_AT / 1000 + 21_600 }]);
  });
});
