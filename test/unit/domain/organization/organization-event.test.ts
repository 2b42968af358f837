import { describe, expect, it } from 'vitest';
import { readOrganizationEvent } from '../../../../functions/domain/organization/organization-event.ts';
import createAccountResult from '../../../fixtures/organization/create-account-result.json' with { type: 'json' };
import createManagedAccount from '../../../fixtures/organization/create-managed-account.json' with { type: 'json' };
import moveAccount from '../../../fixtures/organization/move-account.json' with { type: 'json' };

const ACCOUNT_ID = '444444444444';
const read = (eventName: unknown, detail: object = {}) => readOrganizationEvent({ detail: { eventName, ...detail } });

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
  ])('reads account and news of $name, and nothing else', ({ event, accountId, news }) => {
    expect(readOrganizationEvent(event)).toEqual({ accountId, news });
  });

  it.each([createAccountResult, createManagedAccount])('takes no masked name, address or time from it', (event) => {
    const text = JSON.stringify(readOrganizationEvent(event));
    for (const masked of ['****', 'LifeCycle1', 'Timestamp', '2026']) expect(text).not.toContain(masked);
  });
});

describe('readOrganizationEvent, on something that has finished', () => {
  const names = ['CreateAccountResult', 'CreateManagedAccount', 'UpdateManagedAccount'];

  it.each(names)('reads %s with the account beside the state or in an object of its own', (name) => {
    expect(finished(name, { state: 'SUCCEEDED', accountId: ACCOUNT_ID })).toMatchObject({ accountId: ACCOUNT_ID });
    expect(finished(name, { state: 'SUCCEEDED', account: { accountId: ACCOUNT_ID } })).toMatchObject({
      accountId: ACCOUNT_ID,
    });
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
    for (const state of ['FAILED', 'IN_PROGRESS', 'succeeded', '', null, undefined, 1]) {
      const ignored = expect.stringMatching(new RegExp(`AccountStatus\\.state is ${state}$`));
      expect(finished(name, { state, accountId: ACCOUNT_ID })).toEqual({ ignored });
    }
  });

  it.each(names)('ignores %s when it names no account', (name) => {
    const ignored = 'the event names no account';
    for (const accountId of [undefined, null, 444444444444, '44444444444', '4444444444444', '****', [ACCOUNT_ID]]) {
      expect(finished(name, { state: 'SUCCEEDED', accountId })).toEqual({ ignored });
    }
  });

  it.each(names)('ignores %s when its status is of another shape', (name) => {
    for (const detail of [
      {},
      { serviceEventDetails: null },
      { serviceEventDetails: 'x' },
      { serviceEventDetails: [] },
    ]) {
      expect(read(name, detail)).toEqual({ ignored: expect.stringMatching(/state is undefined$/) });
    }
    for (const status of [null, 'SUCCEEDED', ['SUCCEEDED']]) {
      expect(finished(name, status)).toEqual({ ignored: expect.stringMatching(/state is undefined$/) });
    }
  });

  it('reads no account from the status of another event', () => {
    const createAccountStatus = { state: 'SUCCEEDED', accountId: ACCOUNT_ID };
    expect(read('CreateManagedAccount', { serviceEventDetails: { createAccountStatus } })).toHaveProperty('ignored');
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
    {},
    { serviceEventDetails: null, requestParameters: null },
    { serviceEventDetails: { joined: { accountId: '****' } } },
    { userIdentity: { accountId: '111111111111' }, recipientAccountId: '111111111111' },
  ])('ignores the event when nothing in it names the account: %j', (detail) => {
    expect(read('AccountJoinedOrganization', detail)).toEqual({ ignored: 'the event names no account' });
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

  it.each([null, {}, { accountId: 'x' }])('ignores the event when its parameters are %j', (parameters) => {
    expect(read('MoveAccount', { requestParameters: parameters })).toEqual({ ignored: 'the event names no account' });
  });
});

describe('readOrganizationEvent, on any other event', () => {
  const details = {
    serviceEventDetails: { closeAccountStatus: { state: 'SUCCEEDED', accountId: ACCOUNT_ID } },
    requestParameters: { accountId: ACCOUNT_ID },
  };

  it.each([
    'CloseAccountResult',
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
