import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { countBaseline } from '../../../functions/aws/baseline-table.ts';
import { ACCOUNT_ID } from '../builders.ts';
import { fakeClient, type SentCommand } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

const PK = `BASELINE#${ACCOUNT_ID}`;
const FIRST = 'a'.repeat(64);
const SECOND = 'b'.repeat(64);

let table: FakeTable;
let sent: SentCommand[];

beforeEach(() => {
  table = new FakeTable();
  sent = fakeClient(DynamoDBDocumentClient, table.answer);
});

/** Does something before the write that follows, as a faster execution would. */
const beforeTheWrite = (act: () => void) =>
  fakeClient(DynamoDBDocumentClient, (command) => {
    if (command.name === 'PutCommand') act();
    return table.answer(command);
  });

describe('countBaseline', () => {
  it('is 1, and is kept with the fingerprint, when the account has had none', async () => {
    await expect(countBaseline(ACCOUNT_ID, FIRST)).resolves.toBe(1);
    expect(table.items.get(PK)).toEqual({ pk: PK, fingerprint: FIRST, revision: 1 });
    expect(sent[0]).toMatchObject({
      name: 'GetCommand',
      input: { TableName: 'alternate-contacts-test', Key: { pk: PK }, ConsistentRead: true },
    });
  });

  it('is the same, and writes nothing, when the baseline is the same', async () => {
    await countBaseline(ACCOUNT_ID, FIRST);
    sent.length = 0;
    await expect(countBaseline(ACCOUNT_ID, FIRST)).resolves.toBe(1);
    expect(sent.map(({ name }) => name)).toEqual(['GetCommand']);
  });

  it('is the next one each time when the account moves away and comes back', async () => {
    const fingerprints = [FIRST, SECOND, SECOND, FIRST, FIRST];
    const revisions = await Array.fromAsync(fingerprints, (fingerprint) => countBaseline(ACCOUNT_ID, fingerprint));
    expect(revisions).toEqual([1, 2, 2, 3, 3]);
  });

  it('counts each account by itself', async () => {
    await countBaseline(ACCOUNT_ID, FIRST);
    await countBaseline(ACCOUNT_ID, SECOND);
    await expect(countBaseline('333333333333', SECOND)).resolves.toBe(1);
  });

  it('throws ConcurrentUpdateError and leaves the count of the other when an execution counts at the same moment', async () => {
    const faster = { pk: PK, fingerprint: SECOND, revision: 1 };
    beforeTheWrite(() => table.items.set(PK, faster));
    await expect(countBaseline(ACCOUNT_ID, FIRST)).rejects.toMatchObject({
      name: 'ConcurrentUpdateError',
      message: expect.stringContaining(ACCOUNT_ID),
    });
    expect(table.items.get(PK)).toEqual(faster);
    fakeClient(DynamoDBDocumentClient, table.answer);
    await expect(countBaseline(ACCOUNT_ID, FIRST)).resolves.toBe(2);
  });

  it('gives twenty executions that count the same baseline one number, if any', async () => {
    const counts = await Promise.allSettled(Array.from({ length: 20 }, () => countBaseline(ACCOUNT_ID, FIRST)));
    const revisions = counts.flatMap((count) => (count.status === 'fulfilled' ? [count.value] : []));
    expect(new Set(revisions)).toEqual(new Set([1]));
    expect(table.items.get(PK)?.['revision']).toBe(1);
  });

  it('is the number that was written when the answer was lost, the SDK wrote again, and the machine tries again', async () => {
    fakeClient(DynamoDBDocumentClient, (command) => {
      const answer = table.answer(command);
      return command.name === 'PutCommand' ? table.answer(command) : answer;
    });
    await expect(countBaseline(ACCOUNT_ID, FIRST)).rejects.toMatchObject({ name: 'ConcurrentUpdateError' });
    await expect(countBaseline(ACCOUNT_ID, FIRST)).resolves.toBe(1);
  });

  it('throws the error of DynamoDB when it is any other', async () => {
    beforeTheWrite(() => {
      throw new Error('down');
    });
    await expect(countBaseline(ACCOUNT_ID, FIRST)).rejects.toThrow('down');
  });
});
