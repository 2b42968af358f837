import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { putProof, readProof } from '../../../functions/aws/intake-proofs.ts';
import { changeRequest } from '../builders.ts';
import { fakeClient, type SentCommand } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

const NOW = Date.parse('2026-06-01T12:00:00.000Z');

let table: FakeTable;
let sent: SentCommand[];

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  table = new FakeTable();
  sent = fakeClient(DynamoDBDocumentClient, table.answer);
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a proof', () => {
  it('is found for the same detail, whatever the order of its keys', async () => {
    const { requestId, ...rest } = changeRequest();
    await putProof({ requestId, ...rest }, 'iam');
    await expect(readProof({ ...rest, requestId })).resolves.toBe('iam');
    expect(sent.at(-1)).toMatchObject({ name: 'GetCommand', input: { ConsistentRead: true } });
  });

  it.each([
    { what: 'the requester', differences: { requestedBy: 'victim@example.com' } },
    { what: 'the source', differences: { source: { system: 'jira' } } },
    { what: 'a change', differences: { changes: [] } },
    { what: 'an additional field', differences: { contributors: [] } },
  ])('is not found when $what differs', async ({ differences }) => {
    await putProof(changeRequest(), 'signature');
    await expect(readProof(changeRequest(differences))).resolves.toBeUndefined();
  });

  it('is told apart by the order of a list', async () => {
    await putProof({ list: [1, 2] }, 'signature');
    await expect(readProof({ list: [2, 1] })).resolves.toBeUndefined();
  });

  it('is kept under a hash, for 30 days, and holds nothing of the detail', async () => {
    await putProof(changeRequest(), 'signature');
    const [[pk = '', item] = []] = [...table.items];
    expect(pk).toMatch(/^PROOF#[0-9a-f]{64}$/);
    expect(item).toEqual({ pk, provenBy: 'signature', ttl: NOW / 1000 + 30 * 86_400 });
  });
});
