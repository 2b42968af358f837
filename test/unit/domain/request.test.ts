import { describe, expect, it } from 'vitest';
import {
  type Account,
  foreignEmailDomains,
  inactiveAccounts,
  isInDomain,
  readableContacts,
  readableRequest,
  repeatedContacts,
  reservedSystem,
} from '../../../functions/domain/request.ts';
import { BILLING, changeRequest, deleteChange, NEW_CONTACT, putChange, SECURITY } from '../builders.ts';

const withEmail = (emailAddress: string) =>
  changeRequest({ changes: [putChange(SECURITY, { ...NEW_CONTACT, emailAddress })] });

describe('repeatedContacts', () => {
  it('finds nothing when each contact is named once', () => {
    const otherAccount = { ...SECURITY, accountId: '333333333333' };
    const changes = [putChange(SECURITY), deleteChange(BILLING), putChange(otherAccount)];
    expect(repeatedContacts(changeRequest({ changes }))).toEqual([]);
  });

  it('points at every later change and at the first one when a contact is named three times', () => {
    const changes = [deleteChange(BILLING), putChange(SECURITY), deleteChange(SECURITY), putChange(SECURITY)];
    expect(repeatedContacts(changeRequest({ changes }))).toEqual([
      { pointer: '/changes/2', message: 'changes the same contact as /changes/1' },
      { pointer: '/changes/3', message: 'changes the same contact as /changes/1' },
    ]);
  });
});

describe('reservedSystem', () => {
  it("refuses the workflow's own system when a producer gives itself out for it", () => {
    expect(reservedSystem(changeRequest({ source: { system: 'organization' } }))).toEqual([
      { pointer: '/source/system', message: 'is reserved for requests that events of AWS Organizations bring about' },
    ]);
  });

  it.each(['jira', 'Organization', 'organizations', 'organization.'])(
    'finds nothing when the system is %s',
    (system) => {
      expect(reservedSystem(changeRequest({ source: { system } }))).toEqual([]);
    },
  );
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
        { pointer: '/changes/1/accountId', message: `names 333333333333, which is ${state}` },
      ]);
    },
  );

  it.each([
    { title: 'is UNKNOWN', accounts: [account('222222222222', 'ACTIVE'), account('333333333333', 'UNKNOWN')] },
    { title: 'was not looked up', accounts: [account('222222222222', 'ACTIVE')] },
  ])('says that the organization has no such account when it $title', ({ accounts }) => {
    expect(inactiveAccounts(request, accounts)).toEqual([
      { pointer: '/changes/1/accountId', message: 'names 333333333333, which is no account of the organization' },
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

describe('isInDomain', () => {
  it.each([
    'soc@example.com',
    'soc@EXAMPLE.com',
    'soc@mail.example.com',
    'soc@a.b.example.com',
    ' soc@example.com ',
    'a@evil.test@example.com',
  ])('accepts %j when example.com is allowed', (address) => {
    expect(isInDomain(address, ['example.com'])).toBe(true);
  });

  it.each([
    'soc@evilexample.com',
    'soc@example.com.evil.test',
    'soc@example.org',
    'soc@com',
    'soc@example.com@evil.test',
    'soc@',
    '',
  ])('refuses %j when example.com is allowed', (address) => {
    expect(isInDomain(address, ['example.com'])).toBe(false);
  });

  it('ignores the letter case of the allowed domain', () => {
    expect(isInDomain('soc@mail.example.com', ['Example.COM'])).toBe(true);
  });

  it('accepts the address when only the second domain allows it', () => {
    expect(isInDomain('soc@example.net', ['example.com', 'example.net'])).toBe(true);
  });

  it('refuses every address when no domain is allowed', () => {
    expect(isInDomain('soc@example.com', [])).toBe(false);
  });
});

describe('foreignEmailDomains', () => {
  it('finds nothing when the contact is in an allowed domain', () => {
    expect(foreignEmailDomains(withEmail('soc@mail.example.com'), ['example.com'])).toEqual([]);
  });

  it('names the allowed domains and never the address when the domain is a look-alike', () => {
    expect(foreignEmailDomains(withEmail('soc@evilexample.com'), ['example.com', 'example.net'])).toEqual([
      {
        pointer: '/changes/0/contact/emailAddress',
        message: 'must be in an allowed e-mail domain (example.com, example.net)',
      },
    ]);
  });

  it('finds nothing when the contact is removed', () => {
    expect(foreignEmailDomains(changeRequest({ changes: [deleteChange()] }), ['example.com'])).toEqual([]);
  });
});

describe('readableContacts', () => {
  it('reads the contacts that are named readably when others are not', () => {
    const changes: unknown[] = [
      { ...SECURITY, action: 'PUT', contact: 'none' },
      { accountId: 222222222222, alternateContactType: 'SECURITY' },
      { accountId: '22222222222', alternateContactType: 'SECURITY' },
      { accountId: '2222222222222', alternateContactType: 'SECURITY' },
      { accountId: '222222222222', alternateContactType: 'ROOT' },
      { accountId: '222222222222' },
      'text',
      null,
      [],
      BILLING,
    ];
    expect(readableContacts({ changes })).toEqual([SECURITY, BILLING]);
  });

  it.each([undefined, null, 'text', 42, [], {}, { changes: 'text' }, { changes: {} }, { changes: null }])(
    'reads no contact when the request is %j',
    (request) => {
      expect(readableContacts(request)).toEqual([]);
    },
  );

  it('reads nothing but the key when a contact is given', () => {
    expect(readableContacts(changeRequest())).toEqual([SECURITY]);
  });
});

describe('readableRequest', () => {
  it('reads who asked for what from where when the request is valid', () => {
    const { requestId, requestedBy, source } = changeRequest();
    expect(readableRequest(changeRequest())).toEqual({ requestId, requestedBy, source });
  });

  it.each([undefined, null, 'text', 42, [], {}])('reads nothing when the request is %j', (request) => {
    expect(readableRequest(request)).toEqual({ requestId: null, requestedBy: null, source: null });
  });

  it.each([
    { requestId: '' },
    { requestId: '-starts-wrong' },
    { requestId: 'has space' },
    { requestId: 'x'.repeat(81) },
    { requestId: 42 },
  ])('reads no request id when it breaks the schema: %j', (request) => {
    expect(readableRequest(request).requestId).toBeNull();
  });

  it.each([
    'jane',
    'jane@example',
    'jane@example..com',
    'jane doe@example.com',
    'jane@example.com, other@example.com',
    'jane@example.com\r\nBcc: other@example.com',
    '<jane@example.com>x',
    'jän@example.com',
    42,
  ])('reads no requester when %j is no single e-mail address', (requestedBy) => {
    expect(readableRequest({ requestedBy }).requestedBy).toBeNull();
  });

  it.each(['system', 42, [], null])('reads no source when it is %j', (source) => {
    expect(readableRequest({ source }).source).toBeNull();
  });

  it('reads the requester when the schema accepts the longest local part', () => {
    const requestedBy = `${'a'.repeat(242)}@example.com`;
    expect(readableRequest({ requestedBy }).requestedBy).toBe(requestedBy);
  });

  it('leaves out of the source what its schema does not know, because it may be personal data', () => {
    const source = { system: 'jira', reference: 'OPS-42', url: 'https://example.com/OPS-42', contact: NEW_CONTACT };
    const { contact: _, ...known } = source;
    expect(readableRequest({ source }).source).toEqual(known);
  });
});
