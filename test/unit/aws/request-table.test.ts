import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  lockContact,
  putLink,
  readLinkedRecord,
  readRecord,
  registerRecord,
  unlockContact,
  updateRecord,
} from '../../../functions/aws/request-table.ts';
import { linkHash } from '../../../functions/domain/approval-link.ts';
import type { RequestRecord } from '../../../functions/domain/request-record.ts';
import {
  APPROVER,
  BILLING,
  CREATED_AT,
  changeRequest,
  deleteChange,
  pendingRecord,
  putChange,
  REQUEST_ID,
  REQUESTER,
  receivedRecord,
  SECURITY,
  vote,
} from '../builders.ts';
import { fakeClient, type SentCommand } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const PK = `REQUEST#${REQUEST_ID}`;
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
  fakeClient(DynamoDBDocumentClient, ({ name }) => {
    if (name === 'GetCommand') return {};
    throw error;
  });

describe('registerRecord', () => {
  it('puts the record under its requestId with its version, and with what the index by status shows', async () => {
    const record = receivedRecord({
      request: changeRequest({ changes: [putChange(SECURITY), deleteChange(BILLING)] }),
    });
    await registerRecord(record);
    expect(table.items.get(PK)).toEqual({
      pk: PK,
      version: 1,
      status: 'RECEIVED',
      createdAt: CREATED_AT,
      requestedBy: REQUESTER,
      contacts: ['222222222222/SECURITY', '222222222222/BILLING'],
      writeId: expect.any(String),
      record,
    });
    expect(sent[0]?.input['TableName']).toBe('alternate-contacts-test');
  });

  it('changes nothing when the same execution tries again', async () => {
    await registerRecord(receivedRecord());
    const moved = pendingRecord();
    table.items.set(PK, { pk: PK, version: moved.version, status: moved.status, record: moved });
    await expect(registerRecord(receivedRecord({ createdAt: NOW.toISOString() }))).resolves.toBeUndefined();
    expect(table.items.get(PK)?.['record']).toEqual(moved);
  });

  it('throws DuplicateRequestError and keeps the first record when another execution has registered it', async () => {
    await registerRecord(receivedRecord());
    const second = registerRecord(receivedRecord({ executionArn: 'arn:of:another' }));
    await expect(second).rejects.toMatchObject({
      name: 'DuplicateRequestError',
      message: expect.stringContaining(REQUEST_ID),
    });
    expect(table.items.get(PK)?.['record']).toEqual(receivedRecord());
  });

  it('throws the error of DynamoDB when it is any other', async () => {
    failing(new Error('down'));
    await expect(registerRecord(receivedRecord())).rejects.toThrow('down');
  });
});

describe('readRecord', () => {
  it('reads the record consistently', async () => {
    await registerRecord(receivedRecord());
    await expect(readRecord(REQUEST_ID)).resolves.toEqual(receivedRecord());
    expect(sent.at(-1)).toMatchObject({ name: 'GetCommand', input: { Key: { pk: PK }, ConsistentRead: true } });
  });

  it('is nothing when the request is unknown', async () => {
    await expect(readRecord('unknown')).resolves.toBeUndefined();
  });
});

describe('updateRecord', () => {
  beforeEach(() => registerRecord(receivedRecord()));

  it('writes the changed record as the next version and returns it', async () => {
    const record = await updateRecord(REQUEST_ID, (current) => ({ ...current, status: 'APPROVED' }));
    expect(record).toEqual(receivedRecord({ status: 'APPROVED', version: 2 }));
    expect(table.items.get(PK)).toEqual({
      pk: PK,
      version: 2,
      status: 'APPROVED',
      createdAt: CREATED_AT,
      requestedBy: REQUESTER,
      contacts: ['222222222222/SECURITY'],
      writeId: expect.any(String),
      record,
    });
  });

  it('writes nothing and returns the record when there is nothing to change', async () => {
    sent.length = 0;
    await expect(updateRecord(REQUEST_ID, () => undefined)).resolves.toEqual(receivedRecord());
    expect(sent.map(({ name }) => name)).toEqual(['GetCommand']);
  });

  it('starts over with the record as last written when someone else was faster', async () => {
    let attempts = 0;
    const record = await updateRecord(REQUEST_ID, (current) => {
      attempts += 1;
      if (attempts === 1) {
        const faster = { ...current, version: 2, mailed: ['0/other'] };
        table.items.set(PK, { pk: PK, version: 2, status: faster.status, record: faster });
      }
      return { ...current, mailed: [...current.mailed, '0/mine'] };
    });
    expect(record).toMatchObject({ version: 3, mailed: ['0/other', '0/mine'] });
    expect(attempts).toBe(2);
  });

  it('loses no vote when twenty are cast at the same time', async () => {
    const voters = Array.from({ length: 20 }, (_, index) => `approver-${index}@example.com`);
    await Promise.all(
      voters.map((voter) =>
        updateRecord(REQUEST_ID, (current) => ({ ...current, votes: [...current.votes, vote(voter)] })),
      ),
    );
    const record = await readRecord(REQUEST_ID);
    expect(record?.votes.map(({ approver }) => approver).sort()).toEqual(voters.sort());
    expect(record?.version).toBe(21);
  });

  it('throws ConcurrentUpdateError and writes nothing when others are faster each time', async () => {
    let version = 1;
    const result = updateRecord(REQUEST_ID, (current) => {
      version += 1;
      table.items.set(PK, { pk: PK, version, status: current.status, record: { ...current, version } });
      return { ...current, status: 'FAILED' };
    });
    await expect(result).rejects.toMatchObject({ name: 'ConcurrentUpdateError' });
    expect(version).toBe(41);
    expect(table.items.get(PK)?.['status']).toBe('RECEIVED');
  });

  it('changes the record once when its write got in but the answer was lost, and the SDK wrote again', async () => {
    fakeClient(DynamoDBDocumentClient, (command) => {
      const answer = table.answer(command);
      return command.name === 'PutCommand' && table.items.get(PK)?.['version'] === 2 ? table.answer(command) : answer;
    });
    let changes = 0;
    const record = await updateRecord(REQUEST_ID, (current) => {
      changes += 1;
      return { ...current, votes: [...current.votes, vote()] };
    });
    expect(changes).toBe(1);
    expect(record).toEqual(receivedRecord({ votes: [vote()], version: 2 }));
  });

  it('takes an equal record that someone else wrote in the same moment for theirs', async () => {
    const seen: number[] = [];
    const voteOnce = (current: RequestRecord) => {
      seen.push(current.votes.length);
      return current.votes.length > 0 ? undefined : { ...current, votes: [vote()] };
    };
    fakeClient(DynamoDBDocumentClient, (command) => {
      const isFirstWrite = command.name === 'PutCommand' && table.items.get(PK)?.['version'] === 1;
      if (isFirstWrite) table.items.set(PK, { ...Object(command.input['Item']), writeId: 'of someone else' });
      return table.answer(command);
    });
    await updateRecord(REQUEST_ID, voteOnce);
    expect(seen).toEqual([0, 1]);
  });

  it('throws when there is no such request', async () => {
    await expect(updateRecord('unknown', (current) => current)).rejects.toThrow('there is no request unknown');
  });

  it('throws what the change throws and writes nothing', async () => {
    const result = updateRecord(REQUEST_ID, () => {
      throw new RangeError('impossible');
    });
    await expect(result).rejects.toThrow(RangeError);
    expect(table.items.get(PK)?.['version']).toBe(1);
  });

  it('throws the error of DynamoDB when it is any other', async () => {
    fakeClient(DynamoDBDocumentClient, ({ name }) => {
      if (name === 'GetCommand') return { Item: { record: receivedRecord() } };
      throw new Error('down');
    });
    await expect(updateRecord(REQUEST_ID, (current) => current)).rejects.toThrow('down');
  });
});

describe('links', () => {
  const SECRET = 's'.repeat(43);
  const link = { requestId: REQUEST_ID, approver: APPROVER, ttl: NOW_SECONDS + 1 };

  beforeEach(async () => {
    await registerRecord(receivedRecord());
    sent.length = 0;
  });

  it('are stored under the SHA-256 of their secret, which is not kept', async () => {
    await putLink(linkHash(SECRET), link);
    const pk = `LINK#${linkHash(SECRET)}`;
    expect(table.items.get(pk)).toEqual({ pk, ...link });
    expect(JSON.stringify(sent)).not.toContain(SECRET);
  });

  it('lead to approver and record', async () => {
    await putLink(linkHash(SECRET), link);
    await expect(readLinkedRecord(SECRET, NOW)).resolves.toEqual({ approver: APPROVER, record: receivedRecord() });
  });

  it.each([0, -1])(
    'lead nowhere when they ended %i s after now, though DynamoDB has not deleted them yet',
    async (age) => {
      await putLink(linkHash(SECRET), { ...link, ttl: NOW_SECONDS + age });
      await expect(readLinkedRecord(SECRET, NOW)).resolves.toBeUndefined();
    },
  );

  it('lead nowhere when their request is gone', async () => {
    await putLink(linkHash(SECRET), { ...link, requestId: 'gone' });
    await expect(readLinkedRecord(SECRET, NOW)).resolves.toBeUndefined();
  });

  it.each(['unknown', '', undefined])(
    'lead nowhere, after the same reads as others, when the secret is %j',
    async (secret) => {
      await expect(readLinkedRecord(secret, NOW)).resolves.toBeUndefined();
      expect(sent.map(({ name }) => name)).toEqual(['GetCommand', 'GetCommand']);
    },
  );

  it('take two reads when they lead somewhere', async () => {
    await putLink(linkHash(SECRET), link);
    sent.length = 0;
    await readLinkedRecord(SECRET, NOW);
    expect(sent.map(({ name }) => name)).toEqual(['GetCommand', 'GetCommand']);
  });
});

describe('lockContact', () => {
  it('puts a lock that ends with the lease when the contact is free', async () => {
    await lockContact(SECURITY, REQUEST_ID, 30);
    expect(table.items.get(LOCK)).toEqual({ pk: LOCK, holder: REQUEST_ID, ttl: NOW_SECONDS + 30 });
  });

  it('renews the lease when the holder locks again', async () => {
    await lockContact(SECURITY, REQUEST_ID, 30);
    vi.setSystemTime(NOW.getTime() + 10_000);
    await lockContact(SECURITY, REQUEST_ID, 30);
    expect(table.items.get(LOCK)?.['ttl']).toBe(NOW_SECONDS + 40);
  });

  it('throws ContactLockedError and leaves the lock when another request holds it', async () => {
    await lockContact(SECURITY, 'another', 30);
    await expect(lockContact(SECURITY, REQUEST_ID, 30)).rejects.toMatchObject({
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
    const lock = lockContact(SECURITY, REQUEST_ID, 30);
    await (locked
      ? expect(lock).rejects.toMatchObject({ name: 'ContactLockedError' })
      : expect(lock).resolves.toBeUndefined());
  });

  it('locks each account and type by itself', async () => {
    await lockContact(SECURITY, 'another', 30);
    await lockContact({ ...SECURITY, alternateContactType: 'BILLING' }, REQUEST_ID, 30);
    await lockContact({ ...SECURITY, accountId: '333333333333' }, REQUEST_ID, 30);
    expect(table.items.size).toBe(3);
  });

  it('lets one of twenty requests through when they lock at the same time', async () => {
    const holders = Array.from({ length: 20 }, (_, index) => `request-${index}`);
    const locks = await Promise.allSettled(holders.map((holder) => lockContact(SECURITY, holder, 30)));
    expect(locks.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('throws the error of DynamoDB when it is any other', async () => {
    failing(new Error('down'));
    await expect(lockContact(SECURITY, REQUEST_ID, 30)).rejects.toThrow('down');
  });
});

describe('unlockContact', () => {
  it('removes the lock of the holder', async () => {
    await lockContact(SECURITY, REQUEST_ID, 30);
    await unlockContact(SECURITY, REQUEST_ID);
    expect(table.items.has(LOCK)).toBe(false);
  });

  it('leaves the lock when another request has taken it over', async () => {
    await lockContact(SECURITY, 'another', 30);
    await unlockContact(SECURITY, REQUEST_ID);
    expect(table.items.get(LOCK)?.['holder']).toBe('another');
  });

  it('is done when there is no lock', async () => {
    await expect(unlockContact(SECURITY, REQUEST_ID)).resolves.toBeUndefined();
  });

  it('throws the error of DynamoDB when it is any other', async () => {
    failing(new Error('down'));
    await expect(unlockContact(SECURITY, REQUEST_ID)).rejects.toThrow('down');
  });
});
