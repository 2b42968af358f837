import { describe, expect, it } from 'vitest';
import type { ApprovalRule } from '../../../functions/domain/approval-rule.ts';
import {
  askedOfAccounts,
  expandGroups,
  isListed,
  isMailedTo,
  membersOf,
  type Policy,
  waitSeconds,
} from '../../../functions/domain/policy.ts';

const groups = { leads: ['Lead-1@example.com', 'lead-2@example.com'], finance: ['cfo@example.com'] };

const rule = (name: string, differences: Partial<ApprovalRule> = {}): ApprovalRule => ({
  name,
  approvers: ['leads'],
  quorum: 1,
  rounds: [{ wait: '72h' }],
  ...differences,
});

describe('waitSeconds', () => {
  it.each([
    ['1m', 60],
    ['30m', 1800],
    ['72h', 259_200],
    ['7d', 604_800],
    ['999999m', 59_999_940],
  ])('reads %s as %i seconds', (wait, seconds) => {
    expect(waitSeconds(wait)).toBe(seconds);
  });

  it.each(['', '72', 'h', '0h', '-1h', '1.5h', '72 h', '72H', '10s', '1w', '1000000m', '72h ', 'x72h'])(
    'throws RangeError when the wait is %j',
    (wait) => {
      expect(() => waitSeconds(wait)).toThrow(RangeError);
    },
  );
});

describe('expandGroups', () => {
  it('is the addresses in lower case, each once, when groups and addresses are mixed', () => {
    const members = ['CISO@example.com', 'leads', 'lead-1@example.com', 'finance'];
    expect(expandGroups(members, groups)).toEqual([
      'ciso@example.com',
      'lead-1@example.com',
      'lead-2@example.com',
      'cfo@example.com',
    ]);
  });

  it.each(['nobody', 'constructor', 'toString'])(
    'throws RangeError naming the group when %s is not defined',
    (name) => {
      expect(() => expandGroups([name], groups)).toThrow(new RangeError(`there is no group ${name}`));
    },
  );
});

describe('membersOf', () => {
  it('is approvers and all whom a round escalates to, as they are written', () => {
    const rounds = [{ wait: '1h' }, { wait: '1h', escalateTo: ['finance'] }, { wait: '1h', escalateTo: ['CISO@x.y'] }];
    expect(membersOf(rule('all', { rounds }))).toEqual(['leads', 'finance', 'CISO@x.y']);
  });

  it('is nobody when the rule pre-approves', () => {
    expect(membersOf({ name: 'new accounts', preApproved: true })).toEqual([]);
  });
});

describe('isListed', () => {
  const rounds = [{ wait: '1h' }, { wait: '1h', escalateTo: ['finance'] }];
  const policy = {
    groups,
    approvals: [rule('security', { approvers: ['leads', 'ciso@example.com'], rounds }), rule('others')],
  };

  it.each([
    { address: 'ciso@example.com', where: 'by address' },
    { address: 'lead-1@example.com', where: 'in a group' },
    { address: 'LEAD-2@Example.com', where: 'in other letters' },
    { address: 'cfo@example.com', where: 'for an escalation' },
  ])('is true when $address is listed $where', ({ address }) => {
    expect(isListed(policy, 'security', address)).toBe(true);
  });

  it('is false when only another rule lists the address', () => {
    expect(isListed(policy, 'others', 'ciso@example.com')).toBe(false);
  });

  it('is false when there is no rule of that name any more', () => {
    expect(isListed(policy, 'gone', 'lead-1@example.com')).toBe(false);
  });

  it('is false when nobody lists the address', () => {
    expect(isListed(policy, 'security', 'stranger@example.com')).toBe(false);
  });
});

describe('askedOfAccounts', () => {
  it.each([
    { what: 'a rule has an ou', when: { ou: ['r-ab12'] }, asked: { parents: true, tagKeys: [] } },
    { what: 'a rule has tags', when: { tags: { Stage: ['prod'] } }, asked: { parents: false, tagKeys: ['Stage'] } },
    { what: 'a rule has only other conditions', when: { source: ['cli'] }, asked: { parents: false, tagKeys: [] } },
  ])('is $asked when $what', ({ when, asked }) => {
    expect(askedOfAccounts({ approvals: [rule('first', { when }), rule('others')] })).toEqual(asked);
  });

  it('names each tag key once when several rules ask for it', () => {
    const approvals = [
      rule('a', { when: { tags: { Stage: ['prod'], CostCenter: ['4711'] } } }),
      rule('b', { when: { tags: { Stage: ['test'] } } }),
      rule('c'),
    ];
    expect(askedOfAccounts({ approvals })).toEqual({ parents: false, tagKeys: ['Stage', 'CostCenter'] });
  });

  it('asks nothing when no rule has conditions', () => {
    expect(askedOfAccounts({ approvals: [rule('all')] })).toEqual({ parents: false, tagKeys: [] });
  });
});

describe('isMailedTo', () => {
  const policy: Policy = {
    allowedEmailDomains: ['example.com', 'example.net'],
    groups,
    approvals: [rule('everything')],
    sources: {
      told: { proof: { kind: 'zendesk' }, mapping: '$', mailRequester: false },
      mailed: { proof: { kind: 'zendesk' }, mapping: '$', mailRequester: true },
      usual: { proof: { kind: 'zendesk' }, mapping: '$' },
    },
  };

  it.each(['usual', 'mailed', 'cli', undefined, '', 'constructor', '__proto__'])(
    'is true for an address in an allowed domain when the source is %j',
    (system) => {
      expect(isMailedTo(policy, 'jane@mail.example.net', system)).toBe(true);
    },
  );

  it.each(['usual', 'mailed', 'cli', undefined])(
    'is false for an address outside the allowed domains when the source is %j',
    (system) => {
      expect(isMailedTo(policy, 'jane@example.org', system)).toBe(false);
    },
  );

  it('is false when the source tells its requesters by itself', () => {
    expect(isMailedTo(policy, 'jane@example.com', 'told')).toBe(false);
  });

  it('is false when the workflow has made the request, whatever a source of that name says', () => {
    const { mailed } = policy.sources ?? {};
    expect(isMailedTo(policy, 'jane@example.com', 'organization')).toBe(false);
    const named = { ...policy, sources: { ...(mailed && { organization: mailed }) } };
    expect(isMailedTo(named, 'jane@example.com', 'organization')).toBe(false);
  });

  it('is true when the policy has no sources', () => {
    const { sources: _, ...without } = policy;
    expect(isMailedTo(without, 'jane@example.com', 'jira')).toBe(true);
  });
});
