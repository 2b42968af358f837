import { describe, expect, it } from 'vitest';
import { matchesAccount, pickTags } from '../../../../functions/domain/account/account-condition.ts';
import type { AccountCondition } from '../../../../schemas/compiled/policy-schema.js';
import { ACCOUNT_ID } from '../../builders.ts';

const account = {
  accountId: ACCOUNT_ID,
  parentIds: ['ou-ab12-prod0001', 'r-ab12'],
  tags: { Stage: 'prod', CostCenter: '4711', Empty: '' },
};

describe('matchesAccount', () => {
  const cases: { condition: AccountCondition; matches: boolean }[] = [
    { condition: {}, matches: true },
    { condition: { accountId: ['333333333333', ACCOUNT_ID] }, matches: true },
    { condition: { accountId: ['333333333333'] }, matches: false },
    { condition: { ou: ['ou-ab12-prod0001'] }, matches: true },
    { condition: { ou: ['ou-ab12-other001', 'r-ab12'] }, matches: true },
    { condition: { ou: ['ou-ab12-other001'] }, matches: false },
    { condition: { tags: { Stage: ['test', 'prod'] } }, matches: true },
    { condition: { tags: { Stage: ['test'] } }, matches: false },
    { condition: { tags: { Stage: ['PROD'] } }, matches: false },
    { condition: { tags: { stage: ['prod'] } }, matches: false },
    { condition: { tags: { Empty: [''] } }, matches: true },
    { condition: { tags: { Missing: [''] } }, matches: false },
    { condition: { tags: { Stage: ['prod'], CostCenter: ['4711'] } }, matches: true },
    { condition: { tags: { Stage: ['prod'], CostCenter: ['4712'] } }, matches: false },
    { condition: { accountId: [ACCOUNT_ID], ou: ['r-ab12'], tags: { Stage: ['prod'] } }, matches: true },
    { condition: { accountId: ['333333333333'], ou: ['r-ab12'], tags: { Stage: ['prod'] } }, matches: false },
    { condition: { accountId: [ACCOUNT_ID], ou: ['ou-ab12-other001'], tags: { Stage: ['prod'] } }, matches: false },
    { condition: { accountId: [ACCOUNT_ID], ou: ['r-ab12'], tags: { Stage: ['test'] } }, matches: false },
  ];

  it.each(cases)('is $matches when the condition is $condition', ({ condition, matches }) => {
    expect(matchesAccount(condition, account)).toBe(matches);
  });

  it('is false for any tag when the tags of the account are not known', () => {
    const { tags: _, ...unknown } = account;
    expect(matchesAccount({ tags: { Stage: ['prod'] } }, unknown)).toBe(false);
  });
});

describe('pickTags', () => {
  it('leaves out the tags that no rule needs', () => {
    expect(pickTags(account.tags, ['Stage', 'Missing'])).toEqual({ Stage: 'prod' });
  });

  it('keeps a tag without a value when a rule needs it', () => {
    expect(pickTags(account.tags, ['Empty'])).toEqual({ Empty: '' });
  });

  it('is empty when no rule needs tags', () => {
    expect(pickTags(account.tags, [])).toEqual({});
  });
});
