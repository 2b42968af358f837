import { describe, expect, it } from 'vitest';
import type { ApprovalRule } from '../../../functions/domain/approval-rule.ts';
import { PolicyError, readPolicy } from '../../../schemas/read-policy.ts';
import { ruleProblems } from '../../../schemas/rule-problems.ts';
import { validatorAt } from './schema-files.ts';

const validate = validatorAt('https://alternate-contacts.example/schemas/policy.schema.json');

const LAST = '  - { name: rest, approvers: [leads], quorum: 1, rounds: [{ wait: 1h }] }';

/** The lines of the error that a policy is refused with; its first rule begins on line 5. */
function problemsOf(...rules: string[]): string[] {
  const text = `allowedEmailDomains: [example.com]
groups:
  leads: [lead-1@example.com, lead-2@example.com]
approvals:
${rules.join('\n')}
`;
  try {
    readPolicy('policy.yml', text, validate);
    return [];
  } catch (error) {
    if (error instanceof PolicyError) return error.message.split('\n');
    throw error;
  }
}

/** A rule over six lines: name, when, approvers, quorum and rounds, in this order from the line that it begins on. */
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

describe('the rules', () => {
  it.each([
    { what: 'is there', rules: [rule(), LAST] },
    { what: 'asks for as many approvals as it has approvers', rules: [rule({ quorum: '2' }), LAST] },
    {
      what: 'asks for more approvals than it has approvers at first, and escalates to the others',
      rules: [rule({ quorum: '3', rounds: '[{ wait: 1h }, { wait: 1h, escalateTo: [ciso@example.com] }]' }), LAST],
    },
    { what: 'asks for one of each', rules: [rule({ approvers: '[leads, a@b.cd]', quorum: 'one-of-each' }), LAST] },
    {
      what: 'matches one number of changes only',
      rules: [rule({ when: '{ changes: { atLeast: 5, atMost: 5 } }' }), LAST],
    },
    { what: 'matches from a number of changes on', rules: [rule({ when: '{ changes: { atLeast: 100 } }' }), LAST] },
    { what: 'matches up to a number of changes', rules: [rule({ when: '{ changes: { atMost: 1 } }' }), LAST] },
    {
      what: 'waits for a minute less than a year',
      rules: [rule({ rounds: '[{ wait: 364d }, { wait: 1439m }]' }), LAST],
    },
    { what: 'pre-approves and is the last', rules: [rule(), '  - { name: y, preApproved: true }'] },
  ])('make sense when one $what', ({ rules }) => {
    expect(problemsOf(...rules)).toEqual([]);
  });

  it.each([
    {
      problem: 'an approver is in no group',
      rules: [rule({ approvers: '[leaders, leads]' }), LAST],
      message: 'policy.yml:5: "x" names the unknown group leaders',
    },
    {
      problem: 'several approvers and an escalation are in no group',
      rules: [rule({ approvers: '[heads]', rounds: '[{ wait: 1h, escalateTo: [chiefs, leads] }]' }), LAST],
      message: 'policy.yml:5: "x" names the unknown group heads, chiefs',
    },
    {
      problem: 'an unknown group has the name of something that every object has',
      rules: [rule({ approvers: '[constructor]' }), LAST],
      message: 'policy.yml:5: "x" names the unknown group constructor',
    },
    {
      problem: 'an entry of one of each is in no group',
      rules: [rule({ approvers: '[leads, finance]', quorum: 'one-of-each' }), LAST],
      message: 'policy.yml:5: "x" names the unknown group finance',
    },
    {
      problem: 'the quorum is higher than the number of approvers, each counted once',
      rules: [rule({ approvers: '[leads, Lead-1@example.com]', quorum: '3' }), LAST],
      message: 'policy.yml:8: "x" needs 3 approvals of 2 approvers',
    },
    {
      problem: 'the quorum is higher than the number of approvers and of those whom it escalates to',
      rules: [rule({ quorum: '4', rounds: '[{ wait: 1h }, { wait: 1h, escalateTo: [leads, a@b.cd] }]' }), LAST],
      message: 'policy.yml:8: "x" needs 4 approvals of 3 approvers',
    },
    {
      problem: 'two rules have one name',
      rules: [rule(), rule(), LAST],
      message: 'policy.yml:10: "x" is the name of an earlier rule',
    },
    {
      problem: 'the last rule has the name of an earlier one',
      rules: [rule({ name: 'rest' }), LAST],
      message: 'policy.yml:10: "rest" is the name of an earlier rule',
    },
    {
      problem: 'a rule without conditions stands before another',
      rules: [WITHOUT_WHEN, LAST],
      message: 'policy.yml:5: "x" has no `when`, so the rules after it never get their turn',
    },
    {
      problem: 'the last rule has conditions',
      rules: [rule(), rule({ name: 'y' })],
      message: 'policy.yml:10: the last rule must have no `when`, so that every change has a rule',
    },
    {
      problem: 'the rounds last as long as an execution, which ends after a year',
      rules: [rule({ rounds: '[{ wait: 364d }, { wait: 24h }]' }), LAST],
      message: 'policy.yml:9: "x" waits for a year or more',
    },
    {
      problem: 'a rule matches no number of changes',
      rules: [rule({ when: '{ source: [cli], changes: { atLeast: 6, atMost: 5 } }' }), LAST],
      message: 'policy.yml:6: "x" matches no request: at least 6 and at most 5 changes',
    },
  ])('are refused with their line when $problem', ({ rules, message }) => {
    expect(problemsOf(...rules)).toEqual([message]);
  });

  it.each([
    { key: 'tags', when: '{ tags: {} }', line: 6 },
    { key: 'tags/Stage', when: '{ tags: { Stage: [] } }', line: 6 },
    { key: 'changes', when: '{ changes: {} }', line: 6 },
    { key: 'changes/atLeast', when: '{ changes: { atLeast: 1 } }', line: 6 },
    { key: 'changes/atLeast', when: '{ changes: { atLeast: 101 } }', line: 6 },
    { key: 'changes/atMost', when: '{ changes: { atMost: 0 } }', line: 6 },
    { key: 'changes/atMost', when: '{ changes: { atMost: 100 } }', line: 6 },
    { key: 'changes/atLeast', when: '{ changes: { atLeast: 2.5 } }', line: 6 },
  ])('are refused with their line when $when is asked for', ({ key, when, line }) => {
    const [problem] = problemsOf(rule({ when }), LAST);
    expect(problem).toMatch(new RegExp(`^policy\\.yml:${line}: /approvals/0/when/${key} `));
  });

  it.each(['each', 'majority', '0', '1.5', 'true', 'null', '[1]'])('are refused when the quorum is %s', (quorum) => {
    const problems = problemsOf(rule({ quorum }), LAST);
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem).toMatch(/^policy\.yml:8: \/approvals\/0\/quorum /);
  });

  it.each([
    { key: 'rejection', value: 'one' },
    { key: 'rejection', value: 'true' },
    { key: 'commentRequired', value: 'false' },
    { key: 'commentRequired', value: 'reject' },
  ])('are refused when $key is $value', ({ key, value }) => {
    const [problem] = problemsOf(`${rule()}\n    ${key}: ${value}`, LAST);
    expect(problem).toMatch(new RegExp(`^policy\\.yml:10: /approvals/0/${key} `));
  });

  it.each(['rejection: majority', 'commentRequired: true', 'quorum: 1', 'approvers: [leads]'])(
    'are refused when one pre-approves and has %s',
    (term) => {
      const preApproving = `  - name: x\n    when: { source: [cli] }\n    preApproved: true\n    ${term}`;
      expect(problemsOf(preApproving, LAST)).toEqual([
        `policy.yml:8: /approvals/0/${term.split(':')[0]} must not be given here`,
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
      'policy.yml:5: "x" has no `when`, so the rules after it never get their turn',
      'policy.yml:6: "y" needs 9 approvals of 2 approvers',
      'policy.yml:7: "z" names the unknown group someone',
      'policy.yml:7: the last rule must have no `when`, so that every change has a rule',
    ]);
  });
});

describe('ruleProblems', () => {
  const approvals: ApprovalRule[] = [{ name: 'all', approvers: ['leads'], quorum: 3, rounds: [{ wait: '1h' }] }];

  it('names the place of what is wrong', () => {
    const policy = { allowedEmailDomains: [], groups: { leads: ['lead-1@example.com'] }, approvals };
    expect(ruleProblems(policy)).toEqual([
      { path: ['approvals', 0, 'quorum'], message: '"all" needs 3 approvals of 1 approvers' },
    ]);
  });
});
