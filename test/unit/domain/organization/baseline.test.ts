import { describe, expect, it } from 'vitest';
import {
  type Baseline,
  baselineChanges,
  baselineFingerprint,
  baselineRequest,
  baselineRevision,
  baselineTagKeys,
} from '../../../../functions/domain/organization/baseline.ts';
import type { Account } from '../../../../schemas/compiled/account.js';
import validateRequest, { type Change } from '../../../../schemas/compiled/change-request.js';
import type { Contact } from '../../../../schemas/compiled/contact.js';
import type { AccountCondition, BaselineContacts } from '../../../../schemas/compiled/policy-schema.js';
import { ACCOUNT_ID, NEW_CONTACT, OLD_CONTACT } from '../../builders.ts';

type TaggedAccount = Account & { tags: Record<string, string> };

const account: TaggedAccount = {
  accountId: ACCOUNT_ID,
  state: 'ACTIVE',
  parentIds: ['ou-ab12-team0001', 'ou-ab12-prod0001', 'r-ab12'],
  tags: { CostCenter: '4711', Stage: 'prod' },
};

const contactOf = (name: string): Contact => ({ ...NEW_CONTACT, name });
const defaults: BaselineContacts = {
  SECURITY: contactOf('default security'),
  OPERATIONS: contactOf('default operations'),
  BILLING: contactOf('default billing'),
};

/** What the baseline makes of each contact type: the name of the contact that is put, or `DELETE`. */
const outcome = (baseline: Baseline, of = account) =>
  Object.fromEntries(
    baselineChanges(baseline, of).map((change) => [
      change.alternateContactType,
      change.action === 'PUT' ? change.contact.name : change.action,
    ]),
  );

const billingWhen = (when: AccountCondition, name = 'override') => ({ when, contacts: { BILLING: contactOf(name) } });

describe('baselineChanges', () => {
  it('puts every default contact, each whole and for this account', () => {
    expect(baselineChanges({ default: { SECURITY: NEW_CONTACT, BILLING: OLD_CONTACT } }, account)).toEqual([
      { accountId: ACCOUNT_ID, alternateContactType: 'BILLING', action: 'PUT', contact: OLD_CONTACT },
      { accountId: ACCOUNT_ID, alternateContactType: 'SECURITY', action: 'PUT', contact: NEW_CONTACT },
    ]);
  });

  it('leaves a contact alone when it is unmanaged or not named', () => {
    expect(outcome({ default: { SECURITY: 'unmanaged', BILLING: contactOf('billing') } })).toEqual({
      BILLING: 'billing',
    });
  });

  it('deletes a contact when it should be absent', () => {
    expect(baselineChanges({ default: { BILLING: 'absent' } }, account)).toEqual([
      { accountId: ACCOUNT_ID, alternateContactType: 'BILLING', action: 'DELETE' },
    ]);
  });

  it.each<Baseline>([
    {},
    { default: {} },
    { overrides: [] },
    { default: { SECURITY: 'unmanaged', OPERATIONS: 'unmanaged', BILLING: 'unmanaged' } },
    { default: defaults, overrides: [{ when: { ou: ['r-ab12'] }, contacts: allUnmanaged() }] },
    { overrides: [billingWhen({ accountId: ['333333333333'] })] },
  ])('is empty when nothing is managed: %j', (baseline) => {
    expect(baselineChanges(baseline, account)).toEqual([]);
  });

  const conditions: { when: AccountCondition; matches: boolean; what: string }[] = [
    { what: 'the unit right above', when: { ou: ['ou-ab12-team0001'] }, matches: true },
    { what: 'a unit further up', when: { ou: ['ou-ab12-prod0001'] }, matches: true },
    { what: 'the root', when: { ou: ['r-ab12'] }, matches: true },
    { what: 'one unit of several', when: { ou: ['ou-ab12-other001', 'ou-ab12-prod0001'] }, matches: true },
    { what: 'another unit', when: { ou: ['ou-ab12-other001'] }, matches: false },
    { what: 'the account', when: { accountId: ['333333333333', ACCOUNT_ID] }, matches: true },
    { what: 'another account', when: { accountId: ['333333333333'] }, matches: false },
    { what: 'a tag', when: { tags: { CostCenter: ['4711'] } }, matches: true },
    { what: 'one value of several of a tag', when: { tags: { CostCenter: ['0815', '4711'] } }, matches: true },
    { what: 'another value of a tag', when: { tags: { CostCenter: ['0815'] } }, matches: false },
    { what: 'a part of a value', when: { tags: { CostCenter: ['471'] } }, matches: false },
    { what: 'a tag in another letter case', when: { tags: { costcenter: ['4711'] } }, matches: false },
    { what: 'a tag that is not there', when: { tags: { Owner: ['jane'] } }, matches: false },
    { what: 'an empty value of a tag that is not there', when: { tags: { Owner: [''] } }, matches: false },
    { what: 'what every object has', when: { tags: { constructor: ['Object'] } }, matches: false },
    { what: 'two tags that are there', when: { tags: { CostCenter: ['4711'], Stage: ['prod'] } }, matches: true },
    {
      what: 'two tags when only one is there',
      when: { tags: { CostCenter: ['4711'], Stage: ['dev'] } },
      matches: false,
    },
    {
      what: 'account, unit and tag',
      when: { accountId: [ACCOUNT_ID], ou: ['r-ab12'], tags: { Stage: ['prod'] } },
      matches: true,
    },
    { what: 'a unit and another account', when: { accountId: ['333333333333'], ou: ['r-ab12'] }, matches: false },
    { what: 'a unit and another tag', when: { ou: ['r-ab12'], tags: { Stage: ['dev'] } }, matches: false },
  ];

  it.each(conditions)('takes the override ($matches) when it wants $what', ({ when, matches }) => {
    expect(outcome({ default: defaults, overrides: [billingWhen(when)] })).toEqual({
      SECURITY: 'default security',
      OPERATIONS: 'default operations',
      BILLING: matches ? 'override' : 'default billing',
    });
  });

  it('takes the last override for each contact type when several match', () => {
    const overrides = [
      {
        when: { ou: ['r-ab12'] },
        contacts: { BILLING: contactOf('first'), SECURITY: contactOf('first'), OPERATIONS: contactOf('first') },
      },
      { when: { accountId: [ACCOUNT_ID] }, contacts: { BILLING: contactOf('second'), SECURITY: contactOf('second') } },
      billingWhen({ accountId: ['333333333333'] }, 'of another account'),
      { when: { tags: { Stage: ['prod'] } }, contacts: { BILLING: contactOf('third') } },
    ];
    expect(outcome({ default: defaults, overrides })).toEqual({
      BILLING: 'third',
      SECURITY: 'second',
      OPERATIONS: 'first',
    });
  });

  it('takes the later override when it makes a contact unmanaged or absent', () => {
    const overrides: Baseline['overrides'] = [
      billingWhen({ ou: ['r-ab12'] }),
      { when: { ou: ['r-ab12'] }, contacts: { BILLING: 'unmanaged', SECURITY: 'absent' } },
    ];
    expect(outcome({ default: defaults, overrides })).toEqual({ SECURITY: 'DELETE', OPERATIONS: 'default operations' });
  });

  it('changes no part of the policy when an override matches', () => {
    const baseline: Baseline = { default: { ...defaults }, overrides: [billingWhen({ ou: ['r-ab12'] })] };
    const before = structuredClone(baseline);
    baselineChanges(baseline, account);
    expect(baseline).toEqual(before);
  });
});

describe('baselineTagKeys', () => {
  const tagged = [{ A: ['b'] }, { A: ['c'], D: ['e'] }].map((tags) => billingWhen({ tags }));

  it.each<{ baseline: Baseline; keys: string[] }>([
    { baseline: {}, keys: [] },
    { baseline: { overrides: [] }, keys: [] },
    { baseline: { overrides: [billingWhen({ ou: ['r-ab12'] })] }, keys: [] },
    { baseline: { overrides: [billingWhen({ ou: ['r-ab12'] }), ...tagged] }, keys: ['A', 'D'] },
  ])('are $keys when the baseline is $baseline', ({ baseline, keys }) => {
    expect(baselineTagKeys(baseline)).toEqual(keys);
  });
});

describe('baselineFingerprint', () => {
  const changes = baselineChanges({ default: defaults }, account);

  it('is a SHA-256, the same each time', () => {
    expect(baselineFingerprint(changes)).toMatch(/^[0-9a-f]{64}$/);
    expect(baselineFingerprint(baselineChanges({ default: defaults }, account))).toBe(baselineFingerprint(changes));
  });

  it('is the same when the policy names the contact types in another order', () => {
    const turned = Object.fromEntries(Object.entries(defaults).reverse());
    expect(baselineFingerprint(baselineChanges({ default: turned }, account))).toBe(baselineFingerprint(changes));
  });

  it.each<{ what: string; baseline: Baseline; of?: TaggedAccount }>([
    { what: 'a name', baseline: { default: { ...defaults, BILLING: contactOf('another') } } },
    { what: 'an absent contact', baseline: { default: { ...defaults, BILLING: 'absent' } } },
    { what: 'an unmanaged contact', baseline: { default: { ...defaults, BILLING: 'unmanaged' } } },
    { what: 'the account', baseline: { default: defaults }, of: { ...account, accountId: '333333333333' } },
  ])('is another when $what differs', ({ baseline, of }) => {
    expect(baselineFingerprint(baselineChanges(baseline, of ?? account))).not.toBe(baselineFingerprint(changes));
  });
});

describe('baselineRequest', () => {
  const facts = {
    accountId: ACCOUNT_ID,
    revision: 1,
    reason: 'The account was created.',
    requestedBy: 'alternate-contacts@example.com',
  };
  const changes = baselineChanges({ default: defaults }, account);
  const idOf = (of: Change[], differences: Partial<typeof facts> = {}) =>
    baselineRequest(of, { ...facts, ...differences }).requestId;

  it('requests the changes in the name of the workflow, and says why', () => {
    expect(baselineRequest(changes, facts)).toEqual({
      requestId: expect.stringMatching(/^baseline-222222222222-1-[0-9a-f]{8}$/),
      requestedBy: 'alternate-contacts@example.com',
      reason: 'The account was created.',
      source: { system: 'organization' },
      replaces: 'all',
      changes,
    });
  });

  it.each([1, 99, Number.MAX_SAFE_INTEGER])('is a valid change request when it is baseline %i', (revision) => {
    expect(validateRequest(baselineRequest(changes, { ...facts, revision }))).toBe(true);
  });

  it.each([1, 12])('has a requestId that tells that it is baseline %i', (revision) => {
    expect(baselineRevision(idOf(changes, { revision }))).toBe(revision);
  });

  it('has the same requestId when two events find the same baseline', () => {
    const twice = baselineChanges({ default: defaults }, account);
    expect(idOf(twice, { reason: 'The account was created by AWS Control Tower.' })).toBe(idOf(changes));
  });

  it('has another requestId when the account has moved to where another baseline applies', () => {
    const baseline = { default: defaults, overrides: [billingWhen({ ou: ['ou-ab12-sandbox01'] })] };
    const moved = baselineChanges(baseline, { ...account, parentIds: ['ou-ab12-sandbox01', 'r-ab12'] });
    expect(idOf(moved)).not.toBe(idOf(changes));
  });

  it('has another requestId when the account has come back, because it is its third baseline', () => {
    expect(idOf(changes, { revision: 3 })).not.toBe(idOf(changes));
  });
});

function allUnmanaged(): BaselineContacts {
  return { SECURITY: 'unmanaged', OPERATIONS: 'unmanaged', BILLING: 'unmanaged' };
}
