import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  listWaitingRequests,
  putLink,
  type Refusable,
  readLinkedRecord,
  readRecord,
  registerRecord,
  type StoredLink,
  tryUpdateRecord,
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

  it('puts a record whose execution waits so that the index of waiting requests shows it', async () => {
    await registerRecord(pendingRecord());
    expect(table.items.get(PK)).toMatchObject({ waitingFor: 'decision', status: 'PENDING_APPROVAL' });
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
    sent.length = 0;
    const record = await updateRecord(REQUEST_ID, (current) => ({ ...current, status: 'APPROVED' }));
    expect(record).toEqual(receivedRecord({ status: 'APPROVED', version: 2 }));
    expect(sent.map(({ name }) => name)).toEqual(['GetCommand', 'PutCommand']);
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

describe('tryUpdateRecord', () => {
  beforeEach(async () => {
    await registerRecord(receivedRecord());
    sent.length = 0;
  });

  it('writes the record that the change returns, and returns it as the next version', async () => {
    const result = await tryUpdateRecord(REQUEST_ID, (current) => ({ record: { ...current, mailed: ['0/mine'] } }));
    expect(result).toEqual({ record: receivedRecord({ mailed: ['0/mine'], version: 2 }) });
    expect(table.items.get(PK)?.['record']).toEqual(receivedRecord({ mailed: ['0/mine'], version: 2 }));
  });

  it('writes nothing and returns the refusal when the change refuses', async () => {
    await expect(tryUpdateRecord(REQUEST_ID, () => ({ refusal: 'decided' }))).resolves.toEqual({ refusal: 'decided' });
    expect(sent.map(({ name }) => name)).toEqual(['GetCommand']);
  });

  it('writes nothing and returns the record when the change gives back the record that it got', async () => {
    const result = await tryUpdateRecord(REQUEST_ID, (current) => ({ record: current }));
    expect(result).toEqual({ record: receivedRecord() });
    expect(sent.map(({ name }) => name)).toEqual(['GetCommand']);
  });

  /** Changes the record while someone else writes `faster` between reading and writing, once. */
  const whileWritten = (
    faster: Partial<RequestRecord>,
    change: (record: RequestRecord) => Refusable<string>,
  ): Promise<Refusable<string>> => {
    let attempts = 0;
    return tryUpdateRecord(REQUEST_ID, (current) => {
      attempts += 1;
      const record = { ...current, ...faster, version: 2 };
      if (attempts === 1) table.items.set(PK, { pk: PK, version: 2, status: record.status, record });
      return change(current);
    });
  };

  it('returns the refusal when it refuses what someone else has written meanwhile', async () => {
    const result = await whileWritten({ status: 'EXPIRED' }, (current) =>
      current.status === 'EXPIRED' ? { refusal: 'expired' } : { record: { ...current, status: 'APPROVED' } },
    );
    expect(result).toEqual({ refusal: 'expired' });
    expect(table.items.get(PK)?.['status']).toBe('EXPIRED');
  });

  it('returns the record when it takes what someone else has written meanwhile', async () => {
    const result = await whileWritten({ mailed: ['0/other'] }, (current) => ({
      record: { ...current, mailed: [...current.mailed, '0/mine'] },
    }));
    expect(result).toMatchObject({ record: { version: 3, mailed: ['0/other', '0/mine'] } });
  });

  it('throws when there is no such request', async () => {
    await expect(tryUpdateRecord('unknown', (record) => ({ record }))).rejects.toThrow('there is no request unknown');
  });
});

describe('listWaitingRequests', () => {
  const requestOf = (requestId: string, differences: Partial<RequestRecord> = {}) =>
    registerRecord(pendingRecord({ request: changeRequest({ requestId }), ...differences }));
  const listed = () => Array.fromAsync(listWaitingRequests());

  it('is the requests whose execution waits, oldest first, whatever their status', async () => {
    await requestOf('younger', { createdAt: '2026-06-01T11:00:00.000Z' });
    await requestOf('decided', { createdAt: '2026-06-01T10:30:00.000Z', status: 'APPROVED' });
    await requestOf('oldest');
    await expect(listed()).resolves.toEqual([
      { requestId: 'oldest', status: 'PENDING_APPROVAL', createdAt: CREATED_AT },
      { requestId: 'decided', status: 'APPROVED', createdAt: '2026-06-01T10:30:00.000Z' },
      { requestId: 'younger', status: 'PENDING_APPROVAL', createdAt: '2026-06-01T11:00:00.000Z' },
    ]);
  });

  it('leaves out the requests, links and locks for which no execution waits', async () => {
    const { taskToken: _, ...settled } = pendingRecord({ status: 'APPROVED' });
    await registerRecord(settled);
    await registerRecord(receivedRecord({ request: changeRequest({ requestId: 'new' }) }));
    await putLink('a'.repeat(64), { kind: 'approval', requestId: REQUEST_ID, holder: APPROVER, ttl: 1 });
    await expect(listed()).resolves.toEqual([]);
  });

  it('leaves out a request when its record no longer has a task token', async () => {
    await requestOf(REQUEST_ID);
    await updateRecord(REQUEST_ID, ({ taskToken: _, ...record }) => record);
    await expect(listed()).resolves.toEqual([]);
  });

  it('reads every page of the index', async () => {
    table.pageSize = 2;
    for (const index of [1, 2, 3, 4, 5])
      await requestOf(`request-${index}`, { createdAt: `2026-06-0${index}T10:00:00.000Z` });
    sent.length = 0;
    const requests = await listed();
    expect(requests.map(({ requestId }) => requestId)).toEqual([1, 2, 3, 4, 5].map((index) => `request-${index}`));
    expect(sent.map(({ name, input }) => [name, input['IndexName']])).toEqual(
      Array.from({ length: 3 }, () => ['QueryCommand', 'waiting']),
    );
    expect(sent[0]?.input['TableName']).toBe('alternate-contacts-test');
  });
});

describe('links', () => {
  const SECRET = 's'.repeat(43);
  const link: StoredLink = { kind: 'approval', requestId: REQUEST_ID, holder: APPROVER, ttl: NOW_SECONDS + 1 };
  const read = (secret: string | undefined = SECRET, kind: StoredLink['kind'] = 'approval') =>
    readLinkedRecord(kind, secret, NOW);

  beforeEach(async () => {
    await registerRecord(receivedRecord());
    sent.length = 0;
  });

  it('are stored under the SHA-256 of their secret, which is not kept', async () => {
    await putLink(linkHash(SECRET), link);
    const pk = `LINK#${linkHash(SECRET)}`;
    expect(table.items.get(pk)).toEqual({ pk, requestId: REQUEST_ID, approver: APPROVER, ttl: link.ttl });
    expect(JSON.stringify(sent)).not.toContain(SECRET);
  });

  it.each(['approval', 'request'] as const)('lead to holder and record when they are of the kind %s', async (kind) => {
    await putLink(linkHash(SECRET), { ...link, kind });
    await expect(read(SECRET, kind)).resolves.toEqual({ holder: APPROVER, record: receivedRecord() });
  });

  it.each([
    { kind: 'approval', asked: 'request' },
    { kind: 'request', asked: 'approval' },
  ] as const)(
    'lead nowhere, after the same reads, when the kind is $kind and $asked is asked',
    async ({ kind, asked }) => {
      await putLink(linkHash(SECRET), { ...link, kind });
      sent.length = 0;
      await expect(read(SECRET, asked)).resolves.toBeUndefined();
      expect(sent.map(({ name }) => name)).toEqual(['GetCommand', 'GetCommand']);
    },
  );

  it.each([0, -1])(
    'lead nowhere when they ended %i s after now, though DynamoDB has not deleted them yet',
    async (age) => {
      await putLink(linkHash(SECRET), { ...link, ttl: NOW_SECONDS + age });
      await expect(read()).resolves.toBeUndefined();
    },
  );

  it('lead nowhere when their request is gone', async () => {
    await putLink(linkHash(SECRET), { ...link, requestId: 'gone' });
    await expect(read()).resolves.toBeUndefined();
  });

  it.each(['unknown', ''])('lead nowhere, after the same reads as others, when the secret is %j', async (secret) => {
    await expect(read(secret)).resolves.toBeUndefined();
    expect(sent.map(({ name }) => name)).toEqual(['GetCommand', 'GetCommand']);
  });

  it('lead nowhere, after the same reads as others, when there is no secret', async () => {
    await expect(readLinkedRecord('approval', undefined, NOW)).resolves.toBeUndefined();
    expect(sent.map(({ name }) => name)).toEqual(['GetCommand', 'GetCommand']);
  });

  it('take two reads when they lead somewhere', async () => {
    await putLink(linkHash(SECRET), link);
    sent.length = 0;
    await read();
    expect(sent.map(({ name }) => name)).toEqual(['GetCommand', 'GetCommand']);
  });
});
