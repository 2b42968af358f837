import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { claimContacts } from '../../../functions/aws/contact-claims.ts';
import {
  addOpenRequest,
  leaveOrigin,
  noteTakenBack,
  readContactStates,
  readOriginState,
} from '../../../functions/aws/open-requests.ts';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import { originOf, ticketOrigin } from '../../../functions/domain/request/origin.ts';
import { requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import {
  APPLIED_AT,
  BILLING,
  CREATED_AT,
  changeRequest,
  deleteChange,
  plannedChange,
  putChange,
  requested,
  SECURITY,
  VOTED_AT,
} from '../builders.ts';
import { fakeClient, type SentCommand } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

const ORIGIN = ticketOrigin('signature', 'jira', 'OPS-42');

let table: FakeTable;
let sent: SentCommand[];

const asked = (requestId: string, askedAt = CREATED_AT, changes = [putChange(SECURITY), deleteChange(BILLING)]) =>
  recordOf([requested({ request: changeRequest({ requestId, changes }), askedAt })]);
const idsOf = async (key = SECURITY) => (await readContactStates([key]))[0]?.requestKeys;
const addMany = async () => {
  for (let number = 0; number <= 100; number += 1) await addOpenRequest(asked(`jira-${number}`, VOTED_AT));
};
const idsOfOrigin = async () => (await readOriginState(ORIGIN)).requestKeys;

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  table = new FakeTable();
  sent = fakeClient(DynamoDBDocumentClient, table.answer);
});

describe('addOpenRequest', () => {
  it('enters the request under each contact and under its origin', async () => {
    await addOpenRequest(asked('jira-1'));
    expect(await idsOf(SECURITY)).toEqual(['jira/jira-1']);
    expect(await idsOf(BILLING)).toEqual(['jira/jira-1']);
    expect(await idsOfOrigin()).toEqual(['jira/jira-1']);
  });

  it('enters it beside others', async () => {
    await addOpenRequest(asked('jira-2'));
    await addOpenRequest(asked('jira-1', CREATED_AT, [putChange(SECURITY)]));
    expect(await idsOf(SECURITY)).toEqual(['jira/jira-1', 'jira/jira-2']);
    expect(await idsOf(BILLING)).toEqual(['jira/jira-2']);
    expect(await idsOfOrigin()).toEqual(['jira/jira-1', 'jira/jira-2']);
  });

  it('changes nothing when it is tried again', async () => {
    await addOpenRequest(asked('jira-1'));
    const items = structuredClone(table.items);
    await addOpenRequest(asked('jira-1'));
    expect(table.items).toEqual(items);
  });

  it('keeps what is known of the contact', async () => {
    await claimContacts('cli/another', [plannedChange()]);
    await addOpenRequest(asked('jira-1'));
    expect((await readContactStates([SECURITY]))[0]).toMatchObject({
      claimedBy: 'cli/another',
      requestKeys: ['jira/jira-1'],
    });
  });

  it('keeps what people wrote as a reference out of the key, and lets the entry of an origin end', async () => {
    const reference = '🎫'.repeat(100);
    const record = recordOf([requested({ request: changeRequest({ source: { system: 'jira', reference } }) })]);
    await addOpenRequest(record);
    const ofOrigin = [...table.items.values()].filter(({ pk }) => /^OPEN#[0-9a-f]{64}$/.test(String(pk)));
    expect(ofOrigin).toMatchObject([{ ttl: Date.parse(VOTED_AT) / 1000 + 400 * 86_400 }]);
    expect((await readOriginState(originOf(record) ?? '')).requestKeys).toEqual([requestKeyOf(record.request)]);
  });

  it('enters a request without a ticket under its contacts alone', async () => {
    await addOpenRequest(recordOf([requested({ request: changeRequest({ source: { system: 'cli' } }) })]));
    expect([...table.items.keys()]).toEqual(['OPEN#222222222222/SECURITY']);
  });
});

describe('leaveOrigin', () => {
  it('leaves the request under its origin, where later ones find who shaped it, and late ones that they are late', async () => {
    await addOpenRequest(asked('jira-1'));
    await leaveOrigin(asked('jira-1'));
    await addOpenRequest(asked('jira-2', VOTED_AT));
    expect(await idsOfOrigin()).toEqual(['jira/jira-1', 'jira/jira-2']);
  });

  it('takes it out of an origin that has more than 100 requests', async () => {
    await addMany();
    await leaveOrigin(asked('jira-7'));
    expect(await idsOfOrigin()).not.toContain('jira/jira-7');
    await leaveOrigin(asked('jira-8'));
    expect(await idsOfOrigin()).toContain('jira/jira-8');
  });
});

describe('the latest request of an origin that has more than 100 requests', () => {
  beforeEach(() => addMany());

  it('is found after it has ended', async () => {
    await addOpenRequest(asked('last', APPLIED_AT));
    await leaveOrigin(asked('last'));
    expect(await idsOfOrigin()).toContain('jira/last');
  });

  it('is the one that was asked for last when that is entered first', async () => {
    await addOpenRequest(asked('last', APPLIED_AT));
    await addOpenRequest(asked('late', CREATED_AT));
    for (const id of ['last', 'late']) await leaveOrigin(asked(id));
    expect(await idsOfOrigin()).toContain('jira/last');
    expect(await idsOfOrigin()).not.toContain('late');
  });
});

describe('noteTakenBack', () => {
  it('is remembered beside the requests, the latest time', async () => {
    await addOpenRequest(asked('jira-1'));
    for (const at of [CREATED_AT, VOTED_AT, CREATED_AT]) await noteTakenBack(ORIGIN, at);
    await expect(readOriginState(ORIGIN)).resolves.toEqual({ requestKeys: ['jira/jira-1'], takenBackAt: VOTED_AT });
  });

  it('is remembered of an origin that has not asked for anything yet, for as long as any', async () => {
    await noteTakenBack(ORIGIN, VOTED_AT);
    await expect(readOriginState(ORIGIN)).resolves.toEqual({ requestKeys: [], takenBackAt: VOTED_AT });
    expect([...table.items.values()]).toMatchObject([{ ttl: expect.any(Number) }]);
  });
});

describe('readContactStates', () => {
  it('knows nothing of contacts that nobody has asked for', async () => {
    await expect(readContactStates([SECURITY, BILLING])).resolves.toEqual([
      { ...SECURITY, requestKeys: [], revision: 0 },
      { ...BILLING, requestKeys: [], revision: 0 },
    ]);
  });

  it('reads what was written last', async () => {
    await readContactStates([SECURITY]);
    expect(sent.map(({ input }) => input['ConsistentRead'])).toEqual([true]);
  });

  it('forgets a claim after a day, because its execution is gone', async () => {
    await claimContacts('cli/another', [plannedChange()]);
    vi.setSystemTime(Date.parse(VOTED_AT) + 86_400_000);
    expect((await readContactStates([SECURITY]))[0]?.claimedBy).toBe('cli/another');
    vi.setSystemTime(Date.parse(VOTED_AT) + 86_401_000);
    expect((await readContactStates([SECURITY]))[0]).not.toHaveProperty('claimedBy');
  });
});
