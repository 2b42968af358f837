import { describe, expect, it } from 'vitest';
import { accountAddress, unreachableAccounts } from '../../../functions/domain/account-context.ts';
import { UnreachableAccountError } from '../../../functions/domain/errors.ts';
import { ACCOUNT_ID, changeRequest, deleteChange, MANAGEMENT_ACCOUNT_ID, putChange, SECURITY } from '../builders.ts';

const DELEGATED_ADMINISTRATOR_ID = '333333333333';
const inManagement = { accountId: MANAGEMENT_ACCOUNT_ID, managementAccountId: MANAGEMENT_ACCOUNT_ID };
const inDelegated = { accountId: DELEGATED_ADMINISTRATOR_ID, managementAccountId: MANAGEMENT_ACCOUNT_ID };
const ROLE_ARN = 'arn:aws:iam::111111111111:role/alternate-contacts';
const withRole = { ...inDelegated, managementRoleArn: ROLE_ARN };
const outsideOrganization = { accountId: ACCOUNT_ID, managementAccountId: ACCOUNT_ID };

describe('accountAddress', () => {
  it.each([
    {
      from: 'the management account',
      context: inManagement,
      to: 'itself',
      target: MANAGEMENT_ACCOUNT_ID,
      address: {},
    },
    {
      from: 'the management account',
      context: inManagement,
      to: 'a member',
      target: ACCOUNT_ID,
      address: { accountId: ACCOUNT_ID },
    },
    {
      from: 'the delegated administrator',
      context: inDelegated,
      to: 'a member',
      target: ACCOUNT_ID,
      address: { accountId: ACCOUNT_ID },
    },
    {
      from: 'the delegated administrator',
      context: inDelegated,
      to: 'itself',
      target: DELEGATED_ADMINISTRATOR_ID,
      address: { accountId: DELEGATED_ADMINISTRATOR_ID },
    },
    {
      from: 'the delegated administrator with a role',
      context: withRole,
      to: 'the management account',
      target: MANAGEMENT_ACCOUNT_ID,
      address: { roleArn: ROLE_ARN },
    },
    {
      from: 'the delegated administrator with a role',
      context: withRole,
      to: 'a member',
      target: ACCOUNT_ID,
      address: { accountId: ACCOUNT_ID },
    },
    { from: 'an account of its own', context: outsideOrganization, to: 'itself', target: ACCOUNT_ID, address: {} },
  ])('is $address when $from addresses $to', ({ context, target, address }) => {
    expect(accountAddress(target, context)).toEqual(address);
  });

  it('throws UnreachableAccountError when the delegated administrator addresses the management account without a role', () => {
    expect(() => accountAddress(MANAGEMENT_ACCOUNT_ID, inDelegated)).toThrow(UnreachableAccountError);
  });
});

describe('unreachableAccounts', () => {
  const changes = [
    putChange(),
    putChange({ ...SECURITY, accountId: MANAGEMENT_ACCOUNT_ID }),
    deleteChange({ accountId: MANAGEMENT_ACCOUNT_ID, alternateContactType: 'BILLING' }),
  ];

  it.each([
    { where: 'runs in the management account', context: inManagement },
    { where: 'has a role in the management account', context: withRole },
  ])('finds nothing when the service $where', ({ context }) => {
    expect(unreachableAccounts(changeRequest({ changes }), context)).toEqual([]);
  });

  it('points at each change of the management account when the service runs elsewhere', () => {
    const message =
      'names the management account 111111111111: only a service that runs in it, or has a role in it, can reach it';
    expect(unreachableAccounts(changeRequest({ changes }), inDelegated)).toEqual([
      { pointer: '/changes/1/accountId', message },
      { pointer: '/changes/2/accountId', message },
    ]);
  });
});
