import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { putApproverLink } from '../../../functions/aws/page-links.ts';
import {
  type Awaited,
  listWaitingRequests,
  readRecord,
  recordEvents,
  registerRecord,
  updateRecord,
} from '../../../functions/aws/request-table.ts';
import { linkCommitments } from '../../../functions/domain/approval/page-link.ts';
import { asEnding, withoutEnding } from '../../../functions/domain/ledger/ending.ts';
import type { RequestEvent } from '../../../functions/domain/ledger/events.ts';
import { evolve, evolveAll, recordOf } from '../../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { redacted } from '../../../functions/domain/ledger/redacted.ts';
import { withoutTaskToken } from '../../../functions/domain/ledger/task-token.ts';
import {
  APPLIED_AT,
  APPROVER,
  applyStarted,
  approvalMails,
  approved,
  BILLING,
  CREATED_AT,
  changeApplied,
  changeConfirmed,
  changeRequest,
  deleteChange,
  ENDED_AT,
  ended,
  expired,
  mailSent,
  OTHER_APPROVER,
  pendingRecord,
  planOutdated,
  putChange,
  REQUEST_ID,
  REQUEST_KEY,
  REQUESTER,
  type RecordFacts,
  receivedRecord,
  SECURITY,
  VOTED_AT,
  voteCast,
} from '../builders.ts';
import { fakeClient, type SentCommand } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const PK = `REQUEST#${REQUEST_KEY}`;
const NOW = new Date('2026-06-01T12:00:00.000Z');

const [mine, theirs] = approvalMails(0, [APPROVER, OTHER_APPROVER]).map((mail) => mailSent(mail));
if (!mine || !theirs) throw new Error('there are two mails');

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

/** Lets somebody else write these events, as if they had been faster. */
function writeFaster(record: RequestRecord, ...events: RequestEvent[]): void {
  const { history, status, taskToken } = evolveAll(record, events);
  table.items.set(PK, { pk: PK, version: record.version + 1, status, taskToken, history });
}

const version2 = (record: RequestRecord, ...events: RequestEvent[]) => ({ ...evolveAll(record, events), version: 2 });

describe('registerRecord', () => {
  it('puts the ledger under its key with its version, and with what the index by status shows', async () => {
    const record = receivedRecord({
      request: changeRequest({ changes: [putChange(SECURITY), deleteChange(BILLING)] }),
    });
    await registerRecord(record);
    expect(table.items.get(PK)).toEqual({
      pk: PK,
      version: 1,
      status: 'RECEIVED',
      createdAt: CREATED_AT,
      requestId: REQUEST_ID,
      requestedBy: REQUESTER,
      contacts: ['222222222222/SECURITY', '222222222222/BILLING'],
      accounts: [{ accountId: '222222222222', name: 'Payments', ouPath: ['Root', 'Production'] }],
      waitingFor: 'execution',
      writeId: expect.any(String),
      history: record.history,
    });
    expect(sent[0]?.input['TableName']).toBe('alternate-contacts-test');
  });

  it('puts a record whose execution waits so that the index of waiting requests shows it', async () => {
    await registerRecord(pendingRecord());
    expect(table.items.get(PK)).toMatchObject({
      waitingFor: 'decision',
      status: 'PENDING_APPROVAL',
      taskToken: 'token-of-the-task',
    });
  });

  it('changes nothing when the same execution tries again', async () => {
    await registerRecord(pendingRecord());
    const before = structuredClone(table.items.get(PK));
    await expect(registerRecord(receivedRecord({ createdAt: NOW.toISOString() }))).resolves.toBeUndefined();
    expect(table.items.get(PK)).toEqual(before);
  });

  it('throws DuplicateRequestError and keeps the first record when another execution has registered it', async () => {
    await registerRecord(receivedRecord());
    const second = registerRecord(receivedRecord({ executionArn: 'arn:of:another' }));
    await expect(second).rejects.toMatchObject({
      name: 'DuplicateRequestError',
      message: expect.stringContaining(REQUEST_KEY),
    });
    await expect(readRecord(REQUEST_KEY)).resolves.toEqual(receivedRecord());
  });

  it('throws the error of DynamoDB when it is any other', async () => {
    failing(new Error('down'));
    await expect(registerRecord(receivedRecord())).rejects.toThrow('down');
  });
});

describe('readRecord', () => {
  it('reads the record consistently', async () => {
    await registerRecord(receivedRecord());
    await expect(readRecord(REQUEST_KEY)).resolves.toEqual(receivedRecord());
    expect(sent.at(-1)).toMatchObject({ name: 'GetCommand', input: { Key: { pk: PK }, ConsistentRead: true } });
  });

  it.each([
    receivedRecord(),
    pendingRecord({ mails: approvalMails() }),
    pendingRecord({ status: 'APPLIED', version: 9 }),
    pendingRecord({ status: 'CANCELLED', taskToken: undefined }),
  ])('is the record that was written, with version and task token, when it is $status', async (record) => {
    await registerRecord(record);
    await expect(readRecord(REQUEST_KEY)).resolves.toEqual(record);
  });

  it('is undefined when the request is unknown', async () => {
    await expect(readRecord('jira/unknown')).resolves.toBeUndefined();
  });

  it("is undefined when the item under the key holds another request's ledger", async () => {
    const { history } = receivedRecord({ request: changeRequest({ requestId: 'theirs' }) });
    table.items.set(PK, { pk: PK, version: 1, history });
    await expect(readRecord(REQUEST_KEY)).resolves.toBeUndefined();
  });
});

describe('updateRecord', () => {
  beforeEach(() => registerRecord(receivedRecord()));

  it('writes the changed record as the next version and returns it', async () => {
    sent.length = 0;
    const record = await updateRecord(REQUEST_KEY, (current) => evolve(current, approved()));
    expect(record).toEqual(version2(receivedRecord(), approved()));
    expect(sent.map(({ name }) => name)).toEqual(['GetCommand', 'PutCommand']);
    expect(table.items.get(PK)).toEqual({
      pk: PK,
      version: 2,
      status: 'APPROVED',
      createdAt: CREATED_AT,
      requestId: REQUEST_ID,
      requestedBy: REQUESTER,
      contacts: ['222222222222/SECURITY'],
      accounts: [{ accountId: '222222222222', name: 'Payments', ouPath: ['Root', 'Production'] }],
      waitingFor: 'execution',
      writeId: expect.any(String),
      history: record.history,
    });
  });

  it('writes nothing and returns the record when the change returns the record that it got', async () => {
    sent.length = 0;
    await expect(updateRecord(REQUEST_KEY, (current) => current)).resolves.toEqual(receivedRecord());
    expect(sent.map(({ name }) => name)).toEqual(['GetCommand']);
  });

  it('starts over with the record as last written when somebody else was faster', async () => {
    let attempts = 0;
    const record = await updateRecord(REQUEST_KEY, (current) => {
      attempts += 1;
      if (attempts === 1) writeFaster(current, theirs);
      return evolve(current, mine);
    });
    expect(record).toMatchObject({ version: 3, mails: [theirs.mail, mine.mail] });
    expect(attempts).toBe(2);
  });

  it('loses no vote when twenty are cast at the same time', async () => {
    const voters = Array.from({ length: 20 }, (_, index) => `approver-${index}@example.com`);
    await Promise.all(voters.map((voter) => updateRecord(REQUEST_KEY, (current) => evolve(current, voteCast(voter)))));
    const record = await readRecord(REQUEST_KEY);
    expect(record?.votes.map(({ approver }) => approver).sort()).toEqual(voters.sort());
    expect(record?.version).toBe(21);
  });

  it('throws ConcurrentUpdateError and writes nothing when others are faster each time', async () => {
    let attempts = 0;
    const result = updateRecord(REQUEST_KEY, (current) => {
      attempts += 1;
      writeFaster(current);
      return evolve(current, ended('FAILED'));
    });
    await expect(result).rejects.toMatchObject({ name: 'ConcurrentUpdateError' });
    expect(attempts).toBe(40);
    expect(table.items.get(PK)).toMatchObject({ version: 41, status: 'RECEIVED', history: receivedRecord().history });
  });

  it('changes the record once when the write succeeded but its answer was lost, and the SDK wrote again', async () => {
    fakeClient(DynamoDBDocumentClient, (command) => {
      const answer = table.answer(command);
      return command.name === 'PutCommand' && table.items.get(PK)?.['version'] === 2 ? table.answer(command) : answer;
    });
    let changes = 0;
    const record = await updateRecord(REQUEST_KEY, (current) => {
      changes += 1;
      return evolve(current, voteCast());
    });
    expect(changes).toBe(1);
    expect(record).toEqual(version2(receivedRecord(), voteCast()));
  });

  it('does not take an equal record that somebody else wrote at the same moment for its own', async () => {
    const seen: number[] = [];
    const voteOnce = (current: RequestRecord) => {
      seen.push(current.votes.length);
      return current.votes.length > 0 ? current : evolve(current, voteCast());
    };
    fakeClient(DynamoDBDocumentClient, (command) => {
      const isFirstWrite = command.name === 'PutCommand' && table.items.get(PK)?.['version'] === 1;
      if (isFirstWrite) table.items.set(PK, { ...Object(command.input['Item']), writeId: 'of somebody else' });
      return table.answer(command);
    });
    await updateRecord(REQUEST_KEY, voteOnce);
    expect(seen).toEqual([0, 1]);
  });

  it('throws when there is no such request', async () => {
    await expect(updateRecord('jira/unknown', (current) => current)).rejects.toThrow(
      'there is no request jira/unknown',
    );
  });

  it('throws what the change throws and writes nothing', async () => {
    const result = updateRecord(REQUEST_KEY, () => {
      throw new RangeError('impossible');
    });
    await expect(result).rejects.toThrow(RangeError);
    expect(table.items.get(PK)?.['version']).toBe(1);
  });

  it('throws the error of DynamoDB when it is any other', async () => {
    fakeClient(DynamoDBDocumentClient, ({ name }) => {
      if (name === 'GetCommand') return { Item: { ...receivedRecord() } };
      throw new Error('down');
    });
    await expect(updateRecord(REQUEST_KEY, (current) => evolve(current, approved()))).rejects.toThrow('down');
  });
});

describe('recordEvents', () => {
  beforeEach(async () => {
    await registerRecord(receivedRecord());
    sent.length = 0;
  });

  it('appends the events, and returns the record as the next version', async () => {
    const next = version2(receivedRecord(), mine, theirs);
    await expect(recordEvents(REQUEST_KEY, () => [mine, theirs])).resolves.toEqual({ record: next });
    await expect(readRecord(REQUEST_KEY)).resolves.toEqual(next);
    expect(sent.map(({ name }) => name)).toEqual(['GetCommand', 'PutCommand', 'GetCommand']);
  });

  it('writes nothing and returns the refusal when the rule refuses', async () => {
    await expect(recordEvents(REQUEST_KEY, () => ({ refusal: 'decided' }))).resolves.toEqual({ refusal: 'decided' });
    expect(sent.map(({ name }) => name)).toEqual(['GetCommand']);
  });

  it('writes nothing and returns the record when no event follows', async () => {
    await expect(recordEvents(REQUEST_KEY, () => [])).resolves.toEqual({ record: receivedRecord() });
    expect(sent.map(({ name }) => name)).toEqual(['GetCommand']);
  });

  /** Decides while somebody else writes `faster` between reading and writing, once. */
  const whileWritten = (
    faster: RequestEvent,
    decide: (record: RequestRecord) => { refusal: string } | RequestEvent[],
  ) => {
    let attempts = 0;
    return recordEvents(REQUEST_KEY, (current) => {
      attempts += 1;
      if (attempts === 1) writeFaster(current, faster);
      return decide(current);
    });
  };

  it('returns the refusal when it refuses what somebody else has written meanwhile', async () => {
    const result = await whileWritten(expired(), ({ status }) =>
      status === 'EXPIRED' ? { refusal: 'expired' } : [approved()],
    );
    expect(result).toEqual({ refusal: 'expired' });
    expect(table.items.get(PK)?.['status']).toBe('EXPIRED');
  });

  it('returns the record when it goes on from what somebody else has written meanwhile', async () => {
    const result = await whileWritten(theirs, () => [mine]);
    expect(result).toMatchObject({ record: { version: 3, mails: [theirs.mail, mine.mail] } });
  });

  it('throws when there is no such request', async () => {
    await expect(recordEvents('jira/unknown', () => [])).rejects.toThrow('there is no request jira/unknown');
  });
});

describe('what is stored of a record', () => {
  it('is its ledger, from which the record follows again', async () => {
    await registerRecord(pendingRecord());
    const record = await updateRecord(REQUEST_KEY, (current) => evolveAll(current, [voteCast(), approved()]));
    const { history, version, taskToken } = Object(table.items.get(PK));
    expect({ ...recordOf(history), version, taskToken }).toEqual(record);
  });
});

describe('listWaitingRequests', () => {
  const requestOf = (requestId: string, facts: RecordFacts = {}) =>
    registerRecord(pendingRecord({ request: changeRequest({ requestId }), ...facts }));
  const listed = (awaited: Awaited = 'decision') => Array.fromAsync(listWaitingRequests(awaited));

  it('lists the requests that wait for a decision, oldest first, and others whose execution has nothing to wait for', async () => {
    await requestOf('younger', { createdAt: '2026-06-01T11:00:00.000Z' });
    await requestOf('decided', { createdAt: '2026-06-01T10:30:00.000Z', status: 'APPROVED' });
    await requestOf('oldest');
    await requestOf('outdated', { createdAt: '2026-06-01T11:30:00.000Z' });
    await updateRecord('jira/outdated', (current) => evolve(current, planOutdated()));
    await expect(listed()).resolves.toEqual([
      { requestKey: 'jira/oldest', status: 'PENDING_APPROVAL', createdAt: CREATED_AT },
      { requestKey: 'jira/younger', status: 'PENDING_APPROVAL', createdAt: '2026-06-01T11:00:00.000Z' },
    ]);
    await expect(listed('wake')).resolves.toEqual([
      { requestKey: 'jira/decided', status: 'APPROVED', createdAt: '2026-06-01T10:30:00.000Z' },
      { requestKey: 'jira/outdated', status: 'PENDING_APPROVAL', createdAt: '2026-06-01T11:30:00.000Z' },
    ]);
  });

  /** The end of a request whose change AWS has acknowledged, but did not show in time. */
  const unconfirmedEnd = [applyStarted(), changeApplied(SECURITY, { confirmed: false }), ended('APPLIED')];

  it('lists the requests with changes that AWS has acknowledged but does not show yet, and no others', async () => {
    await requestOf('waiting');
    await registerRecord(evolveAll(pendingRecord({ status: 'APPROVED', taskToken: undefined }), unconfirmedEnd));
    await expect(listed('confirmation')).resolves.toEqual([
      { requestKey: REQUEST_KEY, status: 'APPLIED', createdAt: CREATED_AT },
    ]);
    await updateRecord(REQUEST_KEY, (current) => evolve(current, changeConfirmed()));
    await expect(listed('confirmation')).resolves.toEqual([]);
  });

  it('lists a request that has ended until personal data is taken out of it, and lets it go 400 days after its end', async () => {
    await requestOf('waiting');
    const first = pendingRecord({ status: 'REJECTED', taskToken: undefined });
    await registerRecord(first);
    const item = () => table.items.get(`REQUEST#${REQUEST_KEY}`);
    expect(item()).not.toHaveProperty('ttl');
    await updateRecord(REQUEST_KEY, (current) => evolve(current, ended('REJECTED')));
    await expect(listed('redaction')).resolves.toMatchObject([{ requestKey: REQUEST_KEY }]);
    const ttl = Date.parse(ENDED_AT) / 1000 + 400 * 86_400;
    expect(item()).toMatchObject({ ttl });
    await updateRecord(REQUEST_KEY, (current) => redacted(current, VOTED_AT));
    await expect(listed('redaction')).resolves.toEqual([]);
    expect(item()).toMatchObject({ ttl });
    expect(JSON.stringify(item())).not.toContain('response@example.com');
  });

  it('lists a request as one whose execution is at work until all that follows from its end is done', async () => {
    await registerRecord(pendingRecord({ taskToken: undefined }));
    await updateRecord(REQUEST_KEY, (current) => asEnding(evolve(current, ended('REJECTED'))));
    await expect(listed('execution')).resolves.toMatchObject([{ requestKey: REQUEST_KEY }]);
    await expect(readRecord(REQUEST_KEY)).resolves.toMatchObject({ status: 'REJECTED', isEnding: true });
    await updateRecord(REQUEST_KEY, withoutEnding);
    await expect(listed('execution')).resolves.toEqual([]);
    await expect(listed('redaction')).resolves.toHaveLength(1);
    const { version } = Object(table.items.get(PK));
    await updateRecord(REQUEST_KEY, withoutEnding);
    expect(table.items.get(PK)).toMatchObject({ version });
    expect(table.items.get(PK)).not.toHaveProperty('isEnding');
  });

  it('no longer lists a request that is written again a day after the change', async () => {
    await registerRecord(evolveAll(pendingRecord({ status: 'APPROVED', taskToken: undefined }), unconfirmedEnd));
    vi.setSystemTime(Date.parse(APPLIED_AT) + 86_400_000);
    await expect(listed('confirmation')).resolves.toHaveLength(1);
    await updateRecord(REQUEST_KEY, (current) => ({ ...current }));
    await expect(listed('confirmation')).resolves.toEqual([]);
  });

  it('leaves out the requests, links and locks for which no execution waits', async () => {
    await registerRecord(pendingRecord({ status: 'APPROVED', taskToken: undefined }));
    await registerRecord(receivedRecord({ request: changeRequest({ requestId: 'new' }) }));
    await putApproverLink('a'.repeat(64), {
      requestKey: REQUEST_KEY,
      holder: APPROVER,
      expiresAt: 1,
      ttl: 1,
      commitments: linkCommitments('a'),
    });
    await expect(listed()).resolves.toEqual([]);
  });

  it('leaves out a request when its record no longer has a task token', async () => {
    await requestOf(REQUEST_ID);
    await updateRecord(REQUEST_KEY, withoutTaskToken);
    await expect(listed()).resolves.toEqual([]);
  });

  it('reads every page of the index', async () => {
    table.pageSize = 2;
    for (const index of [1, 2, 3, 4, 5])
      await requestOf(`request-${index}`, { createdAt: `2026-06-0${index}T10:00:00.000Z` });
    sent.length = 0;
    const requests = await listed();
    expect(requests.map(({ requestKey }) => requestKey)).toEqual(
      [1, 2, 3, 4, 5].map((index) => `jira/request-${index}`),
    );
    expect(sent.map(({ name, input }) => [name, input['IndexName']])).toEqual(
      Array.from({ length: 3 }, () => ['QueryCommand', 'waiting']),
    );
    expect(sent[0]?.input['TableName']).toBe('alternate-contacts-test');
  });
});
