import { describe, expect, it } from 'vitest';
import { addressedAccountId, unreachableAccounts } from '../../../functions/domain/account-context.ts';
import { UnreachableAccountError } from '../../../functions/domain/errors.ts';
import { ACCOUNT_ID, changeRequest, deleteChange, MANAGEMENT_ACCOUNT_ID, putChange, SECURITY } from '../builders.ts';

const DELEGATED_ADMINISTRATOR_ID = '333333333333';
const inManagement = { accountId: MANAGEMENT_ACCOUNT_ID, managementAccountId: MANAGEMENT_ACCOUNT_ID };
const inDelegated = { accountId: DELEGATED_ADMINISTRATOR_ID, managementAccountId: MANAGEMENT_ACCOUNT_ID };
const outsideOrganization = { accountId: ACCOUNT_ID, managementAccountId: ACCOUNT_ID };

describe('addressedAccountId', () => {
  it.each([
    {
      from: 'the management account',
      context: inManagement,
      to: 'itself',
      target: MANAGEMENT_ACCOUNT_ID,
      sent: undefined,
    },
    { from: 'the management account', context: inManagement, to: 'a member', target: ACCOUNT_ID, sent: ACCOUNT_ID },
    { from: 'the delegated administrator', context: inDelegated, to: 'a member', target: ACCOUNT_ID, sent: ACCOUNT_ID },
    {
      from: 'the delegated administrator',
      context: inDelegated,
      to: 'itself',
      target: DELEGATED_ADMINISTRATOR_ID,
      sent: DELEGATED_ADMINISTRATOR_ID,
    },
    { from: 'an account of its own', context: outsideOrganization, to: 'itself', target: ACCOUNT_ID, sent: undefined },
  ])('sends $sent when $from addresses $to', ({ context, target, sent }) => {
    expect(addressedAccountId(target, context)).toBe(sent);
  });

  it('throws UnreachableAccountError when the delegated administrator addresses the management account', () => {
    expect(() => addressedAccountId(MANAGEMENT_ACCOUNT_ID, inDelegated)).toThrow(UnreachableAccountError);
  });
});

describe('unreachableAccounts', () => {
  const changes = [
    putChange(),
    putChange({ ...SECURITY, accountId: MANAGEMENT_ACCOUNT_ID }),
    deleteChange({ accountId: MANAGEMENT_ACCOUNT_ID, alternateContactType: 'BILLING' }),
  ];

  it('finds nothing when the service runs in the management account', () => {
    expect(unreachableAccounts(changeRequest({ changes }), inManagement)).toEqual([]);
  });

  it('points at each change of the management account when the service runs elsewhere', () => {
    const message = 'names the management account 111111111111, which only a service that runs in it can reach';
    expect(unreachableAccounts(changeRequest({ changes }), inDelegated)).toEqual([
      { pointer: '/changes/1/accountId', message },
      { pointer: '/changes/2/accountId', message },
    ]);
  });
});
