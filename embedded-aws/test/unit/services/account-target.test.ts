import { describe, expect, test } from 'vitest';
import { createAccountService } from '../../../src/services/account/account.ts';
import { testOrganization } from '../../organization.ts';
import { callFrom } from '../models.ts';

const CONTACT = { EmailAddress: 'soc@example.com', Name: 'SOC', PhoneNumber: '+1 555 0100', Title: 'Security' };
const TYPE = { AlternateContactType: 'SECURITY' };

/** A cell of the table: why a call is refused; nothing when it is not. */
type Refusal = string | undefined;

const ITSELF = 'The management account can only be managed using the standalone context from the management account';
const STRANGER = 'is not a member of the organization';
const NO_RIGHT = 'Only the management account and the delegated administrator of account.amazonaws.com';
const NO_ORGANIZATION = 'The account 777777777777 is not a member of an organization';

/** What the callers that may name accounts find of them. */
const BY_ID: Record<string, Refusal> = {
  'itself, without an id': undefined,
  '111111111111': ITSELF,
  '222222222222': undefined,
  '333333333333': undefined,
  '444444444444': undefined,
  '555555555555': 'The account 555555555555 is SUSPENDED',
  '666666666666': 'The account 666666666666 is CLOSED',
  '777777777777': STRANGER,
  '888888888888': 'The account 888888888888 is PENDING_CLOSURE',
  '999999999999': STRANGER,
};
const onlyWithoutId = (reason: string): Record<string, Refusal> =>
  Object.fromEntries(
    Object.keys(BY_ID).map((target) => [target, target === 'itself, without an id' ? undefined : reason]),
  );

const CONTEXTS = [
  { caller: 'the management account', callerId: '111111111111', targets: BY_ID },
  { caller: 'the delegated administrator', callerId: '333333333333', targets: BY_ID },
  { caller: 'another member', callerId: '222222222222', targets: onlyWithoutId(NO_RIGHT) },
  { caller: 'an account in no organization', callerId: '777777777777', targets: onlyWithoutId(NO_ORGANIZATION) },
];

/** The service in which an account has a contact that it put itself. */
async function serviceWithContactOf(accountId: string) {
  const { operations } = createAccountService({ organization: testOrganization(), quotas: 'off', timeScale: 1 });
  const call = async (operation: string, input: object, callerId: string) =>
    operations[operation]?.run({ ...TYPE, ...input }, callFrom(callerId));
  await call('PutAlternateContact', CONTACT, accountId);
  /** The name in the account's contact, as the account itself reads it. */
  const name = () =>
    call('GetAlternateContact', {}, accountId).then(
      (answer) => Object(answer).AlternateContact.Name,
      (error: Error) => error.name,
    );
  return { call, name };
}

describe.each(CONTEXTS)('$caller', ({ callerId, targets }) => {
  /** The row of the table, as tests of an operation. */
  const row = (does: string, doing: string) =>
    Object.entries(targets).map(([target, reason]) => ({
      what: reason === undefined ? does : `may not ${doing}`,
      target,
      reason,
    }));
  const inputOf = (target: string) => (target === 'itself, without an id' ? {} : { AccountId: target });
  const accountOf = (target: string) => (target === 'itself, without an id' ? callerId : target);
  const refusalBy = (operation: string, reason: string) => ({
    name: 'AccessDeniedException',
    status: 403,
    message: expect.stringMatching(
      `^User: arn:aws:iam::${callerId}:user/test is not authorized to perform: account:${operation} \\(.*${reason}`,
    ),
  });

  test.each(row('puts', 'put'))('$what the contact of $target', async ({ target, reason }) => {
    const { call, name } = await serviceWithContactOf(accountOf(target));
    const put = call('PutAlternateContact', { ...CONTACT, ...inputOf(target), Name: 'New' }, callerId);
    if (reason === undefined) expect(await put).toEqual({});
    else await expect(put).rejects.toMatchObject(refusalBy('PutAlternateContact', reason));
    expect(await name()).toBe(reason === undefined ? 'New' : 'SOC');
  });

  test.each(row('gets', 'get'))('$what the contact of $target', async ({ target, reason }) => {
    const { call } = await serviceWithContactOf(accountOf(target));
    const get = call('GetAlternateContact', inputOf(target), callerId);
    if (reason === undefined) expect(await get).toEqual({ AlternateContact: { ...TYPE, ...CONTACT } });
    else await expect(get).rejects.toMatchObject(refusalBy('GetAlternateContact', reason));
  });

  test.each(row('deletes', 'delete'))('$what the contact of $target', async ({ target, reason }) => {
    const { call, name } = await serviceWithContactOf(accountOf(target));
    const remove = call('DeleteAlternateContact', inputOf(target), callerId);
    if (reason === undefined) expect(await remove).toEqual({});
    else await expect(remove).rejects.toMatchObject(refusalBy('DeleteAlternateContact', reason));
    expect(await name()).toBe(reason === undefined ? 'ResourceNotFoundException' : 'SOC');
  });
});

describe('the resource in policies', () => {
  const resources = (callerId: string, input: object) =>
    createAccountService({ organization: testOrganization(), quotas: 'off', timeScale: 1 }).operations[
      'GetAlternateContact'
    ]?.resources({ ...input }, callFrom(callerId).caller);

  test.each([
    ['its own account when the management account gives no id', '111111111111', {}, '111111111111:account'],
    ['its own account when the delegated administrator gives no id', '333333333333', {}, '333333333333:account'],
    [
      'a member of the management account when the delegated administrator gives its id',
      '333333333333',
      { AccountId: '222222222222' },
      '111111111111:account/o-exampleorgid/222222222222',
    ],
    [
      'its own account when an account in no organization gives an id',
      '777777777777',
      { AccountId: '222222222222' },
      '777777777777:account',
    ],
  ])('is %s', (_which, callerId, input, resource) => {
    expect(resources(callerId, input)).toEqual([`arn:aws:account::${resource}`]);
  });
});
