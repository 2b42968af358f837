import '../environment.ts';

import { OrganizationsClient, ParentNotFoundException } from '@aws-sdk/client-organizations';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readTargets } from '../../../functions/aws/organizations.ts';
import { ThrottlingException } from '../../../functions/domain/errors.ts';
import { CREATED_AT } from '../builders.ts';
import { fakeClient, type SentCommand } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

const BEGUN_AT = Date.parse(CREATED_AT);
/** Whose state has just been entered. */
const READER = {
  name: 'validate-request',
  get enteredAt() {
    return new Date().toISOString();
  },
};
const PAGE_SIZE = 20;
const [PRODUCTION, SANDBOX] = ['ou-ab12-prod0001', 'ou-ab12-sandbox01'];

/** Ids of accounts, from the one with this number on. */
const idsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => String(900_000_000_000 + first + index));
const changesOf = (accountIds: string[]) => accountIds.map((accountId) => ({ accountId }));

interface Units {
  [unitId: string]: string[];
}

/** An organization with these accounts in its OUs, all below the root, and in these states, unless they are ACTIVE. */
function organization(units: Units, states: Record<string, string> = {}) {
  const describeAccount = (Id: string) => ({ Id, Name: `Account ${Id}`, State: states[Id] ?? 'ACTIVE' });
  return fakeClient(OrganizationsClient, ({ name, input }) => {
    const { AccountId = '', ChildId = '', ParentId = '', NextToken = '0' } = Object(input);
    switch (name) {
      case 'DescribeAccountCommand':
        return { Account: describeAccount(AccountId) };
      case 'ListParentsCommand':
        return { Parents: [{ Id: Object.keys(units).find((id) => units[id]?.includes(ChildId)) ?? 'r-ab12' }] };
      case 'ListAccountsForParentCommand':
        return pageOf((units[ParentId] ?? []).map(describeAccount), Number(NextToken));
      case 'ListTagsForResourceCommand':
        return { Tags: [{ Key: 'Stage', Value: 'prod' }] };
      default:
        return { OrganizationalUnit: { Name: 'Unit' } };
    }
  });
}

function pageOf(accounts: object[], start: number): object {
  const next = start + PAGE_SIZE;
  return { Accounts: accounts.slice(start, next), ...(next < accounts.length && { NextToken: String(next) }) };
}

/** How many calls there were of each operation. */
function counted(sent: SentCommand[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { name } of sent) counts[name.replace('Command', '')] = (counts[name.replace('Command', '')] ?? 0) + 1;
  return counts;
}

const placeIn = (unitId: string) => ({ parentIds: [unitId, 'r-ab12'], ouPath: ['Root', 'Unit'] });

beforeEach(() => {
  vi.useFakeTimers({ now: BEGUN_AT, toFake: ['Date'] });
  fakeClient(DynamoDBDocumentClient, new FakeTable().answer);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the accounts of a request with many', () => {
  it('are read with one call for twenty when they are in one OU', async () => {
    const ids = idsFrom(1, 100);
    const sent = organization({ [PRODUCTION]: ids });
    const accounts = await readTargets(changesOf(ids), [], READER);
    expect(accounts).toEqual(
      ids.map((accountId) => ({ accountId, state: 'ACTIVE', name: `Account ${accountId}`, ...placeIn(PRODUCTION) })),
    );
    // Of the OU, its name and its parent are read.
    expect(counted(sent)).toEqual({
      DescribeAccount: 1,
      ListParents: 2,
      DescribeOrganizationalUnit: 1,
      ListAccountsForParent: 5,
    });
  });

  it('are looked for in each OU that one of them is in, and nowhere else', async () => {
    const [some, others] = [idsFrom(1, 30), idsFrom(31, 30)];
    const sent = organization({ [PRODUCTION]: some, [SANDBOX]: others });
    const accounts = await readTargets(changesOf([...some, ...others]), [], READER);
    expect(accounts.map(({ parentIds }) => parentIds[0])).toEqual([
      ...some.map(() => PRODUCTION),
      ...others.map(() => SANDBOX),
    ]);
    expect(counted(sent)).toMatchObject({ DescribeAccount: 2, ListAccountsForParent: 4 });
  });

  it('are found behind hundreds of others, at the cost of a tenth of the calls for each', async () => {
    const ids = idsFrom(301, 100);
    const sent = organization({ [PRODUCTION]: idsFrom(1, 4000) });
    await expect(readTargets(changesOf(ids), [], READER)).resolves.toHaveLength(100);
    expect(counted(sent)).toMatchObject({ DescribeAccount: 1, ListAccountsForParent: 20 });
  });

  it('are read one by one when pages of a large OU have given nothing for that cost', async () => {
    const ids = idsFrom(3901, 100);
    const sent = organization({ [PRODUCTION]: idsFrom(1, 4000) });
    await expect(readTargets(changesOf(ids), [], READER)).resolves.toHaveLength(100);
    expect(counted(sent)).toMatchObject({ DescribeAccount: 100, ListAccountsForParent: 20 });
  });

  it('cost no more than that when each is in an OU of its own', async () => {
    const ids = idsFrom(1, 100);
    const sent = organization(Object.fromEntries(ids.map((id, index) => [`ou-ab12-own${1000 + index}`, [id]])));
    await expect(readTargets(changesOf(ids), [], READER)).resolves.toHaveLength(100);
    expect(counted(sent)).toMatchObject({ DescribeAccount: 100, ListAccountsForParent: 17 });
  });

  it('are no reason to look for the last few among thousands', async () => {
    const ids = [...idsFrom(1, 60), ...idsFrom(3001, 4)];
    const sent = organization({ [PRODUCTION]: idsFrom(1, 4000) });
    await expect(readTargets(changesOf(ids), [], READER)).resolves.toHaveLength(64);
    expect(counted(sent)).toMatchObject({ DescribeAccount: 5, ListAccountsForParent: 4 });
  });

  it('are read one by one when they are fewer than ten', async () => {
    const ids = idsFrom(1, 9);
    const sent = organization({ [PRODUCTION]: ids });
    await expect(readTargets(changesOf(ids), [], READER)).resolves.toHaveLength(9);
    expect(counted(sent)).not.toHaveProperty('ListAccountsForParent');
  });

  it('are read one by one when their OU was removed since one of them was in it', async () => {
    const ids = idsFrom(1, 20);
    const sent = fakeClient(OrganizationsClient, ({ name }) => {
      if (name === 'ListAccountsForParentCommand') throw new ParentNotFoundException({ message: '', $metadata: {} });
      if (name === 'ListParentsCommand') return { Parents: [{ Id: 'r-ab12' }] };
      return { Account: { State: 'ACTIVE' } };
    });
    await expect(readTargets(changesOf(ids), [], READER)).resolves.toHaveLength(20);
    expect(counted(sent)).toEqual({ DescribeAccount: 20, ListParents: 20, ListAccountsForParent: 4 });
  });

  it('have the tags that matter, and no place when they are not ACTIVE', async () => {
    const ids = idsFrom(1, 12);
    const [active = '', closed = ''] = ids.slice(-2);
    const sent = organization({ [PRODUCTION]: ids }, { [closed]: 'SUSPENDED' });
    const accounts = await readTargets(changesOf(ids), ['Stage'], READER);
    expect(accounts.slice(-2)).toEqual([
      {
        accountId: active,
        state: 'ACTIVE',
        name: `Account ${active}`,
        ...placeIn(PRODUCTION),
        tags: { Stage: 'prod' },
      },
      { accountId: closed, state: 'SUSPENDED', name: `Account ${closed}`, parentIds: [] },
    ]);
    expect(counted(sent)).toMatchObject({ ListTagsForResource: 11 });
  });

  it('are not read again within a minute, however few of them the next request names', async () => {
    const ids = idsFrom(1, 100);
    const sent = organization({ [PRODUCTION]: ids });
    const all = await readTargets(changesOf(ids), [], READER);
    const { length: calls } = sent;
    vi.setSystemTime(BEGUN_AT + 59_000);
    await expect(readTargets(changesOf(ids), [], READER)).resolves.toEqual(all);
    await expect(readTargets(changesOf(ids.slice(50, 51)), [], READER)).resolves.toEqual(all.slice(50, 51));
    expect(sent).toHaveLength(calls);
  });

  it('are read again when AWS has reported a change since', async () => {
    const ids = idsFrom(1, 20);
    organization({ [PRODUCTION]: ids });
    await readTargets(changesOf(ids), [], READER);
    organization({ [SANDBOX]: ids });
    vi.setSystemTime(BEGUN_AT + 1000);
    const news = { ...READER, enteredAt: new Date().toISOString(), isNews: true };
    const accounts = await readTargets(changesOf(ids), [], news);
    expect(new Set(accounts.map(({ parentIds }) => parentIds[0]))).toEqual(new Set([SANDBOX]));
  });

  it('count from when their page was asked for, whatever happens until it is kept', async () => {
    const ids = idsFrom(1, 20);
    const slow = fakeClient(OrganizationsClient, ({ name }) => {
      if (name !== 'ListAccountsForParentCommand') return name.startsWith('List') ? IN_ROOT : ACTIVE;
      vi.setSystemTime(BEGUN_AT + 10_000);
      return pageOf(
        ids.map((Id) => ({ Id, State: 'ACTIVE' })),
        0,
      );
    });
    await readTargets(changesOf(ids), [], READER);
    const { length: calls } = slow;
    const last = changesOf(ids.slice(-1));
    await readTargets(last, [], { ...READER, isNews: true, enteredAt: new Date(BEGUN_AT).toISOString() });
    expect(slow).toHaveLength(calls);
    await readTargets(last, [], { ...READER, isNews: true, enteredAt: new Date(BEGUN_AT + 1).toISOString() });
    expect(slow.length).toBeGreaterThan(calls);
  });

  it('that a throttled try has found are kept for the next one', async () => {
    const ids = idsFrom(1, 100);
    organization({ [PRODUCTION]: ids });
    const reader = { ...READER, enteredAt: CREATED_AT };
    const throttled = throttlingPage(ids, 4);
    await expect(readTargets(changesOf(ids), [], reader)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(counted(throttled)).toMatchObject({ DescribeAccount: 1, ListAccountsForParent: 4 });
    vi.setSystemTime(BEGUN_AT + 500_000);
    const sent = organization({ [PRODUCTION]: ids });
    await expect(readTargets(changesOf(ids), [], reader)).resolves.toHaveLength(100);
    expect(counted(sent)).toMatchObject({ DescribeAccount: 1, ListAccountsForParent: 5 });
    expect(sent.find(({ name }) => name === 'DescribeAccountCommand')?.input).toEqual({ AccountId: ids[60] });
  });

  it('are left to the next try when pages take longer than half a minute', async () => {
    const ids = idsFrom(1, 100);
    const sent = throttlingPage(ids, 0, 10_001);
    await expect(readTargets(changesOf(ids), [], READER)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(counted(sent)).toMatchObject({ ListAccountsForParent: 3 });
  });
});

const ACTIVE = { Account: { State: 'ACTIVE' } };
const IN_ROOT = { Parents: [{ Id: 'r-ab12' }] };

/** An organization of these accounts, directly below the root, whose pages take so long, and of which one is throttled. */
function throttlingPage(ids: string[], throttled: number, milliseconds = 0): SentCommand[] {
  let pages = 0;
  return fakeClient(OrganizationsClient, ({ name, input }) => {
    if (name !== 'ListAccountsForParentCommand') return name.startsWith('List') ? IN_ROOT : ACTIVE;
    pages += 1;
    if (pages === throttled) throw new ThrottlingException('slow');
    vi.setSystemTime(Date.now() + milliseconds);
    return pageOf(
      ids.map((Id) => ({ Id, State: 'ACTIVE' })),
      Number(Object(input)['NextToken'] ?? 0),
    );
  });
}
