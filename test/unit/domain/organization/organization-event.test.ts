import { describe, expect, it } from 'vitest';
import { readOrganizationEvent } from '../../../../functions/domain/organization/organization-event.ts';
import acceptHandshake from '../../../fixtures/organization/accept-handshake.json' with { type: 'json' };
import closeAccountResult from '../../../fixtures/organization/close-account-result.json' with { type: 'json' };
import createAccountResult from '../../../fixtures/organization/create-account-result.json' with { type: 'json' };
import createManagedAccount from '../../../fixtures/organization/create-managed-account.json' with { type: 'json' };
import moveAccount from '../../../fixtures/organization/move-account.json' with { type: 'json' };
import tagResource from '../../../fixtures/organization/tag-resource.json' with { type: 'json' };
import joinedWithoutAccountId from '../../../fixtures/reported/joined-without-account-id.json' with { type: 'json' };

const ACCOUNT_ID = '444444444444';
const eventSource = 'organizations.amazonaws.com';
const read = (eventName: unknown, detail: object = {}) => readOrganizationEvent({ detail: { eventName, ...detail } });
const MALFORMED = expect.objectContaining({ name: 'MalformedEventError' });

/** An event that ends with this status, by its name and the key that it has the status under. */
const finished = (eventName: string, status: unknown) => {
  const key = `${eventName.charAt(0).toLowerCase()}${eventName.slice(1).replace('Result', '')}Status`;
  return read(eventName, { serviceEventDetails: { [key]: status } });
};

describe('readOrganizationEvent, on events as they are delivered', () => {
  it.each([
    { name: 'CreateAccountResult', event: createAccountResult, accountId: ACCOUNT_ID, news: { type: 'created' } },
    {
      name: 'CreateManagedAccount',
      event: createManagedAccount,
      accountId: ACCOUNT_ID,
      news: { type: 'createdByControlTower' },
    },
    {
      name: 'MoveAccount',
      event: moveAccount,
      accountId: '333333333333',
      news: { type: 'moved', to: 'ou-ab12-prod0001' },
    },
    { name: 'AcceptHandshake', event: acceptHandshake, accountId: ACCOUNT_ID, news: { type: 'joined' } },
    {
      name: 'TagResource',
      event: tagResource,
      accountId: ACCOUNT_ID,
      news: { type: 'tagged', keys: ['CostCenter'] },
    },
  ])('reads account and news of $name, and nothing else', ({ event, accountId, news }) => {
    expect(readOrganizationEvent(event)).toEqual({ accountId, news });
  });

  it('reads the account that was closed', () => {
    expect(readOrganizationEvent(closeAccountResult)).toEqual({ closed: ACCOUNT_ID });
  });

  it.each([createAccountResult, createManagedAccount, acceptHandshake])(
    'takes no masked name, address or time from it',
    (event) => {
      const text = JSON.stringify(readOrganizationEvent(event));
      for (const masked of ['****', 'LifeCycle1', 'Timestamp', '2026']) expect(text).not.toContain(masked);
    },
  );
});

describe('readOrganizationEvent, on something that has finished', () => {
  const names = ['CreateAccountResult', 'CreateManagedAccount', 'UpdateManagedAccount', 'CloseAccountResult'];

  it.each(names)('reads %s with the account beside the state or in an object of its own', (name) => {
    for (const where of [{ accountId: ACCOUNT_ID }, { account: { accountId: ACCOUNT_ID } }]) {
      expect(JSON.stringify(finished(name, { state: 'SUCCEEDED', ...where }))).toContain(`:"${ACCOUNT_ID}"`);
    }
  });

  it.each([
    { name: 'CreateAccountResult', type: 'created' },
    { name: 'CreateManagedAccount', type: 'createdByControlTower' },
    { name: 'UpdateManagedAccount', type: 'updatedByControlTower' },
  ])('is $type when $name has succeeded', ({ name, type }) => {
    expect(finished(name, { state: 'SUCCEEDED', accountId: ACCOUNT_ID })).toEqual({
      accountId: ACCOUNT_ID,
      news: { type },
    });
  });

  it.each(names)('ignores %s when it has not succeeded', (name) => {
    for (const state of ['FAILED', 'IN_PROGRESS']) {
      const ignored = expect.stringMatching(new RegExp(`AccountStatus\\.state is ${state}$`));
      expect(finished(name, { state, accountId: ACCOUNT_ID })).toEqual({ ignored });
    }
  });

  it.each(names)('throws MalformedEventError when %s is in a state that is unknown', (name) => {
    for (const state of ['succeeded', '', null, undefined, 1]) {
      expect(() => finished(name, { state, accountId: ACCOUNT_ID })).toThrow(MALFORMED);
    }
  });

  it.each(names)('throws MalformedEventError when %s names no account', (name) => {
    for (const accountId of [undefined, null, 444444444444, '44444444444', '4444444444444', '****', [ACCOUNT_ID]]) {
      expect(() => finished(name, { state: 'SUCCEEDED', accountId })).toThrow(`${name} names no account`);
    }
  });

  it.each(names)('throws MalformedEventError when the status of %s is of another shape', (name) => {
    for (const detail of [
      {},
      { serviceEventDetails: null },
      { serviceEventDetails: 'x' },
      { serviceEventDetails: [] },
    ]) {
      expect(() => read(name, detail)).toThrow(MALFORMED);
    }
    for (const status of [null, 'SUCCEEDED', ['SUCCEEDED']]) expect(() => finished(name, status)).toThrow(MALFORMED);
  });

  it('reads no account from the status of another event', () => {
    const createAccountStatus = { state: 'SUCCEEDED', accountId: ACCOUNT_ID };
    expect(() => read('CreateManagedAccount', { serviceEventDetails: { createAccountStatus } })).toThrow(MALFORMED);
  });
});

describe('readOrganizationEvent, on an account that joined', () => {
  const news = { accountId: ACCOUNT_ID, news: { type: 'joined' } };

  it.each([
    { where: 'an object of the details', detail: { serviceEventDetails: { joined: { accountId: ACCOUNT_ID } } } },
    {
      where: 'the second object of the details',
      detail: { serviceEventDetails: { a: null, b: 'text', c: { name: '****' }, d: { accountId: ACCOUNT_ID } } },
    },
    { where: 'the details', detail: { serviceEventDetails: { accountId: ACCOUNT_ID } } },
    { where: 'the parameters', detail: { requestParameters: { accountId: ACCOUNT_ID } } },
    {
      where: 'the parameters, and the details are null',
      detail: { serviceEventDetails: null, requestParameters: { accountId: ACCOUNT_ID } },
    },
  ])('finds it when it is in $where', ({ detail }) => {
    expect(read('AccountJoinedOrganization', detail)).toEqual(news);
  });

  it('takes the account of the details when the parameters name another', () => {
    const detail = {
      serviceEventDetails: { joined: { accountId: ACCOUNT_ID } },
      requestParameters: { accountId: '333333333333' },
    };
    expect(read('AccountJoinedOrganization', detail)).toEqual(news);
  });

  it.each([
    joinedWithoutAccountId,
    {},
    { serviceEventDetails: null, requestParameters: null },
    { serviceEventDetails: { joined: { accountId: '****' } } },
    { userIdentity: { accountId: '111111111111' }, recipientAccountId: '111111111111' },
  ])('throws MalformedEventError when nothing in it names the account: %j', (detail) => {
    expect(() => read('AccountJoinedOrganization', detail)).toThrow('AccountJoinedOrganization names no account');
  });
});

describe('readOrganizationEvent, on a handshake', () => {
  const { responseElements } = acceptHandshake.detail;
  const handshake = (differences: object) =>
    read('AcceptHandshake', { responseElements: { handshake: { ...responseElements.handshake, ...differences } } });

  it.each(['INVITE', 'invite', undefined])('reads the account that joins when its action is %j', (action) => {
    expect(handshake({ action })).toEqual({ accountId: ACCOUNT_ID, news: { type: 'joined' } });
  });

  it.each(['ENABLE_ALL_FEATURES', 'approve_all_features'])('ignores it when its action is %s', (action) => {
    expect(handshake({ action })).toEqual({ ignored: `the handshake's action is ${action}` });
  });

  it('ignores it when it was not accepted after all', () => {
    const errorCode = 'HandshakeConstraintViolationException';
    expect(read('AcceptHandshake', { errorCode })).toEqual({ ignored: `AcceptHandshake failed: ${errorCode}` });
  });

  it.each([
    null,
    [],
    [{ type: 'ORGANIZATION', id: 'o-exampleorgid' }],
    [{ type: 'EMAIL', id: '****' }],
    [{ type: 'ACCOUNT', id: '****' }],
    ['ACCOUNT'],
    { type: 'ACCOUNT', id: ACCOUNT_ID },
  ])('throws MalformedEventError when its parties are %j', (parties) => {
    expect(() => handshake({ parties })).toThrow(MALFORMED);
  });
});

describe('readOrganizationEvent, on a move', () => {
  const requestParameters = moveAccount.detail.requestParameters;

  it.each(['AccessDeniedException', 'AccountNotFoundException', ''])(
    'ignores the event when the move failed with %j',
    (errorCode) => {
      expect(read('MoveAccount', { requestParameters, errorCode })).toEqual({
        ignored: `MoveAccount failed: ${errorCode}`,
      });
    },
  );

  it.each([null, {}, { accountId: 'x' }])('throws MalformedEventError when its parameters are %j', (parameters) => {
    expect(() => read('MoveAccount', { requestParameters: parameters })).toThrow(MALFORMED);
  });
});

describe('readOrganizationEvent, on tags', () => {
  const untag = (requestParameters: unknown) => read('UntagResource', { eventSource, requestParameters });

  it('reads the keys of tags that are taken away', () => {
    expect(untag({ resourceId: ACCOUNT_ID, tagKeys: ['CostCenter', 'Stage'] })).toEqual({
      accountId: ACCOUNT_ID,
      news: { type: 'tagged', keys: ['CostCenter', 'Stage'] },
    });
  });

  it('reads no keys when the event names none', () => {
    expect(untag({ resourceId: ACCOUNT_ID, tagKeys: null })).toMatchObject({ news: { keys: [] } });
  });

  it.each(['r-ab12', 'ou-ab12-prod0001', 'p-examplepolicyid111'])('ignores those of %s', (resourceId) => {
    expect(untag({ resourceId, tagKeys: ['CostCenter'] })).toEqual({ ignored: 'the tags are not those of an account' });
  });

  it('ignores those of another service, which has other resources', () => {
    const resourceArn = 'arn:aws:controltower:us-east-1:111111111111:landingzone/1A2B3C';
    const event = { eventSource: 'controltower.amazonaws.com', requestParameters: { resourceArn } };
    expect(read('TagResource', event)).toEqual({ ignored: 'the tags are not those of an account' });
  });

  it('ignores the event when the call failed', () => {
    const event = { eventSource, requestParameters: { resourceId: ACCOUNT_ID }, errorCode: 'AccessDeniedException' };
    expect(read('TagResource', event)).toEqual({ ignored: 'TagResource failed: AccessDeniedException' });
  });

  it.each([null, {}, { resourceId: 444444444444 }])('throws MalformedEventError when its parameters are %j', (of) => {
    expect(() => untag(of)).toThrow(MALFORMED);
  });
});

describe('readOrganizationEvent, on any other event', () => {
  const details = {
    serviceEventDetails: { closeAccountStatus: { state: 'SUCCEEDED', accountId: ACCOUNT_ID } },
    requestParameters: { accountId: ACCOUNT_ID },
  };

  it.each([
    'CloseAccount',
    'CreateAccount',
    'createaccountresult',
    '__proto__',
    'constructor',
    'toString',
    '',
    42,
    null,
    undefined,
  ])('ignores it when its name is %j', (eventName) => {
    expect(read(eventName, details)).toEqual({ ignored: `${eventName} asks for nothing` });
  });
});
