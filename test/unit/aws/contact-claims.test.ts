import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { claimContacts, leaveContacts, releaseContacts } from '../../../functions/aws/contact-claims.ts';
import { addOpenRequest } from '../../../functions/aws/open-requests.ts';
import { contactFingerprint } from '../../../functions/domain/approval/known-contacts.ts';
import {
  BILLING,
  changeRequest,
  deleteChange,
  OLD_CONTACT,
  plannedChange,
  putChange,
  REQUEST_ID,
  REQUEST_KEY,
  receivedRecord,
  SECURITY,
  VOTED_AT,
} from '../builders.ts';
import { fakeClient, type SentCommand } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

const SECURITY_ITEM = 'OPEN#222222222222/SECURITY';
const BILLING_ITEM = 'OPEN#222222222222/BILLING';
const NOW_SECONDS = Date.parse(VOTED_AT) / 1000;
const plan = [plannedChange(), plannedChange(BILLING)];

let table: FakeTable;
let sent: SentCommand[];

const itemOf = (key: string) => table.items.get(key);
const claimants = () => [SECURITY_ITEM, BILLING_ITEM].map((key) => itemOf(key)?.['claimedBy']);
const changed = (revision: number) => table.items.set(SECURITY_ITEM, { pk: SECURITY_ITEM, revision });

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  table = new FakeTable();
  sent = fakeClient(DynamoDBDocumentClient, table.answer);
});

describe('claimContacts', () => {
  it('claims contacts that nobody has and that nobody has changed', async () => {
    await expect(claimContacts(REQUEST_KEY, plan)).resolves.toBe(true);
    expect(itemOf(SECURITY_ITEM)).toEqual({ pk: SECURITY_ITEM, claimedBy: REQUEST_KEY, claimedAt: NOW_SECONDS });
    expect(claimants()).toEqual([REQUEST_KEY, REQUEST_KEY]);
  });

  it('has them already when it is tried again', async () => {
    await claimContacts(REQUEST_KEY, plan);
    await expect(claimContacts(REQUEST_KEY, plan)).resolves.toBe(true);
  });

  it('has nothing to claim for an empty plan', async () => {
    await expect(claimContacts(REQUEST_KEY, [])).resolves.toBe(true);
    expect(sent).toEqual([]);
  });

  it('claims none when another request has one of them, and leaves that alone', async () => {
    await claimContacts('cli/another', [plannedChange()]);
    await expect(claimContacts(REQUEST_KEY, plan)).resolves.toBe(false);
    expect(claimants()).toEqual(['cli/another', undefined]);
  });

  it('claims in the order of the contacts, whatever the order of the plan, so that no two requests have what the other wants', async () => {
    for (const some of [plan, plan.toReversed()]) {
      sent.length = 0;
      await claimContacts(REQUEST_KEY, some);
      expect(sent.map(({ input }) => Object(input['Key']).pk)).toEqual([BILLING_ITEM, SECURITY_ITEM]);
    }
  });

  it.each([
    { revision: 3, planned: 3, isClaimed: true },
    { revision: 3, planned: 2, isClaimed: false },
    { revision: 3, planned: 4, isClaimed: false },
    { revision: 3, planned: undefined, isClaimed: false },
  ])('is $isClaimed when the contact was changed $revision times and the plan knows of $planned', async (given) => {
    changed(given.revision);
    const { planned: revision } = given;
    const change = plannedChange(revision === undefined ? {} : { revision });
    await expect(claimContacts(REQUEST_KEY, [change])).resolves.toBe(given.isClaimed);
    expect(itemOf(SECURITY_ITEM)?.['claimedBy']).toBe(given.isClaimed ? REQUEST_KEY : undefined);
  });

  it('is refused when the plan expects a change that was never made', async () => {
    await expect(claimContacts(REQUEST_KEY, [plannedChange({ revision: 1 })])).resolves.toBe(false);
    expect(itemOf(SECURITY_ITEM)?.['claimedBy']).toBeUndefined();
  });

  it.each([
    { seconds: 86_400, isClaimed: false },
    { seconds: 86_401, isClaimed: true },
  ])(
    'is $isClaimed when another request has claimed the contact $seconds seconds ago',
    async ({ seconds, isClaimed }) => {
      await claimContacts('cli/another', [plannedChange()]);
      vi.setSystemTime(Date.parse(VOTED_AT) + seconds * 1000);
      await expect(claimContacts(REQUEST_KEY, [plannedChange()])).resolves.toBe(isClaimed);
    },
  );

  it('throws any other error by its name', async () => {
    fakeClient(DynamoDBDocumentClient, () => {
      throw Object.assign(new Error('slow'), { name: 'ThrottlingException' });
    });
    await expect(claimContacts(REQUEST_KEY, plan)).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});

describe('releaseContacts', () => {
  beforeEach(() => claimContacts(REQUEST_KEY, plan));

  it('leaves contacts that were not changed to others', async () => {
    await releaseContacts(REQUEST_KEY, [SECURITY, BILLING]);
    expect([itemOf(SECURITY_ITEM), itemOf(BILLING_ITEM)]).toEqual([{ pk: SECURITY_ITEM }, { pk: BILLING_ITEM }]);
  });

  it('leaves alone what the request has not claimed', async () => {
    await releaseContacts('cli/another', [SECURITY, BILLING]);
    expect(claimants()).toEqual([REQUEST_KEY, REQUEST_KEY]);
  });
});

describe('leaveContacts', () => {
  const open = (item: string) => itemOf(item)?.['requestKeys'];

  beforeEach(async () => {
    changed(4);
    for (const requestId of [REQUEST_ID, 'another']) {
      const request = changeRequest({ requestId, changes: [putChange(SECURITY), deleteChange(BILLING)] });
      await addOpenRequest(receivedRecord({ request }));
    }
    await claimContacts(REQUEST_KEY, [plannedChange({ revision: 4 }), plannedChange(BILLING)]);
    sent.length = 0;
  });

  it('counts the changes, notes who made them, and takes the request out of those that are open', async () => {
    await leaveContacts(REQUEST_KEY, [SECURITY, BILLING], [plannedChange()]);
    const requestKeys = new Set(['jira/another']);
    expect(itemOf(SECURITY_ITEM)).toEqual({
      pk: SECURITY_ITEM,
      requestKeys,
      revision: 5,
      changedBy: REQUEST_KEY,
      changedAt: NOW_SECONDS,
      formers: [{ fingerprint: contactFingerprint(OLD_CONTACT), until: NOW_SECONDS }],
    });
    expect(itemOf(BILLING_ITEM)).toEqual({ pk: BILLING_ITEM, requestKeys });
  });

  it('writes once for each contact that the request has claimed', async () => {
    await leaveContacts(REQUEST_KEY, [SECURITY, BILLING], [plannedChange()]);
    expect(sent.filter(({ name }) => name === 'UpdateCommand')).toHaveLength(2);
  });

  it('takes out a request that has claimed nothing, and leaves the claims of others', async () => {
    await leaveContacts('jira/another', [SECURITY, BILLING], [plannedChange()]);
    expect([open(SECURITY_ITEM), open(BILLING_ITEM)]).toEqual([new Set([REQUEST_KEY]), new Set([REQUEST_KEY])]);
    expect(claimants()).toEqual([REQUEST_KEY, REQUEST_KEY]);
    expect(itemOf(SECURITY_ITEM)?.['revision']).toBe(4);
  });

  it('changes nothing when it is tried again, even if another request has the contact by then', async () => {
    await leaveContacts(REQUEST_KEY, [SECURITY], [plannedChange()]);
    await claimContacts('jira/another', [plannedChange({ revision: 5 })]);
    await leaveContacts(REQUEST_KEY, [SECURITY], [plannedChange()]);
    expect(itemOf(SECURITY_ITEM)).toMatchObject({ revision: 5, claimedBy: 'jira/another' });
  });

  it('throws any other error by its name, and leaves the rest to a retry', async () => {
    fakeClient(DynamoDBDocumentClient, () => {
      throw Object.assign(new Error('slow'), { name: 'ThrottlingException' });
    });
    await expect(leaveContacts(REQUEST_KEY, [SECURITY], [])).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});
