import { describe, expect, it } from 'vitest';
import { accountText, accountTextOf } from '../../../functions/wording/account.ts';
import { ACCOUNT_ID, account } from '../builders.ts';

describe('accountText', () => {
  it('names the account and where it is', () => {
    const ouPath = ['Root', 'Workloads', 'Production'];
    expect(accountText(account({ ouPath }))).toBe('222222222222 (Payments, Root / Workloads / Production)');
  });

  it('is the id alone when the organization names nothing else', () => {
    expect(accountText({ accountId: ACCOUNT_ID })).toBe('222222222222');
    expect(accountText({ accountId: ACCOUNT_ID, name: '', ouPath: [] })).toBe('222222222222');
  });

  it('names the account alone when its place is unknown', () => {
    expect(accountText({ accountId: ACCOUNT_ID, name: 'Payments' })).toBe('222222222222 (Payments)');
  });

  it('spells out what nobody would see, and stays one line', () => {
    const ouPath = ['Root', 'Pro\u202Educt\nion'];
    expect(accountText(account({ ouPath }))).toBe('222222222222 (Payments, Root / Pro[U+202E]duct[U+000A]ion)');
  });
});

describe('accountTextOf', () => {
  it('names the account of the id', () => {
    const other = account({ accountId: '333333333333', name: 'Shared' });
    expect(accountTextOf('333333333333', [account(), other])).toBe('333333333333 (Shared, Root / Production)');
  });

  it('is the id when the account is not among them', () => {
    expect(accountTextOf('444444444444', [account()])).toBe('444444444444');
  });
});
