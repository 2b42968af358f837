import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { lockContact, unlockContact } from '../../../functions/aws/contact-locks.ts';
import { REQUEST_KEY, SECURITY } from '../builders.ts';
import { fakeClient, type SentCommand } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

const LOCK = 'CONTACT#222222222222#SECURITY';
const NOW = new Date('2026-06-01T12:00:00.000Z');
const NOW_SECONDS = NOW.getTime() / 1000;

let table: FakeTable;
let sent: SentCommand[];

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  table = new FakeTable();
  sent = fakeClient(DynamoDBDocumentClient, table.answer);
});

const failing = (error: Error) =>
  fakeClient(DynamoDBDocumentClient, () => {
    throw error;
  });

describe('lockContact', () => {
  it('puts a lock that ends with the lease when the contact is free', async () => {
    await lockContact(SECURITY, REQUEST_KEY, 30);
    expect(table.items.get(LOCK)).toEqual({ pk: LOCK, holder: REQUEST_KEY, ttl: NOW_SECONDS + 30 });
    expect(sent[0]?.input['TableName']).toBe('alternate-contacts-test');
  });

  it('renews the lease when the holder locks again', async () => {
    await lockContact(SECURITY, REQUEST_KEY, 30);
    vi.setSystemTime(NOW.getTime() + 10_000);
    await lockContact(SECURITY, REQUEST_KEY, 30);
    expect(table.items.get(LOCK)?.['ttl']).toBe(NOW_SECONDS + 40);
  });

  it('throws ContactLockedError and leaves the lock when another request holds it', async () => {
    await lockContact(SECURITY, 'another', 30);
    await expect(lockContact(SECURITY, REQUEST_KEY, 30)).rejects.toMatchObject({
      name: 'ContactLockedError',
      message: 'another request is changing 222222222222/SECURITY',
    });
    expect(table.items.get(LOCK)?.['holder']).toBe('another');
  });

  it.each([
    { after: 29, locked: true },
    { after: 30, locked: false },
    { after: 31, locked: false },
  ])('finds the contact locked ($locked) when the lease of 30 s began $after s ago', async ({ after, locked }) => {
    await lockContact(SECURITY, 'another', 30);
    vi.setSystemTime(NOW.getTime() + after * 1000);
    const lock = lockContact(SECURITY, REQUEST_KEY, 30);
    await (locked
      ? expect(lock).rejects.toMatchObject({ name: 'ContactLockedError' })
      : expect(lock).resolves.toBe(false));
  });

  it('locks each account and type by itself', async () => {
    await lockContact(SECURITY, 'another', 30);
    await lockContact({ ...SECURITY, alternateContactType: 'BILLING' }, REQUEST_KEY, 30);
    await lockContact({ ...SECURITY, accountId: '333333333333' }, REQUEST_KEY, 30);
    expect(table.items.size).toBe(3);
  });

  it('lets one of twenty requests through when they lock at the same time', async () => {
    const holders = Array.from({ length: 20 }, (_, index) => `request-${index}`);
    const locks = await Promise.allSettled(holders.map((holder) => lockContact(SECURITY, holder, 30)));
    expect(locks.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('throws the error of DynamoDB when it is any other', async () => {
    failing(new Error('down'));
    await expect(lockContact(SECURITY, REQUEST_KEY, 30)).rejects.toThrow('down');
  });
});

describe('lockContact, of whether its holder has had the lock before,', () => {
  const LATER = NOW.getTime() + 86_400_000;

  it('says no when nobody has', async () => {
    await expect(lockContact(SECURITY, REQUEST_KEY, 30)).resolves.toBe(false);
  });

  it('says no when only another request has', async () => {
    await lockContact(SECURITY, 'another', 30);
    await unlockContact(SECURITY, 'another');
    await expect(lockContact(SECURITY, REQUEST_KEY, 30)).resolves.toBe(false);
  });

  it('says no when the holder has had only the lock of another contact', async () => {
    await lockContact({ ...SECURITY, alternateContactType: 'BILLING' }, REQUEST_KEY, 30);
    await expect(lockContact(SECURITY, REQUEST_KEY, 30)).resolves.toBe(false);
  });

  it('says yes when the lease is not over', async () => {
    await lockContact(SECURITY, REQUEST_KEY, 30);
    await expect(lockContact(SECURITY, REQUEST_KEY, 30)).resolves.toBe(true);
  });

  it('says yes when the lease is over and nobody has taken the lock since', async () => {
    await lockContact(SECURITY, REQUEST_KEY, 30);
    vi.setSystemTime(LATER);
    await expect(lockContact(SECURITY, REQUEST_KEY, 30)).resolves.toBe(true);
  });

  it('says yes when the lock was given back and nobody has taken it since', async () => {
    await lockContact(SECURITY, REQUEST_KEY, 30);
    await unlockContact(SECURITY, REQUEST_KEY);
    vi.setSystemTime(LATER);
    await expect(lockContact(SECURITY, REQUEST_KEY, 30)).resolves.toBe(true);
  });

  it('says yes when another request was turned away since', async () => {
    await lockContact(SECURITY, REQUEST_KEY, 30);
    await expect(lockContact(SECURITY, 'another', 30)).rejects.toMatchObject({ name: 'ContactLockedError' });
    await expect(lockContact(SECURITY, REQUEST_KEY, 30)).resolves.toBe(true);
  });

  it('says no when another request has had the lock since, because the lock knows its last holder only', async () => {
    for (const holder of [REQUEST_KEY, 'another']) {
      await lockContact(SECURITY, holder, 30);
      await unlockContact(SECURITY, holder);
    }
    await expect(lockContact(SECURITY, REQUEST_KEY, 30)).resolves.toBe(false);
  });
});

describe('unlockContact', () => {
  it('ends the lease of the holder at once, and leaves the lock to show who had it', async () => {
    await lockContact(SECURITY, REQUEST_KEY, 30);
    vi.setSystemTime(NOW.getTime() + 5000);
    await unlockContact(SECURITY, REQUEST_KEY);
    expect(table.items.get(LOCK)).toEqual({ pk: LOCK, holder: REQUEST_KEY, ttl: NOW_SECONDS + 5 });
    await expect(lockContact(SECURITY, 'another', 30)).resolves.toBe(false);
  });

  it('leaves the lock when another request has taken it over', async () => {
    await lockContact(SECURITY, 'another', 30);
    await unlockContact(SECURITY, REQUEST_KEY);
    expect(table.items.get(LOCK)).toEqual({ pk: LOCK, holder: 'another', ttl: NOW_SECONDS + 30 });
  });

  it('is done, and makes no lock, when there is none', async () => {
    await expect(unlockContact(SECURITY, REQUEST_KEY)).resolves.toBeUndefined();
    expect(table.items.size).toBe(0);
  });

  it('throws the error of DynamoDB when it is any other', async () => {
    failing(new Error('down'));
    await expect(unlockContact(SECURITY, REQUEST_KEY)).rejects.toThrow('down');
  });
});
