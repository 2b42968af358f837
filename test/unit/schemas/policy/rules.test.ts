import { describe, expect, it } from 'vitest';
import { LAST, policyWith, refusalOf } from './refusal.ts';

/** A rule over five lines: name, when, approvers, quorum and rounds, in this order from the line that it begins on. */
const rule = ({
  name = 'x',
  when = '{ source: [cli] }',
  approvers = '[leads]',
  quorum = '1',
  rounds = '[{ wait: 1h }]',
}: Partial<Record<'name' | 'when' | 'approvers' | 'quorum' | 'rounds', string>> = {}) => `  - name: ${name}
    when: ${when}
    approvers: ${approvers}
    quorum: ${quorum}
    rounds: ${rounds}`;

const WITHOUT_WHEN = rule().replace(/\n {4}when: .*/, '');

const problemsOf = (...rules: string[]) => refusalOf(policyWith(...rules));

describe('the rules', () => {
  it.each([
    { what: 'has every part', rules: [rule(), LAST] },
    { what: 'asks for as many approvals as it has approvers', rules: [rule({ quorum: '2' }), LAST] },
    {
      what: 'asks for more approvals than it has approvers at first, and escalates to the others',
      rules: [rule({ quorum: '3', rounds: '[{ wait: 1h }, { wait: 1h, escalateTo: [ciso@example.com] }]' }), LAST],
    },
    { what: 'asks for one of each', rules: [rule({ approvers: '[leads, a@b.cd]', quorum: 'one-of-each' }), LAST] },
    { what: 'matches one number of changes', rules: [rule({ when: '{ changes: { atLeast: 5, atMost: 5 } }' }), LAST] },
    { what: 'matches from a number of changes on', rules: [rule({ when: '{ changes: { atLeast: 100 } }' }), LAST] },
    { what: 'matches up to a number of changes', rules: [rule({ when: '{ changes: { atMost: 1 } }' }), LAST] },
    {
      what: 'waits for a minute less than a year',
      rules: [rule({ rounds: '[{ wait: 364d }, { wait: 1439m }]' }), LAST],
    },
    { what: 'has a ceiling', rules: [`${rule()}\n    maxChanges: 150000`, LAST] },
    { what: 'pre-approves and is the last', rules: [rule(), '  - { name: y, preApproved: true }'] },
  ])('are accepted when one $what', ({ rules }) => {
    expect(problemsOf(...rules)).toEqual([]);
  });

  it.each([
    {
      problem: 'an approver is in no group and a group has a similar name',
      rules: [rule({ approvers: '[leaders, leads]' }), LAST],
      messages: ['policy.yml:7: the rule "x" names the group leaders, which does not exist; did you mean "leads"?'],
    },
    {
      problem: 'several approvers and an escalation are in no group',
      rules: [rule({ approvers: '[bosses]', rounds: '[{ wait: 1h, escalateTo: [chiefs, leads] }]' }), LAST],
      messages: [
        'policy.yml:7: the rule "x" names the group bosses, which does not exist; known groups: leads',
        'policy.yml:9: the rule "x" names the group chiefs, which does not exist; known groups: leads',
      ],
    },
    {
      problem: 'an unknown group has the name of something that every object has',
      rules: [rule({ approvers: '[constructor]' }), LAST],
      messages: ['policy.yml:7: the rule "x" names the group constructor, which does not exist; known groups: leads'],
    },
    {
      problem: 'an entry of one of each is in no group',
      rules: [rule({ approvers: '[leads, finance]', quorum: 'one-of-each' }), LAST],
      messages: ['policy.yml:7: the rule "x" names the group finance, which does not exist; known groups: leads'],
    },
    {
      problem: 'the quorum is higher than the number of approvers, each counted once',
      rules: [rule({ approvers: '[leads, Lead-1@example.com]', quorum: '3' }), LAST],
      messages: [
        'policy.yml:8: the rule "x" needs 3 approvals, but has only 2 approvers, because lead-1@example.com and Lead-1@example.com are the same mailbox; lower the quorum or add approvers',
      ],
    },
    {
      problem: 'the quorum is only reached by one person with two addresses',
      rules: [rule({ approvers: '[jane@example.com, jane+2@example.com]', quorum: '2' }), LAST],
      messages: [
        'policy.yml:8: the rule "x" needs 2 approvals, but has only 1 approver, because jane@example.com and jane+2@example.com are the same mailbox; lower the quorum or add approvers',
      ],
    },
    {
      problem: 'the quorum is higher than the number of approvers and of those it escalates to',
      rules: [rule({ quorum: '4', rounds: '[{ wait: 1h }, { wait: 1h, escalateTo: [leads, a@b.cd] }]' }), LAST],
      messages: [
        'policy.yml:8: the rule "x" needs 4 approvals, but has only 3 approvers; lower the quorum or add approvers',
      ],
    },
    {
      problem: 'two rules have one name',
      rules: [rule(), rule({ when: '{ source: [jira] }' }), LAST],
      messages: ['policy.yml:10: the rule on line 5 is called "x", too; give each its own name'],
    },
    {
      problem: 'the last rule has the name of an earlier one',
      rules: [rule({ name: 'rest' }), LAST],
      messages: ['policy.yml:10: the rule on line 5 is called "rest", too; give each its own name'],
    },
    {
      problem: 'a rule without conditions stands before another',
      rules: [WITHOUT_WHEN, LAST],
      messages: ['policy.yml:5: the rule "x" has no "when", so the rules after it never apply; put it last'],
    },
    {
      problem: 'the last rule has conditions',
      rules: [rule(), rule({ name: 'y', when: '{ source: [jira] }' })],
      messages: [
        'policy.yml:10: the rule "y" is the last one, but has a "when"; add a rule without, so that every change has one',
      ],
    },
    {
      problem: 'the rounds last as long as an execution, which ends after a year',
      rules: [rule({ rounds: '[{ wait: 364d }, { wait: 24h }]' }), LAST],
      messages: [
        'policy.yml:9: the rule "x" waits for a year or more, and a workflow ends after a year; shorten its rounds',
      ],
    },
    {
      problem: 'a ceiling is above all requests of its rule',
      rules: [`${rule({ when: '{ changes: { atMost: 50 } }' })}\n    maxChanges: 50`, LAST],
      messages: [
        'policy.yml:10: the rule "x" has a ceiling of 50 changes, but is only for requests of at most 50; lower maxChanges or leave it out',
      ],
    },
    {
      problem: 'a rule matches no number of changes',
      rules: [rule({ when: '{ source: [cli], changes: { atLeast: 6, atMost: 5 } }' }), LAST],
      messages: [
        'policy.yml:6: the rule "x" never applies: no request has at least 6 and at most 5 changes; lower atLeast or raise atMost',
      ],
    },
  ])('are refused with their lines when $problem', ({ rules, messages }) => {
    expect(problemsOf(...rules)).toEqual(messages);
  });

  it('are refused without a suggestion when the policy has no groups', () => {
    const text = `allowedEmailDomains: [example.com]
approvals:
  - { name: all, approvers: [leads], quorum: 1, rounds: [{ wait: 1h }] }
`;
    expect(refusalOf(text)).toEqual([
      'policy.yml:3: the rule "all" names the group leads, which does not exist; the policy has no groups',
    ]);
  });

  it.each([
    { when: '{ tags: {} }', says: '"tags" must name at least one tag with a list of its values' },
    { when: '{ tags: { Stage: [] } }', says: '"Stage" must not be empty' },
    { when: '{}', says: '"when" must hold at least one condition, such as source: [jira]' },
    { when: '{ changes: {} }', says: '"changes" must hold atLeast, atMost or both' },
    { when: '{ changes: { atLeast: 1 } }', says: '"atLeast" must be a whole number from 2 to 150000' },
    { when: '{ changes: { atLeast: 150001 } }', says: '"atLeast" must be a whole number from 2 to 150000' },
    { when: '{ changes: { atMost: 0 } }', says: '"atMost" must be a whole number from 1 to 149999' },
    { when: '{ changes: { atMost: 150000 } }', says: '"atMost" must be a whole number from 1 to 149999' },
    { when: '{ changes: { atLeast: 2.5 } }', says: '"atLeast" must be a whole number from 2 to 150000' },
    {
      when: '{ alternateContactType: [security] }',
      says: 'entry 1 of "alternateContactType" must be BILLING, OPERATIONS or SECURITY',
    },
    { when: '{ action: [PUT, DROP] }', says: 'entry 2 of "action" must be PUT or DELETE' },
    {
      when: '{ accountId: [222222222222] }',
      says: 'entry 1 of "accountId" must be the 12 digits of an account id, in quotes',
    },
    {
      when: '{ ou: [prod] }',
      says: 'entry 1 of "ou" must be the id of an organizational unit or of the root, such as ou-ab12-prod0001 or r-ab12',
    },
  ])('are refused with their line when the conditions are $when', ({ when, says }) => {
    expect(problemsOf(rule({ when }), LAST)).toEqual([`policy.yml:6: ${says}`]);
  });

  it.each(['each', 'majority', '0', '1.5', 'true', 'null', '[1]'])('are refused when the quorum is %s', (quorum) => {
    expect(problemsOf(rule({ quorum }), LAST)).toEqual([
      'policy.yml:8: "quorum" must be a whole number, at least 1, or one-of-each',
    ]);
  });

  it.each(['30s', '24', '0h', '1.5h', '1w', '-1h', '1 h', '1234567h', 'true', '[1h]'])(
    'are refused when a round waits for %s',
    (wait) => {
      expect(problemsOf(rule({ rounds: `[{ wait: 1h }, { wait: ${wait} }]` }), LAST)).toEqual([
        'policy.yml:9: "wait" of entry 2 of "rounds" must be a whole number with the unit m, h or d, such as 30m, 72h or 7d',
      ]);
    },
  );

  it.each([
    { key: 'rejection', value: 'one', says: 'must be majority, or left out: then one rejection is enough' },
    { key: 'rejection', value: 'true', says: 'must be majority, or left out: then one rejection is enough' },
    { key: 'commentRequired', value: 'false', says: 'must be true, or left out' },
    { key: 'commentRequired', value: 'reject', says: 'must be true, or left out' },
    { key: 'confirm', value: 'mail', says: 'must be link, code or signIn' },
    { key: 'confirm', value: '[code]', says: 'must be link, code or signIn' },
    { key: 'preApproved', value: 'false', says: 'must be true, or left out' },
  ])('are refused when $key is $value', ({ key, value, says }) => {
    expect(problemsOf(`${rule()}\n    ${key}: ${value}`, LAST)).toEqual([`policy.yml:10: "${key}" ${says}`]);
  });

  it.each(['rejection: majority', 'commentRequired: true', 'confirm: code', 'quorum: 1', 'approvers: [leads]'])(
    'are refused when one pre-approves and has %s',
    (term) => {
      const preApproving = `  - name: x\n    when: { source: [cli] }\n    preApproved: true\n    ${term}`;
      expect(problemsOf(preApproving, LAST)).toEqual([
        `policy.yml:8: "${term.split(':')[0]}" is not allowed in a rule that is preApproved; remove one of them`,
      ]);
    },
  );

  it('are refused with everything that is wrong, each on a line of its own', () => {
    const rules = [
      '  - { name: x, approvers: [nobody], quorum: 1, rounds: [{ wait: 1h }] }',
      '  - { name: y, when: { source: [cli] }, approvers: [leads], quorum: 9, rounds: [{ wait: 1h }] }',
      '  - { name: z, when: { source: [jira] }, approvers: [someone], quorum: 1, rounds: [{ wait: 1h }] }',
    ];
    expect(problemsOf(...rules)).toEqual([
      'policy.yml:5: the rule "x" names the group nobody, which does not exist; known groups: leads',
      'policy.yml:5: the rule "x" has no "when", so the rules after it never apply; put it last',
      'policy.yml:6: the rule "y" needs 9 approvals, but has only 2 approvers; lower the quorum or add approvers',
      'policy.yml:7: the rule "z" names the group someone, which does not exist; known groups: leads',
      'policy.yml:7: the rule "z" is the last one, but has a "when"; add a rule without, so that every change has one',
    ]);
  });
});

describe('a rule after others', () => {
  /** Rules `a`, `b` and so on with these conditions, on lines 5, 6 and so on. */
  const refusalOfRules = (...conditions: string[]) =>
    problemsOf(
      ...conditions.map((when, index) => `  - { name: ${'abcdef'[index]}, when: { ${when} }, preApproved: true }`),
      LAST,
    );

  it.each([
    { earlier: 'source: [cli]', later: 'source: [cli]' },
    { earlier: 'source: [cli, jira]', later: 'source: [jira]' },
    { earlier: 'source: [cli]', later: 'source: [cli], action: [PUT]' },
    { earlier: 'requester: claimed', later: 'requester: claimed, source: [cli]' },
    { earlier: 'alternateContactType: [SECURITY]', later: 'alternateContactType: [SECURITY], ou: [r-ab12]' },
    { earlier: 'alternateContactType: [BILLING, OPERATIONS, SECURITY]', later: 'source: [cli]' },
    { earlier: 'action: [PUT, DELETE]', later: 'ou: [r-ab12]' },
    { earlier: 'ou: [r-ab12, ou-ab12-prod0001]', later: 'ou: [ou-ab12-prod0001]' },
    { earlier: "accountId: ['111111111111', '222222222222']", later: "accountId: ['222222222222']" },
    { earlier: 'tags: { Stage: [prod, test] }', later: 'tags: { Stage: [prod], Team: [a] }' },
    { earlier: 'changes: { atLeast: 2 }', later: 'changes: { atLeast: 3, atMost: 3 }' },
    { earlier: 'changes: { atMost: 20 }', later: 'changes: { atMost: 19 }' },
    { earlier: 'changes: { atLeast: 20 }', later: 'changes: { atLeast: 20 }, source: [cli]' },
  ])('never applies when it has { $later } and an earlier one { $earlier }', ({ earlier, later }) => {
    expect(refusalOfRules(earlier, later)).toEqual([
      'policy.yml:6: the rule "b" never applies, because the rule "a" on line 5 matches all that it matches; move it up, or remove it',
    ]);
  });

  it.each([
    { earlier: 'source: [cli]', later: 'source: [cli, jira]' },
    { earlier: 'source: [cli]', later: 'action: [PUT]' },
    { earlier: 'requester: claimed', later: 'requester: proven' },
    { earlier: 'requester: proven', later: 'source: [cli]' },
    { earlier: 'source: [cli], action: [PUT]', later: 'source: [cli]' },
    { earlier: 'alternateContactType: [BILLING, OPERATIONS]', later: 'source: [cli]' },
    { earlier: 'ou: [ou-ab12-prod0001]', later: 'ou: [r-ab12]' },
    { earlier: "accountId: ['111111111111']", later: 'ou: [r-ab12]' },
    { earlier: 'tags: { Stage: [prod] }', later: 'tags: { Stage: [prod, test] }' },
    { earlier: 'tags: { Stage: [prod] }', later: 'tags: { Team: [prod] }' },
    { earlier: 'tags: { Stage: [prod], Team: [a] }', later: 'tags: { Stage: [prod] }' },
    { earlier: 'changes: { atLeast: 2 }', later: 'changes: { atMost: 2 }' },
    { earlier: 'changes: { atLeast: 3 }', later: 'changes: { atLeast: 2 }' },
    { earlier: 'changes: { atMost: 19 }', later: 'changes: { atMost: 20 }' },
    { earlier: 'changes: { atMost: 99 }', later: 'source: [cli]' },
  ])('applies when it has { $later } and an earlier one { $earlier }', ({ earlier, later }) => {
    expect(refusalOfRules(earlier, later)).toEqual([]);
  });

  it('never applies when earlier ones match all that it matches together', () => {
    const types = ['alternateContactType: [SECURITY]', 'alternateContactType: [BILLING, OPERATIONS]'];
    expect(refusalOfRules('source: [jira]', ...types, 'source: [cli]')).toEqual([
      'policy.yml:8: the rule "d" never applies, because the rules on lines 6, 7 match all that it matches; move it up, or remove it',
    ]);
  });

  it('never applies when earlier ones match every size of its requests together', () => {
    const sizes = ['changes: { atMost: 5 }', 'changes: { atLeast: 6, atMost: 10 }', 'changes: { atLeast: 11 }'];
    expect(refusalOfRules(...sizes, 'source: [cli]')).toEqual([
      'policy.yml:8: the rule "d" never applies, because the rules on lines 5, 6, 7 match all that it matches; move it up, or remove it',
    ]);
  });

  it('never applies when earlier ones match proven and claimed requesters together', () => {
    expect(refusalOfRules('requester: proven', 'requester: claimed', 'source: [cli]')).toHaveLength(1);
  });

  it('applies when earlier ones leave a single size of its requests to it', () => {
    expect(refusalOfRules('changes: { atMost: 5 }', 'changes: { atLeast: 7 }', 'source: [cli]')).toEqual([]);
  });

  it('may be the last one when earlier ones match every change', () => {
    expect(refusalOfRules('action: [PUT]', 'action: [DELETE]')).toEqual([]);
  });
});
