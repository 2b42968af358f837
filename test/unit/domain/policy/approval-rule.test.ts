import { describe, expect, it } from 'vitest';
import {
  CONDITIONS,
  type RuleSubject,
  ruleFor,
  unmetConditions,
  type When,
} from '../../../../functions/domain/policy/approval-rule.ts';
import type { ApprovalRule } from '../../../../schemas/compiled/policy-schema.js';
import { ACCOUNT_ID } from '../../builders.ts';

const subject: RuleSubject = {
  alternateContactType: 'SECURITY',
  action: 'PUT',
  account: { accountId: ACCOUNT_ID, parentIds: ['ou-ab12-prod0001', 'r-ab12'], tags: { Stage: 'prod' } },
  source: 'jira',
  requester: 'proven',
  changes: 5,
};

/** A condition of each kind that holds for the subject, and one that does not. */
const conditions: { condition: keyof When; met: When; unmet: When }[] = [
  {
    condition: 'alternateContactType',
    met: { alternateContactType: ['BILLING', 'SECURITY'] },
    unmet: { alternateContactType: ['BILLING'] },
  },
  { condition: 'action', met: { action: ['DELETE', 'PUT'] }, unmet: { action: ['DELETE'] } },
  { condition: 'accountId', met: { accountId: ['333333333333', ACCOUNT_ID] }, unmet: { accountId: ['333333333333'] } },
  { condition: 'ou', met: { ou: ['r-ab12'] }, unmet: { ou: ['ou-ab12-other001'] } },
  { condition: 'tags', met: { tags: { Stage: ['test', 'prod'] } }, unmet: { tags: { Stage: ['test'] } } },
  { condition: 'source', met: { source: ['cli', 'jira'] }, unmet: { source: ['cli'] } },
  { condition: 'requester', met: { requester: 'proven' }, unmet: { requester: 'claimed' } },
  { condition: 'changes', met: { changes: { atLeast: 5, atMost: 5 } }, unmet: { changes: { atLeast: 6 } } },
];

describe('CONDITIONS', () => {
  it('names every condition of these tests, in the same order', () => {
    expect(CONDITIONS).toEqual(conditions.map(({ condition }) => condition));
  });
});

describe('unmetConditions', () => {
  it('is empty when the rule has no condition', () => {
    expect(unmetConditions({}, subject)).toEqual([]);
  });

  it.each(conditions)('leaves $condition out when one of its values holds', ({ met }) => {
    expect(unmetConditions(met, subject)).toEqual([]);
  });

  it.each(conditions)('names $condition when none of its values holds', ({ condition, unmet }) => {
    expect(unmetConditions(unmet, subject)).toEqual([condition]);
  });

  it.each(conditions)('names $condition alone when all others hold', ({ condition, unmet }) => {
    const others = conditions.map(({ met }) => met);
    expect(unmetConditions(Object.assign({}, ...others, unmet), subject)).toEqual([condition]);
  });

  it('names each condition that does not hold when there are several', () => {
    const all = conditions.map(({ condition }) => condition);
    expect(unmetConditions(Object.assign({}, ...conditions.map(({ unmet }) => unmet)), subject)).toEqual(all);
  });

  it.each([
    { changes: { atLeast: 5 }, met: true },
    { changes: { atLeast: 6 }, met: false },
    { changes: { atMost: 5 }, met: true },
    { changes: { atMost: 4 }, met: false },
    { changes: { atLeast: 2, atMost: 9 }, met: true },
    { changes: { atLeast: 6, atMost: 9 }, met: false },
    { changes: { atLeast: 2, atMost: 4 }, met: false },
    { changes: {}, met: true },
  ])('counts five changes as met ($met) when the rule wants $changes', ({ changes, met }) => {
    expect(unmetConditions({ changes }, subject)).toEqual(met ? [] : ['changes']);
  });
});

describe('unmetConditions, of a single change', () => {
  it.each([
    { changes: { atMost: 1 }, unmet: [] },
    { changes: { atLeast: 2 }, unmet: ['changes'] },
  ])('is $unmet when the rule wants $changes', ({ changes, unmet }) => {
    expect(unmetConditions({ changes }, { ...subject, changes: 1 })).toEqual(unmet);
  });
});

describe('ruleFor', () => {
  const rules: ApprovalRule[] = [
    { name: 'deletions', when: { action: ['DELETE'] } },
    { name: 'security', when: { alternateContactType: ['SECURITY'] } },
    { name: 'jira', when: { source: ['jira'] } },
    { name: 'everything else' },
  ];

  it('is the first rule that matches when others match too', () => {
    expect(ruleFor(rules, subject).name).toBe('security');
    expect(ruleFor(rules, { ...subject, action: 'DELETE' }).name).toBe('deletions');
  });

  it('is the rule without conditions when no other matches', () => {
    expect(ruleFor(rules, { ...subject, alternateContactType: 'BILLING', source: 'cli' }).name).toBe('everything else');
  });

  it('throws RangeError when no rule matches', () => {
    expect(() => ruleFor(rules.slice(0, 1), subject)).toThrow(RangeError);
  });
});
