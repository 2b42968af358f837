import {
  AccountNotFoundException,
  AWSOrganizationsNotInUseException,
  OrganizationsClient,
  ParentNotFoundException,
} from '@aws-sdk/client-organizations';
import { STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../../../../cli/aws/connect.ts';
import { settingsOf } from '../../../../cli/aws/settings.ts';
import { AwsCallError, RefusedError } from '../../../../cli/errors.ts';
import { fakeClient, type SentCommand } from '../../aws/fake-client.ts';

const aws = () => connect(settingsOf('test', { AWS_REGION: 'us-east-1' }));
const refused = { message: 'no', $metadata: {} };

function failing(error: Error) {
  return fakeClient(OrganizationsClient, () => {
    throw error;
  });
}

/** A root with an account and an OU that has another OU in it, each with an account; accounts come in two pages. */
function organization({ name, input }: SentCommand): object {
  const { ParentId, NextToken } = input;
  switch (name) {
    case 'ListAccountsCommand':
      return NextToken ? { Accounts: [{ Id: '2', State: 'CLOSED' }] } : { Accounts: [{ Id: '1' }], NextToken: 'more' };
    case 'ListAccountsForParentCommand':
      return { Accounts: [{ Id: `in ${ParentId}`, Name: 'Shop', Status: 'ACTIVE', State: 'SUSPENDED' }] };
    case 'ListOrganizationalUnitsForParentCommand':
      return { OrganizationalUnits: { 'r-1': [{ Id: 'ou-1' }], 'ou-1': [{ Id: 'ou-2' }] }[String(ParentId)] ?? [] };
    case 'DescribeAccountCommand':
      return { Account: { Id: input['AccountId'], Name: 'Shop', Status: 'ACTIVE' } };
    default:
      return { Organization: { MasterAccountId: '111111111111' } };
  }
}

afterEach(() => vi.restoreAllMocks());

describe('listAccounts', () => {
  it('reads every page', async () => {
    fakeClient(OrganizationsClient, organization);
    await expect(aws().listAccounts()).resolves.toEqual([
      { accountId: '1', state: 'UNKNOWN' },
      { accountId: '2', state: 'CLOSED' },
    ]);
  });

  it('says how to go on outside an organization', async () => {
    failing(new AWSOrganizationsNotInUseException(refused));
    await expect(aws().listAccounts()).rejects.toThrow(RefusedError);
    await expect(aws().listAccounts()).rejects.toThrow('name it with --account');
  });

  it('names the action when the call fails', async () => {
    failing(new Error('no'));
    await expect(aws().listAccounts()).rejects.toMatchObject({ action: 'organizations:ListAccounts' });
  });
});

describe('listAccountsBeneath', () => {
  it('reads the units beneath a unit, too', async () => {
    fakeClient(OrganizationsClient, organization);
    const listed = await aws().listAccountsBeneath('r-1');
    expect(listed.map(({ accountId }) => accountId)).toEqual(['in r-1', 'in ou-1', 'in ou-2']);
    expect(listed[0]).toEqual({ accountId: 'in r-1', name: 'Shop', state: 'SUSPENDED' });
  });

  it('refuses a unit that does not exist', async () => {
    failing(new ParentNotFoundException(refused));
    await expect(aws().listAccountsBeneath('ou-none')).rejects.toThrow('--ou names no organizational unit');
  });
});

describe('describeAccount', () => {
  it('reads the name and the state', async () => {
    fakeClient(OrganizationsClient, organization);
    await expect(aws().describeAccount('222222222222')).resolves.toEqual({
      accountId: '222222222222',
      name: 'Shop',
      state: 'ACTIVE',
    });
  });

  it('takes every account for ACTIVE outside an organization', async () => {
    failing(new AWSOrganizationsNotInUseException(refused));
    await expect(aws().describeAccount('222222222222')).resolves.toMatchObject({ state: 'ACTIVE' });
  });

  it('refuses an account that does not exist, and names the action when the call fails', async () => {
    failing(new AccountNotFoundException(refused));
    await expect(aws().describeAccount('999999999999')).rejects.toThrow('the organization has no account 999999999999');
    failing(new Error('no'));
    await expect(aws().describeAccount('999999999999')).rejects.toThrow(AwsCallError);
  });
});

describe('foreignManagementAccount', () => {
  it.each([
    { caller: '333333333333', expected: '111111111111' },
    { caller: '111111111111', expected: undefined },
  ])('is $expected for $caller', async ({ caller, expected }) => {
    fakeClient(STSClient, () => ({ Account: caller, Arn: `arn:aws:sts::${caller}:assumed-role/me/me` }));
    fakeClient(OrganizationsClient, organization);
    await expect(aws().foreignManagementAccount()).resolves.toBe(expected);
  });
});
