import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { claimContacts, leaveContacts } from '../../../functions/aws/contact-claims.ts';
import { addOpenRequest } from '../../../functions/aws/open-requests.ts';
import { readRecord, registerRecord } from '../../../functions/aws/request-table.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import {
  readCompetingRequests,
  readNeighbours,
  readRecords,
  recordForOther,
} from '../../../functions/steps/neighbours.ts';
import { fakeClient } from '../aws/fake-client.ts';
import { FakeTable } from '../aws/fake-table.ts';
import {
  BILLING,
  cancelled,
  changeRequest,
  EXPIRES_AT,
  pendingRecord,
  plannedChange,
  putChange,
  REQUEST_KEY,
  type RecordFacts,
  receivedRecord,
  SECURITY,
  VOTED_AT,
} from '../builders.ts';
import * as workflow from '../functions/fakes/workflow.ts';

vi.mock('../../../functions/aws/workflow.ts', () => import('../functions/fakes/workflow.ts'));

const mine = receivedRecord();

/** Registers another request of another origin, for the same contact unless it says otherwise. */
async function other(
  requestId: string,
  facts: RecordFacts = {},
  changes = [putChange(SECURITY)],
): Promise<RequestRecord> {
  const plan = changes.map(({ accountId, alternateContactType }) => plannedChange({ accountId, alternateContactType }));
  const request = changeRequest({ requestId, source: { system: 'cli' }, changes });
  const record = pendingRecord({ request, plan, ...facts });
  await registerRecord(record);
  await addOpenRequest(record);
  return record;
}

beforeEach(async () => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  workflow.reset();
  fakeClient(DynamoDBDocumentClient, new FakeTable().answer);
  await registerRecord(mine);
  await addOpenRequest(mine);
});

describe('readNeighbours', () => {
  const neighbours = async () => [...(await readNeighbours(mine)).requests.keys()].sort();

  it('finds who asks for the same contacts and who has the same origin, without itself', async () => {
    await other('same-contact');
    await other('other-contact', {}, [putChange(BILLING)]);
    const sameTicket = receivedRecord({
      request: changeRequest({ requestId: 'same-ticket', changes: [putChange(BILLING)] }),
    });
    await registerRecord(sameTicket);
    await addOpenRequest(sameTicket);
    expect(await neighbours()).toEqual(['cli/same-contact', 'jira/same-ticket']);
  });

  it('finds who is changing a contact, and who has changed it last, whatever is open for it', async () => {
    await other('before');
    await claimContacts('cli/before', [plannedChange()]);
    await leaveContacts('cli/before', [SECURITY], [plannedChange()]);
    await registerRecord(
      pendingRecord({
        request: changeRequest({ requestId: 'now', source: { system: 'cli' } }),
        plan: [plannedChange()],
      }),
    );
    await claimContacts('cli/now', [plannedChange({ revision: 1 })]);
    expect(await neighbours()).toEqual(['cli/before', 'cli/now']);
  });

  it('says what is known of the contacts', async () => {
    await claimContacts('cli/now', [plannedChange()]);
    await expect(readNeighbours(mine)).resolves.toMatchObject({ states: [{ ...SECURITY, claimedBy: 'cli/now' }] });
  });
});

describe('readCompetingRequests', () => {
  const competing = async (record = mine) => (await readCompetingRequests(record)).map(({ requestId }) => requestId);

  it('finds the open requests of other origins for the same contacts, by their ids', async () => {
    for (const id of ['b', 'a']) await other(id);
    await other('other-contact', {}, [putChange(BILLING)]);
    await other('ended', { status: 'REJECTED' });
    expect(await competing()).toEqual(['a', 'b']);
  });

  it('leaves out those whose time is up, even if no event says so yet', async () => {
    await other('a');
    vi.useFakeTimers({ now: new Date(EXPIRES_AT), toFake: ['Date'] });
    expect(await competing()).toEqual([]);
  });

  it('finds none once the request has ended', async () => {
    await other('a');
    expect(await competing(pendingRecord({ status: 'FAILED' }))).toEqual([]);
  });

  it('reads 20 others at most, because each costs a read', async () => {
    for (let index = 10; index < 32; index += 1) await other(`r-${index}`);
    expect(await competing()).toHaveLength(20);
  });
});

describe('readRecords', () => {
  it('reads each once, and leaves out keys without a record', async () => {
    await other('a');
    expect([...(await readRecords(['cli/a', undefined, 'cli/gone', 'cli/a', REQUEST_KEY])).keys()]).toEqual([
      'cli/a',
      REQUEST_KEY,
    ]);
  });
});

describe('recordForOther', () => {
  it('records what is decided, and wakes the execution when there is nothing left to wait for', async () => {
    await other('a');
    await expect(recordForOther('cli/a', () => [cancelled()])).resolves.toMatchObject({
      isChanged: true,
      record: { status: 'CANCELLED' },
    });
    expect((await readRecord('cli/a'))?.status).toBe('CANCELLED');
    expect(workflow.woken).toEqual(['token-of-the-task']);
  });

  it('wakes an execution that an earlier try did not wake, although there is nothing left to record', async () => {
    await other('a', { status: 'CANCELLED' });
    await expect(recordForOther('cli/a', () => [])).resolves.toMatchObject({ isChanged: false });
    expect(workflow.woken).toEqual(['token-of-the-task']);
  });

  it('wakes nobody and writes nothing when nothing follows', async () => {
    await other('a');
    const before = await readRecord('cli/a');
    await expect(recordForOther('cli/a', () => [])).resolves.toMatchObject({ isChanged: false });
    expect(await readRecord('cli/a')).toEqual(before);
    expect(workflow.woken).toEqual([]);
  });
});
