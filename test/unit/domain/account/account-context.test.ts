import { describe, expect, it } from 'vitest';
import { accountAddress, isAccessible } from '../../../../functions/domain/account/account-context.ts';
import { InaccessibleAccountError } from '../../../../functions/domain/errors.ts';
import { ACCOUNT_ID, MANAGEMENT_ACCOUNT_ID } from '../../builders.ts';

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

  it('throws InaccessibleAccountError when the delegated administrator addresses the management account without a role', () => {
    expect(() => accountAddress(MANAGEMENT_ACCOUNT_ID, inDelegated)).toThrow(InaccessibleAccountError);
  });
});

describe('isAccessible', () => {
  it.each([
    { where: 'in the management account', context: inManagement, target: MANAGEMENT_ACCOUNT_ID, accessible: true },
    { where: 'in the management account', context: inManagement, target: ACCOUNT_ID, accessible: true },
    { where: 'elsewhere', context: inDelegated, target: ACCOUNT_ID, accessible: true },
    { where: 'elsewhere', context: inDelegated, target: DELEGATED_ADMINISTRATOR_ID, accessible: true },
    { where: 'elsewhere', context: inDelegated, target: MANAGEMENT_ACCOUNT_ID, accessible: false },
    { where: 'elsewhere with a role', context: withRole, target: MANAGEMENT_ACCOUNT_ID, accessible: true },
    { where: 'outside an organization', context: outsideOrganization, target: ACCOUNT_ID, accessible: true },
  ])('is $accessible for $target when the service runs $where', ({ context, target, accessible }) => {
    expect(isAccessible(target, context)).toBe(accessible);
  });

  it('is false when the role has no name', () => {
    expect(isAccessible(MANAGEMENT_ACCOUNT_ID, { ...inDelegated, managementRoleArn: '' })).toBe(false);
  });
});
