import { describe, expect, it } from 'vitest';
import { errorOfAccount, targetContacts } from '../../../../functions/domain/account/new-account.ts';
import { ACCOUNT_ID, account, BILLING, SECURITY } from '../../builders.ts';

const JOINED_AT = '2026-06-01T10:00:00.000Z';
const JUST_BEFORE_A_DAY = Date.parse('2026-06-02T09:59:59.999Z');
const A_DAY_LATER = Date.parse('2026-06-02T10:00:00.000Z');

describe('targetContacts', () => {
  it('says when the account of each contact joined, for a day', () => {
    const accounts = [account({ joinedAt: JOINED_AT })];
    expect(targetContacts([SECURITY, BILLING], accounts, JUST_BEFORE_A_DAY)).toEqual([
      { ...SECURITY, joinedAt: JOINED_AT },
      { ...BILLING, joinedAt: JOINED_AT },
    ]);
    expect(targetContacts([SECURITY], accounts, A_DAY_LATER)).toEqual([SECURITY]);
  });

  it('says nothing when it is not known when the account joined', () => {
    expect(targetContacts([SECURITY], [account()], A_DAY_LATER)).toEqual([SECURITY]);
    expect(targetContacts([SECURITY], [], A_DAY_LATER)).toEqual([SECURITY]);
  });

  it('takes nothing else over from what names the contact', () => {
    const change = { ...SECURITY, action: 'DELETE' };
    expect(targetContacts([change], [], A_DAY_LATER)).toEqual([SECURITY]);
  });
});

describe('errorOfAccount', () => {
  const denied = Object.assign(new Error('no permission'), { name: 'AccessDeniedException' });
  const isNew = { accountId: ACCOUNT_ID, joinedAt: JOINED_AT };

  it('is AccountNotReadyError, which names the account and the denial, when a new account denies access', () => {
    expect(errorOfAccount(denied, isNew, JUST_BEFORE_A_DAY)).toMatchObject({
      name: 'AccountNotReadyError',
      message: 'the account 222222222222 is new, and AWS still denies access to its contacts: no permission',
      cause: denied,
    });
  });

  it.each([
    { what: 'is a day old', error: denied, of: isNew, now: A_DAY_LATER },
    { what: 'has no known age', error: denied, of: { accountId: ACCOUNT_ID }, now: A_DAY_LATER },
    { what: 'is new and the error another', error: new Error('slow'), of: isNew, now: JUST_BEFORE_A_DAY },
    { what: 'is new and no error was thrown', error: 'text', of: isNew, now: JUST_BEFORE_A_DAY },
  ])('is the error itself when the account $what', ({ error, of, now }) => {
    expect(errorOfAccount(error, of, now)).toBe(error);
  });
});
