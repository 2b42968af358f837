import { type RequestKey, requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { addOpenRequest } from '../../../functions/aws/open-requests.ts';
import { readRecord, registerRecord } from '../../../functions/aws/request-table.ts';
import { baselineRequest } from '../../../functions/domain/organization/baseline.ts';
import { driftRequest } from '../../../functions/domain/organization/finding.ts';
import { withdrawAccount, withdrawBaseline } from '../../../functions/steps/withdrawal.ts';
import { fakeClient } from '../aws/fake-client.ts';
import { FakeTable } from '../aws/fake-table.ts';
import {
  ACCOUNT_ID,
  BILLING,
  changeRequest,
  deleteChange,
  NEW_CONTACT,
  pendingRecord,
  putChange,
  SECURITY,
  VOTED_AT,
} from '../builders.ts';

const ELSEWHERE = { ...SECURITY, accountId: '333333333333' };
const facts = { accountId: ACCOUNT_ID, reason: 'It was moved.', requestedBy: 'alternate-contacts@example.com' };
const baselineOf = (revision: number) => baselineRequest([putChange()], { ...facts, revision });

/** Registers a request that waits for votes on all its changes. */
async function waiting(request: ReturnType<typeof changeRequest>): Promise<RequestKey> {
  const plan = request.changes.map(({ accountId, alternateContactType }) => ({
    ...{ accountId, alternateContactType },
    before: null,
    after: null,
  }));
  const record = pendingRecord({ request, plan, taskToken: undefined });
  await registerRecord(record);
  await addOpenRequest(record);
  return requestKeyOf(request);
}

const statusOf = async (requestKey: RequestKey) => (await readRecord(requestKey))?.status;

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  fakeClient(DynamoDBDocumentClient, new FakeTable().answer);
});

describe('withdrawBaseline', () => {
  const because = { kind: 'baselineGone', accountId: ACCOUNT_ID } as const;

  it('withdraws the requests for earlier baselines of the account, and neither later nor other ones', async () => {
    const [first, third] = [await waiting(baselineOf(1)), await waiting(baselineOf(3))];
    const other = await waiting(changeRequest());
    await expect(withdrawBaseline(ACCOUNT_ID, 2, because)).resolves.toEqual([first]);
    expect(await Promise.all([first, third, other].map(statusOf))).toEqual([
      'CANCELLED',
      'PENDING_APPROVAL',
      'PENDING_APPROVAL',
    ]);
  });

  it('withdraws what was requested because of a drift', async () => {
    const drifted = { ...SECURITY, answer: 'revert', foundAt: VOTED_AT } as const;
    const revert = await waiting(driftRequest(drifted, NEW_CONTACT, facts));
    await expect(withdrawBaseline(ACCOUNT_ID, 1, because)).resolves.toEqual([revert]);
    expect(await statusOf(revert)).toBe('CANCELLED');
  });

  it('withdraws nothing twice', async () => {
    await waiting(baselineOf(9));
    await withdrawBaseline(ACCOUNT_ID, 10, because);
    await expect(withdrawBaseline(ACCOUNT_ID, 10, because)).resolves.toEqual([]);
  });
});

describe('withdrawAccount', () => {
  const because = { kind: 'accountClosed', accountId: ACCOUNT_ID } as const;

  it("withdraws the changes of the account's contacts, whoever asked for them, and leaves those of other accounts", async () => {
    const baseline = await waiting(baselineOf(1));
    const mixed = await waiting(changeRequest({ changes: [deleteChange(BILLING), putChange(ELSEWHERE)] }));
    const elsewhere = await waiting(changeRequest({ requestId: 'elsewhere', changes: [putChange(ELSEWHERE)] }));
    expect((await withdrawAccount(ACCOUNT_ID, because)).toSorted()).toEqual([baseline, mixed].toSorted());
    expect(await statusOf(baseline)).toBe('CANCELLED');
    expect(await readRecord(mixed)).toMatchObject({
      status: 'PENDING_APPROVAL',
      withdrawn: [{ ...BILLING, because }],
      isOutdated: true,
    });
    expect((await readRecord(elsewhere))?.isOutdated).toBe(false);
  });
});
