import { describe, expect, it } from 'vitest';
import { withNamesThatFit } from '../../../../functions/domain/account/account-names.ts';
import { account } from '../../builders.ts';

const accountsWith = (count: number, differences: Parameters<typeof account>[0]) =>
  Array.from({ length: count }, () => account(differences));

describe('withNamesThatFit', () => {
  it('leaves the names and places of 100 accounts as they are when they are of usual length', () => {
    const accounts = accountsWith(100, { name: 'payments-production', ouPath: ['Root', 'Workloads', 'Production'] });
    expect(withNamesThatFit(accounts)).toEqual(accounts);
  });

  it('leaves the longest name and the longest place of one account as they are', () => {
    const accounts = accountsWith(1, { name: 'n'.repeat(50), ouPath: Array(6).fill('🦊'.repeat(128)) });
    expect(withNamesThatFit(accounts)).toEqual(accounts);
  });

  it('leaves out the places when they do not fit, and keeps the rest', () => {
    const place = { ouPath: Array(6).fill('🦊'.repeat(128)), parentIds: ['ou-ab12-prod0001', 'r-ab12'] };
    const { ouPath: _, ...rest } = account(place);
    expect(withNamesThatFit(accountsWith(10, place))).toEqual(Array(10).fill(rest));
  });

  it('leaves out the names too when they do not fit either', () => {
    const { name: _, ouPath: __, ...rest } = account();
    expect(withNamesThatFit(accountsWith(100, { name: '🦊'.repeat(50) }))).toEqual(Array(100).fill(rest));
  });
});
