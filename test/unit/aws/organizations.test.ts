import '../environment.ts';

import {
  AccountNotFoundException,
  AWSOrganizationsNotInUseException,
  OrganizationsClient,
  TooManyRequestsException,
} from '@aws-sdk/client-organizations';
import { beforeEach, describe, expect, it } from 'vitest';
import { readAccountState, readParentIds, readTags } from '../../../functions/aws/organizations.ts';
import { ACCOUNT_ID, MANAGEMENT_ACCOUNT_ID } from '../builders.ts';
import { fakeClient } from './fake-client.ts';

const answering = (answer: unknown) => fakeClient(OrganizationsClient, () => answer);
const throwing = (error: Error) =>
  fakeClient(OrganizationsClient, () => {
    throw error;
  });

describe('readAccountState', () => {
  it.each([
    { answer: { Account: { State: 'ACTIVE' } }, state: 'ACTIVE' },
    { answer: { Account: { State: 'CLOSED', Status: 'SUSPENDED' } }, state: 'CLOSED' },
    { answer: { Account: { Status: 'SUSPENDED' } }, state: 'SUSPENDED' },
    { answer: { Account: {} }, state: 'UNKNOWN' },
    { answer: {}, state: 'UNKNOWN' },
  ])('is $state when AWS Organizations answers $answer', async ({ answer, state }) => {
    const sent = answering(answer);
    await expect(readAccountState(ACCOUNT_ID)).resolves.toBe(state);
    expect(sent).toEqual([{ name: 'DescribeAccountCommand', input: { AccountId: ACCOUNT_ID } }]);
  });

  it('is UNKNOWN when the organization has no such account', async () => {
    throwing(new AccountNotFoundException({ message: 'none', $metadata: {} }));
    await expect(readAccountState(ACCOUNT_ID)).resolves.toBe('UNKNOWN');
  });

  it('throws the error of AWS by its name when it is any other', async () => {
    throwing(new TooManyRequestsException({ message: 'slow', $metadata: {} }));
    await expect(readAccountState(ACCOUNT_ID)).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });
});

describe('readParentIds', () => {
  const parentOf: Record<string, string> = {
    [ACCOUNT_ID]: 'ou-ab12-team0001',
    'ou-ab12-team0001': 'ou-ab12-prod0001',
    'ou-ab12-prod0001': 'r-ab12',
    '333333333333': 'r-ab12',
  };
  const organization = () =>
    fakeClient(OrganizationsClient, ({ input }) => ({ Parents: [{ Id: parentOf[String(input['ChildId'])] }] }));

  it('names the units above the account and the root, nearest first', async () => {
    const sent = organization();
    await expect(readParentIds(ACCOUNT_ID)).resolves.toEqual(['ou-ab12-team0001', 'ou-ab12-prod0001', 'r-ab12']);
    expect(new Set(sent.map(({ name }) => name))).toEqual(new Set(['ListParentsCommand']));
  });

  it('names only the root when the account is right below it', async () => {
    organization();
    await expect(readParentIds('333333333333')).resolves.toEqual(['r-ab12']);
  });

  it.each([{}, { Parents: [] }])('throws when AWS Organizations names no parent: %j', async (answer) => {
    answering(answer);
    await expect(readParentIds(ACCOUNT_ID)).rejects.toThrow(`names no parent of ${ACCOUNT_ID}`);
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
    throwing(new TooManyRequestsException({ message: 'slow', $metadata: {} }));
    await expect(readTags(ACCOUNT_ID)).rejects.toMatchObject({ name: 'TooManyRequestsException' });
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
  ])('finds the account $state when it is $whose', async ({ accountId, state }) => {
    await expect(readAccountState(accountId)).resolves.toBe(state);
  });

  it.each([OWN, ACCOUNT_ID])('finds nothing above the account %s, and no tags', async (accountId) => {
    await expect(readParentIds(accountId)).resolves.toEqual([]);
    await expect(readTags(accountId)).resolves.toEqual({});
  });
});

describe('a service in an organization', () => {
  it('takes its own account for no more than AWS Organizations says', async () => {
    answering({ Account: { State: 'SUSPENDED' } });
    await expect(readAccountState(MANAGEMENT_ACCOUNT_ID)).resolves.toBe('SUSPENDED');
    throwing(new AccountNotFoundException({ message: 'none', $metadata: {} }));
    await expect(readAccountState(MANAGEMENT_ACCOUNT_ID)).resolves.toBe('UNKNOWN');
  });

  it('throws the error of AWS by its name when the parents cannot be read', async () => {
    throwing(new TooManyRequestsException({ message: 'slow', $metadata: {} }));
    await expect(readParentIds(ACCOUNT_ID)).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });
});
