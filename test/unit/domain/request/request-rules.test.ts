import { describe, expect, it } from 'vitest';
import { baselineRequest } from '../../../../functions/domain/organization/baseline.ts';
import {
  foreignEmailDomains,
  inaccessibleAccounts,
  inactiveAccounts,
  isDerivedId,
  repeatedContacts,
  reservedId,
} from '../../../../functions/domain/request/request-rules.ts';
import type { Account } from '../../../../schemas/compiled/account.js';
import {
  BILLING,
  changeRequest,
  deleteChange,
  MANAGEMENT_ACCOUNT_ID,
  NEW_CONTACT,
  putChange,
  SECURITY,
} from '../../builders.ts';

const withEmail = (emailAddress: string) =>
  changeRequest({ changes: [putChange(SECURITY, { ...NEW_CONTACT, emailAddress })] });

describe('reservedId', () => {
  it('refuses an id that the workflow gives to a baseline', () => {
    const [change] = [putChange()];
    const { requestId } = baselineRequest([change], {
      accountId: change.accountId,
      revision: 12,
      reason: 'r',
      requestedBy: 'a@example.com',
    });
    expect(reservedId({ requestId })).toEqual([{ pointer: '/requestId', code: 'reservedSource' }]);
  });

  it.each(['BASELINE-222222222222-1-0A1B2C3D', 'baseline-22222222222-1-0a1b2c3d', 'Baseline-1-1-0a1b'])(
    'refuses %s, which people would take for one',
    (requestId) => {
      expect(reservedId({ requestId })).toEqual([{ pointer: '/requestId', code: 'reservedSource' }]);
    },
  );

  it.each(['baseline-222222222222-1-0a1b2c3d-retry-1', 'revert-baseline-222222222222-1-0a1b2c3d', 'baseline-of-2026'])(
    'finds nothing when the id is %s',
    (requestId) => {
      expect(reservedId({ requestId })).toEqual([]);
    },
  );
});

describe('isDerivedId', () => {
  const asked = (requestId: string | null, system?: string) => ({
    requestId,
    requestedBy: null,
    source: system === undefined ? null : { system },
  });

  it.each(['revert-soc-1', 'soc-1-retry-1', 'soc-1-retry-12'])('finds %s of the command', (requestId) => {
    expect(isDerivedId(asked(requestId, 'cli'))).toBe(true);
    expect(isDerivedId(asked(requestId, 'CLI'))).toBe(true);
    expect(isDerivedId(asked(requestId, 'portal'))).toBe(false);
    expect(isDerivedId(asked(requestId))).toBe(false);
  });

  it.each([null, 'cli-mgx0k2fz-7d1q', 'retry-1', 'soc-retry', 'soc-retry-1-x', 'a-revert-1', 'soc-1-1-of-2'])(
    'does not find %s',
    (requestId) => {
      expect(isDerivedId(asked(requestId, 'cli'))).toBe(false);
    },
  );
});

describe('repeatedContacts', () => {
  it('finds nothing when each contact is named once', () => {
    const otherAccount = { ...SECURITY, accountId: '333333333333' };
    const changes = [putChange(SECURITY), deleteChange(BILLING), putChange(otherAccount)];
    expect(repeatedContacts(changeRequest({ changes }))).toEqual([]);
  });

  it('points at every later change and at the first one when a contact is named three times', () => {
    const changes = [deleteChange(BILLING), putChange(SECURITY), deleteChange(SECURITY), putChange(SECURITY)];
    expect(repeatedContacts(changeRequest({ changes }))).toEqual([
      { pointer: '/changes/2', code: 'repeatedContact', firstPointer: '/changes/1' },
      { pointer: '/changes/3', code: 'repeatedContact', firstPointer: '/changes/1' },
    ]);
  });
});

describe('inactiveAccounts', () => {
  const account = (accountId: string, state: string): Account => ({ accountId, state, parentIds: [] });
  const changes = ['222222222222', '333333333333'].map((accountId) => putChange({ ...SECURITY, accountId }));
  const request = changeRequest({ changes });

  it('finds nothing when every account is ACTIVE', () => {
    const accounts = [account('222222222222', 'ACTIVE'), account('333333333333', 'ACTIVE')];
    expect(inactiveAccounts(request, accounts)).toEqual([]);
  });

  it.each(['SUSPENDED', 'PENDING_CLOSURE', 'CLOSED', 'PENDING_ACTIVATION'])(
    'names the account and its state when it is %s',
    (state) => {
      const accounts = [account('222222222222', 'ACTIVE'), account('333333333333', state)];
      expect(inactiveAccounts(request, accounts)).toEqual([
        { pointer: '/changes/1/accountId', code: 'inactiveAccount', accountId: '333333333333', state },
      ]);
    },
  );

  it.each([
    { title: 'is UNKNOWN', accounts: [account('222222222222', 'ACTIVE'), account('333333333333', 'UNKNOWN')] },
    { title: 'was not looked up', accounts: [account('222222222222', 'ACTIVE')] },
  ])('finds an unknown account when it $title', ({ accounts }) => {
    expect(inactiveAccounts(request, accounts)).toEqual([
      { pointer: '/changes/1/accountId', code: 'unknownAccount', accountId: '333333333333' },
    ]);
  });

  it('points at each change when several name the same account', () => {
    const twice = changeRequest({ changes: [putChange(SECURITY), deleteChange(BILLING)] });
    expect(inactiveAccounts(twice, []).map(({ pointer }) => pointer)).toEqual([
      '/changes/0/accountId',
      '/changes/1/accountId',
    ]);
  });
});

describe('inaccessibleAccounts', () => {
  const inManagement = { accountId: MANAGEMENT_ACCOUNT_ID, managementAccountId: MANAGEMENT_ACCOUNT_ID };
  const inDelegated = { accountId: '333333333333', managementAccountId: MANAGEMENT_ACCOUNT_ID };
  const withRole = { ...inDelegated, managementRoleArn: 'arn:aws:iam::111111111111:role/alternate-contacts' };
  const changes = [
    putChange(),
    putChange({ ...SECURITY, accountId: MANAGEMENT_ACCOUNT_ID }),
    deleteChange({ accountId: MANAGEMENT_ACCOUNT_ID, alternateContactType: 'BILLING' }),
  ];

  it.each([
    { where: 'runs in the management account', context: inManagement },
    { where: 'has a role in the management account', context: withRole },
  ])('finds nothing when the service $where', ({ context }) => {
    expect(inaccessibleAccounts(changeRequest({ changes }), context)).toEqual([]);
  });

  it('points at each change of the management account when the service runs elsewhere', () => {
    const problem = { code: 'managementAccountOutOfReach', accountId: MANAGEMENT_ACCOUNT_ID };
    expect(inaccessibleAccounts(changeRequest({ changes }), inDelegated)).toEqual([
      { pointer: '/changes/1/accountId', ...problem },
      { pointer: '/changes/2/accountId', ...problem },
    ]);
  });
});

describe('foreignEmailDomains', () => {
  it('finds nothing when the contact is in an allowed domain', () => {
    expect(foreignEmailDomains(withEmail('soc@mail.example.com'), ['*.example.com'])).toEqual([]);
    expect(foreignEmailDomains(withEmail('soc@example.com'), ['example.com'])).toEqual([]);
  });

  it('names the allowed domains and never the address when the domain is a look-alike', () => {
    expect(foreignEmailDomains(withEmail('soc@evilexample.com'), ['example.com', 'example.net'])).toEqual([
      {
        pointer: '/changes/0/contact/emailAddress',
        code: 'emailDomainNotAllowed',
        allowed: ['example.com', 'example.net'],
      },
    ]);
  });

  it('finds nothing when the contact is removed', () => {
    expect(foreignEmailDomains(changeRequest({ changes: [deleteChange()] }), ['example.com'])).toEqual([]);
  });
});
