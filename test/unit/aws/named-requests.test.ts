import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { findRequest } from '../../../functions/aws/named-requests.ts';
import { putApproverLink } from '../../../functions/aws/page-links.ts';
import { registerRecord } from '../../../functions/aws/request-table.ts';
import { linkCommitments } from '../../../functions/domain/approval/page-link.ts';
import { APPROVER, changeRequest, REQUEST_ID, REQUEST_KEY, REQUESTER, receivedRecord } from '../builders.ts';
import { fakeClient, type SentCommand } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

let table: FakeTable;
let sent: SentCommand[];

const isOwn = (requestedBy: string) => requestedBy === REQUESTER;
const find = (system?: string) => findRequest(REQUEST_ID, system, isOwn);

/** Registers a request of this id. */
const registered = (system: string, requestedBy = REQUESTER, requestId = REQUEST_ID) =>
  registerRecord(receivedRecord({ request: changeRequest({ requestId, requestedBy, source: { system } }) }));

beforeEach(() => {
  table = new FakeTable();
  sent = fakeClient(DynamoDBDocumentClient, table.answer);
});

describe('findRequest', () => {
  it('finds the only request of the id', async () => {
    await registered('jira');
    await registered('jira', REQUESTER, 'another');
    await expect(find()).resolves.toEqual({ requestKey: REQUEST_KEY });
  });

  it('finds the own request when other systems have requests of that id', async () => {
    await registered('standard', 'mallory@example.com');
    await registered('jira');
    await registered('zendesk', 'mallory@example.com');
    await expect(find()).resolves.toEqual({ requestKey: REQUEST_KEY });
  });

  it("finds somebody else's request when there is no own one, so that the answer says whose it is not", async () => {
    await registered('standard', 'mallory@example.com');
    await expect(find()).resolves.toEqual({ requestKey: `standard/${REQUEST_ID}` });
  });

  it('is ambiguous when several own requests have the id', async () => {
    await registered('standard');
    await registered('jira');
    await expect(find()).resolves.toEqual({ refusal: 'ambiguous' });
  });

  it.each(['jira', 'JIRA'])('finds the request of the system when it is named %s', async (system) => {
    await registered('standard');
    await registered('jira');
    sent.length = 0;
    await expect(find(system)).resolves.toEqual({ requestKey: REQUEST_KEY });
    expect(sent.map(({ name }) => name)).toEqual(['GetCommand']);
  });

  it.each([undefined, 'jira'])('is unknown when there is no such request, by the system %s', async (system) => {
    await registered('standard', REQUESTER, 'another');
    await putApproverLink('a'.repeat(64), {
      requestKey: REQUEST_KEY,
      holder: APPROVER,
      expiresAt: 1,
      ttl: 1,
      commitments: linkCommitments('a'),
    });
    await expect(find(system)).resolves.toEqual({ refusal: 'unknown' });
  });

  it('reads every page of the index', async () => {
    table.pageSize = 1;
    for (const system of ['a', 'b', 'c']) await registered(system, 'mallory@example.com');
    await registered('jira');
    sent.length = 0;
    await expect(find()).resolves.toEqual({ requestKey: REQUEST_KEY });
    expect(sent.map(({ name, input }) => [name, input['IndexName']])).toEqual(
      Array.from({ length: 4 }, () => ['QueryCommand', 'byRequestId']),
    );
    expect(sent[0]?.input['TableName']).toBe('alternate-contacts-test');
  });

  it('takes no item for a request whose key has no system, as those of earlier versions', async () => {
    table.items.set('REQUEST#old', {
      pk: 'REQUEST#old',
      requestId: REQUEST_ID,
      requestedBy: REQUESTER,
      createdAt: '1',
    });
    await expect(find()).resolves.toEqual({ refusal: 'unknown' });
  });
});
