import '../environment.ts';

import {
  AccountNotFoundException,
  AWSOrganizationsNotInUseException,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readAccount, readTags } from '../../../functions/aws/organizations.ts';
import { ThrottlingException } from '../../../functions/domain/errors.ts';
import { ACCOUNT_ID, CREATED_AT, MANAGEMENT_ACCOUNT_ID } from '../builders.ts';
import { fakeClient, type SentCommand } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

/** A pause lets the others go on, and takes no time. */
vi.mock('node:timers/promises', async (original) => {
  const { setImmediate: turn } = await original<typeof import('node:timers/promises')>();
  return { setTimeout: () => turn() };
});

const BEGUN_AT = Date.parse(CREATED_AT);

const answering = (answer: unknown) => fakeClient(OrganizationsClient, () => answer);
const throwing = (error: Error) =>
  fakeClient(OrganizationsClient, () => {
    throw error;
  });

/** Accounts and OUs by id, each with its parent. */
const PARENTS: Record<string, string> = {
  [ACCOUNT_ID]: 'ou-ab12-team0001',
  'ou-ab12-team0001': 'ou-ab12-prod0001',
  'ou-ab12-prod0001': 'r-ab12',
  '333333333333': 'r-ab12',
  '444444444444': 'r-ab12',
};
const NAMES: Record<string, string> = { 'ou-ab12-team0001': 'Team', 'ou-ab12-prod0001': 'Production' };

/** An organization in which every account is named and active; `Account` differs as given. */
function organization(differences: object = {}) {
  const JoinedTimestamp = new Date('2026-01-15T09:00:00Z');
  return fakeClient(OrganizationsClient, ({ name, input }) => {
    switch (name) {
      case 'DescribeAccountCommand':
        return { Account: { State: 'ACTIVE', Name: 'Payments', JoinedTimestamp, ...differences } };
      case 'ListParentsCommand':
        return { Parents: [{ Id: PARENTS[String(input['ChildId'])] }] };
      default:
        return { OrganizationalUnit: { Name: NAMES[String(input['OrganizationalUnitId'])] } };
    }
  });
}

/** The module of a function that has just started, and remembers nothing. */
async function freshStart() {
  vi.resetModules();
  return import('../../../functions/aws/organizations.ts');
}

describe('readAccount', () => {
  it.each([
    { answer: { Account: { State: 'CLOSED', Status: 'SUSPENDED' } }, state: 'CLOSED' },
    { answer: { Account: { Status: 'SUSPENDED' } }, state: 'SUSPENDED' },
    { answer: { Account: { State: 'PENDING_ACTIVATION' } }, state: 'PENDING_ACTIVATION' },
    { answer: { Account: {} }, state: 'UNKNOWN' },
    { answer: {}, state: 'UNKNOWN' },
  ])('is $state, and asks for no more, when AWS Organizations answers $answer', async ({ answer, state }) => {
    const sent = answering(answer);
    await expect(readAccount(ACCOUNT_ID)).resolves.toEqual({ accountId: ACCOUNT_ID, state, parentIds: [] });
    expect(sent).toEqual([{ name: 'DescribeAccountCommand', input: { AccountId: ACCOUNT_ID } }]);
  });

  it('has name, place and age of an active account: ids nearest first, names from the root down', async () => {
    organization();
    const fresh = await freshStart();
    await expect(fresh.readAccount(ACCOUNT_ID)).resolves.toEqual({
      accountId: ACCOUNT_ID,
      state: 'ACTIVE',
      name: 'Payments',
      parentIds: ['ou-ab12-team0001', 'ou-ab12-prod0001', 'r-ab12'],
      ouPath: ['Root', 'Production', 'Team'],
      joinedAt: '2026-01-15T09:00:00.000Z',
    });
  });

  it('is active by its older Status where State is missing', async () => {
    organization({ State: undefined, Status: 'ACTIVE' });
    await expect(readAccount('333333333333')).resolves.toMatchObject({ state: 'ACTIVE', ouPath: ['Root'] });
  });

  it('names only the root when the account is right below it', async () => {
    organization();
    await expect(readAccount('333333333333')).resolves.toMatchObject({ parentIds: ['r-ab12'], ouPath: ['Root'] });
  });

  it('reads each OU once for several accounts, and again after five minutes', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const sent = organization();
    const unitsRead = () => sent.filter(({ name }) => name === 'DescribeOrganizationalUnitCommand').length;
    const fresh = await freshStart();
    await fresh.readAccount(ACCOUNT_ID);
    await fresh.readAccount(ACCOUNT_ID);
    expect(unitsRead()).toBe(2);
    expect(sent).toHaveLength(8);
    vi.setSystemTime(Date.now() + 300_000);
    await fresh.readAccount(ACCOUNT_ID);
    expect(unitsRead()).toBe(4);
    vi.useRealTimers();
  });

  it('is UNKNOWN when the organization has no such account', async () => {
    throwing(new AccountNotFoundException({ message: 'none', $metadata: {} }));
    await expect(readAccount(ACCOUNT_ID)).resolves.toEqual({ accountId: ACCOUNT_ID, state: 'UNKNOWN', parentIds: [] });
  });

  it('throws the error of AWS by its name when it is any other', async () => {
    throwing(new ThrottlingException('slow'));
    await expect(readAccount(ACCOUNT_ID)).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  it.each([{}, { Parents: [] }])('throws when AWS Organizations names no parent: %j', async (answer) => {
    answering({ Account: { State: 'ACTIVE' }, ...answer });
    await expect(readAccount(ACCOUNT_ID)).rejects.toThrow(`names no parent of ${ACCOUNT_ID}`);
  });
});

describe('readTargets', () => {
  const IDS = ['222222222222', '333333333333', '444444444444'];
  const CHANGES = IDS.map((accountId) => ({ accountId }));
  /** Whose state has just been entered. */
  const READER = {
    name: 'validate-request',
    get enteredAt() {
      return new Date().toISOString();
    },
  };

  /** An organization that throttles the calls with these numbers, counted from 1. */
  function throttling(...numbers: number[]) {
    let calls = 0;
    return fakeClient(OrganizationsClient, ({ name }) => {
      calls += 1;
      if (numbers.includes(calls)) throw new ThrottlingException('slow');
      if (name === 'ListParentsCommand') return { Parents: [{ Id: 'r-ab12' }] };
      return name === 'DescribeAccountCommand' ? { Account: { State: 'ACTIVE' } } : { Tags: [] };
    });
  }
  /** Accounts of one OU. */
  function hundredAccounts(): { accountId: string }[] {
    const accounts = Array.from({ length: 100 }, (_, index) => ({ accountId: String(900_000_000_001 + index) }));
    for (const { accountId } of accounts) PARENTS[accountId] = 'ou-ab12-prod0001';
    return accounts;
  }

  const described = (sent: SentCommand[]) =>
    sent.flatMap(({ name, input }) => (name === 'DescribeAccountCommand' ? [input['AccountId']] : []));

  beforeEach(() => {
    vi.useFakeTimers({ now: BEGUN_AT, toFake: ['Date'] });
    fakeClient(DynamoDBDocumentClient, new FakeTable().answer);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('reads each account once, and its tags if they matter', async () => {
    const sent = throttling();
    const { readTargets } = await freshStart();
    await expect(readTargets([...CHANGES, ...CHANGES], ['Stage'], READER)).resolves.toMatchObject(
      IDS.map((accountId) => ({ accountId, state: 'ACTIVE', tags: {} })),
    );
    expect(described(sent)).toEqual(IDS);
    expect(sent).toHaveLength(9);
  });

  it('reads an account once in a minute, however many tasks ask, in however many instances', async () => {
    const sent = organization();
    for (const seconds of [0, 20, 40]) {
      vi.setSystemTime(BEGUN_AT + seconds * 1000);
      const { readTargets } = await freshStart();
      await readTargets(CHANGES, [], READER);
    }
    expect(described(sent)).toEqual(IDS);
    vi.setSystemTime(BEGUN_AT + 60_001);
    const { readTargets } = await freshStart();
    await readTargets(CHANGES, [], READER);
    expect(described(sent)).toEqual([...IDS, ...IDS]);
  });

  it('reads an account for each function, which believes no other', async () => {
    const sent = throttling();
    const { readTargets } = await freshStart();
    await readTargets(CHANGES, [], READER);
    await readTargets(CHANGES, [], { ...READER, name: 'register-request' });
    expect(described(sent)).toEqual([...IDS, ...IDS]);
  });

  it('reads an account again for other tags', async () => {
    const sent = throttling();
    const { readTargets } = await freshStart();
    for (const keys of [[], ['Stage'], ['Stage', 'Owner'], ['Stage']]) await readTargets(CHANGES, keys, READER);
    expect(described(sent)).toEqual([...IDS, ...IDS, ...IDS]);
  });

  it('goes on with the next try of the task where the last one was throttled, for ten minutes', async () => {
    const sent = throttling(3);
    const reader = { ...READER, enteredAt: new Date(BEGUN_AT).toISOString() };
    const first = await freshStart();
    await expect(first.readTargets(CHANGES, [], reader)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(described(sent)).toEqual(IDS);
    vi.setSystemTime(BEGUN_AT + 600_000);
    const second = await freshStart();
    await expect(second.readTargets(CHANGES, [], reader)).resolves.toHaveLength(3);
    expect(described(sent)).toEqual([...IDS, '444444444444']);
    vi.setSystemTime(BEGUN_AT + 600_001);
    await second.readTargets(CHANGES, [], reader);
    expect(described(sent)).toEqual([...IDS, '444444444444', '222222222222', '333333333333']);
  });

  it('reads four accounts at a time, and no more once it is throttled', async () => {
    const under = { way: 0, most: 0 };
    const sent = fakeClient(OrganizationsClient, async ({ name }) => {
      under.way += 1;
      under.most = Math.max(under.most, under.way);
      await new Promise(setImmediate);
      under.way -= 1;
      if (described(sent).length > 20) throw new ThrottlingException('slow');
      return name === 'ListParentsCommand' ? { Parents: [{ Id: 'r-ab12' }] } : { Account: { State: 'ACTIVE' } };
    });
    const { readTargets } = await freshStart();
    const reading = readTargets(hundredAccounts(), [], READER);
    await expect(reading).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(under).toEqual({ way: 0, most: 4 });
    expect(described(sent).length).toBeLessThanOrEqual(24);
  });

  it('believes nothing that was read before AWS reported a change, and all that was read since', async () => {
    const sent = throttling();
    const { readTargets } = await freshStart();
    await readTargets(CHANGES, [], READER);
    vi.setSystemTime(BEGUN_AT + 1000);
    const news = { ...READER, enteredAt: new Date().toISOString(), isNews: true };
    await readTargets(CHANGES, [], news);
    await readTargets(CHANGES, [], news);
    expect(described(sent)).toEqual([...IDS, ...IDS]);
  });

  it('looks again for an account that was not ACTIVE a few seconds ago', async () => {
    organization({ State: 'PENDING_ACTIVATION' });
    const { readTargets } = await freshStart();
    await expect(readTargets(CHANGES, [], READER)).resolves.toMatchObject([{ state: 'PENDING_ACTIVATION' }, {}, {}]);
    vi.setSystemTime(BEGUN_AT + 5000);
    organization();
    await expect(readTargets(CHANGES, [], READER)).resolves.toMatchObject([{ state: 'ACTIVE' }, {}, {}]);
  });

  it('leaves the rest to the next try when it has read for half a minute', async () => {
    const sent = fakeClient(OrganizationsClient, ({ name }) => {
      vi.setSystemTime(Date.now() + 10_000);
      return name === 'ListParentsCommand' ? { Parents: [{ Id: 'r-ab12' }] } : { Account: { State: 'ACTIVE' } };
    });
    const { readTargets } = await freshStart();
    const nine = hundredAccounts().slice(0, 9);
    await expect(readTargets(nine, [], READER)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(described(sent)).toHaveLength(4);
  });

  it('reads 30 accounts with 62 calls for 300 requests, not with 602 or more', async () => {
    const sent = organization();
    const accountIds = Array.from({ length: 30 }, (_, index) => String(900_000_000_001 + index));
    for (const accountId of accountIds) PARENTS[accountId] = 'ou-ab12-prod0001';
    const { readTargets } = await freshStart();
    const requests = Array.from({ length: 300 }, (_, index) => [{ accountId: accountIds[index % 30] ?? '' }]);
    await Promise.all(requests.map((changes) => readTargets(changes, [], READER)));
    expect(sent).toHaveLength(62);
  });
});

describe('readTags', () => {
  it('is every tag when they come in several pages', async () => {
    const pages: Record<string, object> = {
      undefined: { Tags: [{ Key: 'CostCenter', Value: '4711' }], NextToken: 'second' },
      second: { Tags: [], NextToken: 'third' },
      third: {
        Tags: [
          { Key: 'Stage', Value: 'prod' },
          { Key: 'Empty', Value: '' },
        ],
      },
    };
    const sent = fakeClient(OrganizationsClient, ({ input }) => pages[String(input['NextToken'])]);
    await expect(readTags(ACCOUNT_ID)).resolves.toEqual({ CostCenter: '4711', Stage: 'prod', Empty: '' });
    expect(sent.map(({ name }) => name)).toEqual(Array(3).fill('ListTagsForResourceCommand'));
    expect(sent.map(({ input }) => [input['ResourceId'], input['NextToken']])).toEqual([
      [ACCOUNT_ID, undefined],
      [ACCOUNT_ID, 'second'],
      [ACCOUNT_ID, 'third'],
    ]);
  });

  it.each([{}, { Tags: [] }])('is empty when AWS Organizations answers %j', async (answer) => {
    answering(answer);
    await expect(readTags(ACCOUNT_ID)).resolves.toEqual({});
  });

  it('throws the error of AWS by its name', async () => {
    throwing(new ThrottlingException('slow'));
    await expect(readTags(ACCOUNT_ID)).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});

describe('a service outside an organization', () => {
  /** The service runs in the account that is the management account where there is an organization. */
  const OWN = MANAGEMENT_ACCOUNT_ID;

  beforeEach(() => {
    throwing(new AWSOrganizationsNotInUseException({ message: 'Your account is not a member', $metadata: {} }));
  });

  it.each([
    { whose: 'its own', accountId: OWN, state: 'ACTIVE' },
    { whose: 'another', accountId: ACCOUNT_ID, state: 'UNKNOWN' },
  ])('finds the account $state, without name or place, when it is $whose', async ({ accountId, state }) => {
    await expect(readAccount(accountId)).resolves.toEqual({ accountId, state, parentIds: [] });
  });

  it.each([OWN, ACCOUNT_ID])('finds no tags of %s', async (accountId) => {
    await expect(readTags(accountId)).resolves.toEqual({});
  });
});

describe('a service in an organization', () => {
  it('takes its own account for no more than AWS Organizations says', async () => {
    answering({ Account: { State: 'SUSPENDED' } });
    await expect(readAccount(MANAGEMENT_ACCOUNT_ID)).resolves.toMatchObject({ state: 'SUSPENDED' });
    throwing(new AccountNotFoundException({ message: 'none', $metadata: {} }));
    await expect(readAccount(MANAGEMENT_ACCOUNT_ID)).resolves.toMatchObject({ state: 'UNKNOWN' });
  });
});
