import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openLink, type PageLink, putLink } from '../../../functions/aws/page-links.ts';
import { registerRecord } from '../../../functions/aws/request-table.ts';
import { linkCommitments, linkHash } from '../../../functions/domain/approval/page-link.ts';
import { APPROVER, REQUEST_KEY, receivedRecord } from '../builders.ts';
import { fakeClient, type SentCommand } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

const NOW = new Date('2026-06-01T12:00:00.000Z');
const NOW_SECONDS = NOW.getTime() / 1000;

let table: FakeTable;
let sent: SentCommand[];

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  table = new FakeTable();
  sent = fakeClient(DynamoDBDocumentClient, table.answer);
});

describe('page links', () => {
  const SECRET = 's'.repeat(43);
  const kept = { expiresAt: NOW_SECONDS + 1, ttl: NOW_SECONDS + 100, commitments: linkCommitments(SECRET) };
  const link: PageLink = { kind: 'approval', requestKey: REQUEST_KEY, holder: APPROVER, ...kept };
  const open = (secret = SECRET, kind: PageLink['kind'] = 'approval') => openLink(kind, secret, NOW);

  beforeEach(async () => {
    await registerRecord(receivedRecord());
    sent.length = 0;
  });

  it('are stored under the SHA-256 of their secret, which is not kept', async () => {
    await putLink(linkHash(SECRET), link);
    const pk = `LINK#${linkHash(SECRET)}`;
    expect(table.items.get(pk)).toEqual({ pk, requestKey: REQUEST_KEY, approver: APPROVER, ...kept });
    expect(JSON.stringify(sent)).not.toContain(SECRET);
  });

  it.each(['approval', 'request'] as const)('lead to holder and record when they are of the kind %s', async (kind) => {
    await putLink(linkHash(SECRET), { ...link, kind });
    await expect(open(SECRET, kind)).resolves.toEqual({ holder: APPROVER, record: receivedRecord() });
  });

  it.each([
    { kind: 'approval', opened: 'request' },
    { kind: 'request', opened: 'approval' },
  ] as const)(
    'lead nowhere, after the same reads, when the kind is $kind and $opened is opened',
    async ({ kind, opened }) => {
      await putLink(linkHash(SECRET), { ...link, kind });
      sent.length = 0;
      await expect(open(SECRET, opened)).resolves.toBeUndefined();
      expect(sent.map(({ name }) => name)).toEqual(['GetCommand', 'GetCommand']);
    },
  );

  it.each([0, -1])(
    'lead nowhere when they expired %i s after now, though DynamoDB has not deleted them yet',
    async (age) => {
      await putLink(linkHash(SECRET), { ...link, expiresAt: NOW_SECONDS + age });
      await expect(open()).resolves.toBeUndefined();
    },
  );

  it('lead nowhere when their request is gone', async () => {
    await putLink(linkHash(SECRET), { ...link, requestKey: 'jira/gone' });
    await expect(open()).resolves.toBeUndefined();
  });

  it.each(['unknown', ''])('lead nowhere, after the same reads as others, when the secret is %j', async (secret) => {
    await expect(open(secret)).resolves.toBeUndefined();
    expect(sent.map(({ name }) => name)).toEqual(['GetCommand', 'GetCommand']);
  });

  it('take two reads when they lead somewhere', async () => {
    await putLink(linkHash(SECRET), link);
    sent.length = 0;
    await open();
    expect(sent.map(({ name }) => name)).toEqual(['GetCommand', 'GetCommand']);
  });
});
