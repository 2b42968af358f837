import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  openApproverLink,
  openRequesterLink,
  type PageLink,
  putApproverLink,
  putRequesterLink,
  readVotingLink,
} from '../../../functions/aws/page-links.ts';
import { registerRecord } from '../../../functions/aws/request-table.ts';
import { linkCommitments, linkHash } from '../../../functions/domain/approval/page-link.ts';
import { APPROVER, REQUEST_KEY, REQUESTER, receivedRecord } from '../builders.ts';
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

const SECRET = 's'.repeat(43);
const HASH = linkHash(SECRET);
const kept = { expiresAt: NOW_SECONDS + 1, ttl: NOW_SECONDS + 100 };

beforeEach(async () => {
  await registerRecord(receivedRecord());
  sent.length = 0;
});

describe('the links of approvers', () => {
  const link: PageLink = { requestKey: REQUEST_KEY, holder: APPROVER, commitments: linkCommitments(SECRET), ...kept };
  const open = (secret = SECRET) => openApproverLink(secret, NOW);

  it('are stored under the SHA-256 of their secret, which is not kept', async () => {
    await putApproverLink(HASH, link);
    const { holder: approver, ...rest } = link;
    expect(table.items.get(`LINK#${HASH}`)).toEqual({ pk: `LINK#${HASH}`, approver, ...rest });
    expect(JSON.stringify(sent)).not.toContain(SECRET);
  });

  it('lead to holder and record', async () => {
    await putApproverLink(HASH, link);
    await expect(open()).resolves.toEqual({ holder: APPROVER, record: receivedRecord() });
  });

  it.each([0, -1])(
    'lead nowhere when they expired %i s after now, though DynamoDB has not deleted them yet',
    async (age) => {
      await putApproverLink(HASH, { ...link, expiresAt: NOW_SECONDS + age });
      await expect(open()).resolves.toBeUndefined();
    },
  );

  it('lead nowhere when their request is gone', async () => {
    await putApproverLink(HASH, { ...link, requestKey: 'jira/gone' });
    await expect(open()).resolves.toBeUndefined();
  });

  it('take two reads, wherever they lead', async () => {
    await putApproverLink(HASH, link);
    for (const secret of [SECRET, 'unknown', '']) {
      sent.length = 0;
      await open(secret);
      expect(sent.map(({ name }) => name)).toEqual(['GetCommand', 'GetCommand']);
    }
  });
});

describe('the links of requesters', () => {
  const link: PageLink = { requestKey: REQUEST_KEY, holder: REQUESTER, ...kept };
  const open = (secret = SECRET) => openRequesterLink(secret, NOW);

  it('lead to holder and record', async () => {
    await putRequesterLink(HASH, link);
    await expect(open()).resolves.toEqual({ holder: REQUESTER, record: receivedRecord() });
  });

  it('prove no vote and open no page of an approver, and the other way round', async () => {
    await putRequesterLink(HASH, { ...link, commitments: linkCommitments(SECRET) });
    await expect(readVotingLink(HASH)).resolves.toBeUndefined();
    await expect(openApproverLink(SECRET, NOW)).resolves.toBeUndefined();
    await putApproverLink(linkHash('other'), link);
    await expect(open('other')).resolves.toBeUndefined();
  });

  it('take two reads, wherever they lead, and and none of links of approvers', async () => {
    await putRequesterLink(HASH, link);
    for (const secret of [SECRET, 'unknown', '']) {
      sent.length = 0;
      await open(secret);
      expect(sent.map(({ name }) => name)).toEqual(['GetCommand', 'GetCommand']);
      expect(JSON.stringify(sent)).not.toContain('LINK#');
    }
  });
});
