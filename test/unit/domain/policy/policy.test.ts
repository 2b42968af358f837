import { describe, expect, it } from 'vitest';
import {
  areToldOfDecision,
  expandGroups,
  isListed,
  isMailedTo,
  isToldOfWaiting,
  membersOf,
  neededTraits,
  type Policy,
  waitSeconds,
} from '../../../../functions/domain/policy/policy.ts';
import validPolicy, { type ApprovalRule } from '../../../../schemas/compiled/policy-schema.js';

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

  it.each(['', '72', '72H', '10s', '1w', '72h ', 'x72h'])('throws RangeError when the wait is %j', (wait) => {
    expect(() => waitSeconds(wait)).toThrow(RangeError);
  });

  it.each(['', '72', 'h', '0h', '-1h', '1.5h', '72 h', '72H', '10s', '1w', '1000000m', '72h ', 'x72h'])(
    'never sees %j, because the schema of the policy rejects it',
    (wait) => {
      const policyWith = (of: string) => ({
        allowedEmailDomains: ['example.com'],
        approvals: [rule('all', { approvers: ['lead-1@example.com'], rounds: [{ wait: of }] })],
      });
      expect(validPolicy(policyWith('72h'))).toBe(true);
      expect(validPolicy(policyWith(wait))).toBe(false);
    },
  );
});

describe('expandGroups', () => {
  it('is the addresses as they are written, each mailbox once, when groups and addresses are mixed', () => {
    const members = ['CISO@example.com', 'leads', 'lead-1+pager@example.com', 'finance'];
    expect(expandGroups(members, { groups })).toEqual([
      'CISO@example.com',
      'Lead-1@example.com',
      'lead-2@example.com',
      'cfo@example.com',
    ]);
  });

  it.each(['nobody', 'constructor', 'toString'])(
    'throws RangeError naming the group when %s is not defined',
    (name) => {
      expect(() => expandGroups([name], { groups })).toThrow(new RangeError(`there is no group ${name}`));
    },
  );
});

describe('membersOf', () => {
  it('is the approvers and everybody whom a round escalates to, as they are written', () => {
    const rounds = [{ wait: '1h' }, { wait: '1h', escalateTo: ['finance'] }, { wait: '1h', escalateTo: ['CISO@x.y'] }];
    expect(membersOf(rule('all', { rounds }))).toEqual(['leads', 'finance', 'CISO@x.y']);
  });

  it('is empty when the rule pre-approves', () => {
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
    { address: 'LEAD-2@Example.com', where: 'in another letter case' },
    { address: 'lead-2+alerts@example.com', where: 'without its plus-part' },
    { address: 'cfo@example.com', where: 'for an escalation' },
  ])('is true when $address is listed $where', ({ address }) => {
    expect(isListed(policy, 'security', address)).toBe(true);
  });

  it('is false when only another rule lists the address', () => {
    expect(isListed(policy, 'others', 'ciso@example.com')).toBe(false);
  });

  it('is false when no rule has that name', () => {
    expect(isListed(policy, 'gone', 'lead-1@example.com')).toBe(false);
  });

  it('is false when no rule lists the address', () => {
    expect(isListed(policy, 'security', 'stranger@example.com')).toBe(false);
  });
});

describe('neededTraits', () => {
  it.each([
    { what: 'a rule has an ou', when: { ou: ['r-ab12'] }, traits: { parents: true, tagKeys: [] } },
    { what: 'a rule has tags', when: { tags: { Stage: ['prod'] } }, traits: { parents: false, tagKeys: ['Stage'] } },
    { what: 'a rule has only other conditions', when: { source: ['cli'] }, traits: { parents: false, tagKeys: [] } },
  ])('is $traits when $what', ({ when, traits }) => {
    expect(neededTraits({ approvals: [rule('first', { when }), rule('others')] })).toEqual(traits);
  });

  it('names each tag key once when several rules need it', () => {
    const approvals = [
      rule('a', { when: { tags: { Stage: ['prod'], CostCenter: ['4711'] } } }),
      rule('b', { when: { tags: { Stage: ['test'] } } }),
      rule('c'),
    ];
    expect(neededTraits({ approvals })).toEqual({ parents: false, tagKeys: ['Stage', 'CostCenter'] });
  });

  it('needs nothing when no rule has conditions', () => {
    expect(neededTraits({ approvals: [rule('all')] })).toEqual({ parents: false, tagKeys: [] });
  });
});

describe('isMailedTo', () => {
  const policy: Policy = {
    allowedEmailDomains: ['example.com', 'example.net'],
    groups,
    approvals: [rule('everything')],
    sources: {
      selfMailing: { proof: { kind: 'zendesk' }, mapping: '$', mailRequester: false },
      mailed: { proof: { kind: 'zendesk' }, mapping: '$', mailRequester: true },
      usual: { proof: { kind: 'zendesk' }, mapping: '$' },
    },
  };

  it.each(['usual', 'mailed', 'cli', undefined, '', 'constructor', '__proto__'])(
    'is true for an address in an allowed domain when the source is %j',
    (system) => {
      expect(isMailedTo(policy, 'jane@example.net', system)).toBe(true);
    },
  );

  it.each(['usual', 'mailed', 'cli', undefined])(
    'is false for an address outside the allowed domains when the source is %j',
    (system) => {
      expect(isMailedTo(policy, 'jane@example.org', system)).toBe(false);
      expect(isMailedTo(policy, 'jane@mail.example.net', system)).toBe(false);
    },
  );

  it('is false when the source notifies its requesters by itself', () => {
    expect(isMailedTo(policy, 'jane@example.com', 'selfMailing')).toBe(false);
  });

  it('is false when the workflow itself made the request, whatever a source of that name says', () => {
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

describe('isToldOfWaiting', () => {
  it.each(['iam', 'signature', 'claimed'] as const)(
    'is true by default when the requester is known by %s',
    (provenBy) => {
      expect(isToldOfWaiting({}, provenBy)).toBe(true);
      expect(isToldOfWaiting({ notices: { pending: 'everybody' } }, provenBy)).toBe(true);
      expect(isToldOfWaiting({ notices: { decided: 'nobody' } }, provenBy)).toBe(true);
    },
  );

  it('is true only for who was named without proof when the policy says claimed', () => {
    const told = (['iam', 'signature', 'claimed'] as const).filter((provenBy) =>
      isToldOfWaiting({ notices: { pending: 'claimed' } }, provenBy),
    );
    expect(told).toEqual(['claimed']);
  });
});

describe('areToldOfDecision', () => {
  it('is false only when the policy says nobody', () => {
    expect(areToldOfDecision({})).toBe(true);
    expect(areToldOfDecision({ notices: { pending: 'claimed' } })).toBe(true);
    expect(areToldOfDecision({ notices: { decided: 'everybody' } })).toBe(true);
    expect(areToldOfDecision({ notices: { decided: 'nobody' } })).toBe(false);
  });
});
