import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PolicyError, readPolicy } from '../../../schemas/read-policy.ts';
import { validatorAt } from './schema-files.ts';

const ROOT = join(import.meta.dirname, '../../..');
const validate = validatorAt('https://alternate-contacts.example/schemas/policy.schema.json');

const read = (text: string) => readPolicy('policy.yml', text, validate);

/** The message of the error that the policy is refused with. */
function refusalOf(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof PolicyError) return error.message;
    throw error;
  }
  throw new Error('the policy was accepted');
}

/** A policy whose first rule is `rule`, which begins on line 5. */
const policyWith = (rule: string, last = '  - { name: rest, approvers: [leads], quorum: 1, rounds: [{ wait: 1h }] }') =>
  `allowedEmailDomains: [example.com]
groups:
  leads: [lead-1@example.com, lead-2@example.com]
approvals:
${rule}
${last}
`;

describe('readPolicy', () => {
  it("accepts the repository's policy", () => {
    const policy = read(readFileSync(join(ROOT, 'policy.yml'), 'utf8'));
    expect(policy.allowedEmailDomains).toEqual(['example.com']);
    expect(policy.groups).toEqual({ 'contact-owners': ['approver-1@example.com', 'approver-2@example.com'] });
    expect(policy.approvals).toEqual([
      { name: 'every change', approvers: ['contact-owners'], quorum: 1, rounds: [{ wait: '72h' }] },
    ]);
  });

  it('accepts a rule with conditions, rounds and an escalation', () => {
    const rule = `  - name: security
    when: { alternateContactType: [SECURITY], ou: [ou-ab12-prod0001], source: [jira], action: [PUT] }
    approvers: [leads, ciso@example.com]
    quorum: 3
    rounds: [{ wait: 24h }, { wait: 24h, remind: true, escalateTo: [leads] }]`;
    expect(read(policyWith(rule)).approvals).toHaveLength(2);
  });

  it('has no groups when the policy names none', () => {
    const text = `allowedEmailDomains: [example.com]
approvals:
  - { name: all, approvers: [a@example.com], quorum: 1, rounds: [{ wait: 1h }] }
`;
    expect(read(text).groups).toEqual({});
  });

  it.each([
    {
      problem: 'the YAML cannot be read',
      text: 'allowedEmailDomains: [example.com]\napprovals:\n  - { name: broken\n',
      message: /^policy\.yml:[34]: \S/,
    },
    {
      problem: 'a key is written twice',
      text: 'allowedEmailDomains: [example.com]\nallowedEmailDomains: [example.net]\n',
      message: /^policy\.yml:2: Map keys must be unique/,
    },
    {
      problem: 'a key is unknown',
      text: policyWith(
        '  - name: x\n    quorums: 2\n    approvers: [leads]\n    quorum: 1\n    rounds: [{ wait: 1h }]',
      ),
      message: 'policy.yml:6: /approvals/0/quorums is not a known property',
    },
    {
      problem: 'a value is wrong',
      text: policyWith('  - name: x\n    approvers: [leads]\n    quorum: 0\n    rounds: [{ wait: 1h }]'),
      message: 'policy.yml:7: /approvals/0/quorum must be >= 1',
    },
    {
      problem: 'a wait has no unit',
      text: policyWith('  - name: x\n    approvers: [leads]\n    quorum: 1\n    rounds:\n      - { wait: 24 }'),
      message: 'policy.yml:9: /approvals/0/rounds/0/wait must be string',
    },
    {
      problem: 'a pre-approved rule names approvers',
      text: policyWith('  - name: x\n    when: { source: [cli] }\n    preApproved: true\n    approvers: [leads]'),
      message: 'policy.yml:8: /approvals/0/approvers must not be given here',
    },
    {
      problem: 'the approvers are missing',
      text: policyWith('  - name: x\n    when: { source: [cli] }\n    quorum: 1\n    rounds: [{ wait: 1h }]'),
      message: 'policy.yml:5: /approvals/0/approvers is required',
    },
    {
      problem: 'an approver is in no group',
      text: policyWith(
        '  - name: x\n    when: { source: [cli] }\n    approvers: [leaders, leads]\n    quorum: 1\n    rounds: [{ wait: 1h }]',
      ),
      message: 'policy.yml:5: "x" names the unknown group leaders',
    },
    {
      problem: 'an escalation is in no group',
      text: policyWith(
        '  - name: x\n    when: { source: [cli] }\n    approvers: [leads]\n    quorum: 1\n    rounds: [{ wait: 1h, escalateTo: [chiefs] }]',
      ),
      message: 'policy.yml:5: "x" names the unknown group chiefs',
    },
    {
      problem: 'an unknown group has the name of something that every object has',
      text: policyWith(
        '  - name: x\n    when: { source: [cli] }\n    approvers: [constructor]\n    quorum: 1\n    rounds: [{ wait: 1h }]',
      ),
      message: 'policy.yml:5: "x" names the unknown group constructor',
    },
    {
      problem: 'the quorum is higher than the number of approvers',
      text: policyWith(
        '  - name: x\n    when: { source: [cli] }\n    approvers: [leads, Lead-1@example.com]\n    quorum: 3\n    rounds: [{ wait: 1h }]',
      ),
      message: 'policy.yml:8: "x" needs 3 approvals of 2 approvers',
    },
    {
      problem: 'a rule without conditions stands before another',
      text: policyWith('  - name: x\n    approvers: [leads]\n    quorum: 1\n    rounds: [{ wait: 1h }]'),
      message: 'policy.yml:5: "x" has no `when`, so the rules after it never get their turn',
    },
    {
      problem: 'the last rule has conditions',
      text: policyWith(
        '  - name: x\n    when: { source: [cli] }\n    preApproved: true',
        '  - name: y\n    when: { source: [jira] }\n    preApproved: true',
      ),
      message: 'policy.yml:8: the last rule must have no `when`, so that every change has a rule',
    },
    {
      problem: 'the rounds outlast an execution, which ends after a year',
      text: policyWith(
        '  - name: x\n    when: { source: [cli] }\n    approvers: [leads]\n    quorum: 1\n    rounds: [{ wait: 300d }, { wait: 100d }]',
      ),
      message: /^policy\.yml:\d+: "x" /,
    },
    { problem: 'it is empty', text: '', message: /^policy\.yml:1: / },
    { problem: 'it is a list', text: '- a\n', message: /^policy\.yml:1: \/ must be object/ },
  ])('names the line and what is wrong when $problem', ({ text, message }) => {
    const refusal = refusalOf(text);
    if (typeof message === 'string') expect(refusal.split('\n')).toEqual([message]);
    else expect(refusal).toMatch(message);
  });

  it('names everything that is wrong, each on a line of its own', () => {
    const rules = `  - { name: x, approvers: [nobody], quorum: 1, rounds: [{ wait: 1h }] }
  - { name: y, when: { source: [cli] }, approvers: [leads], quorum: 9, rounds: [{ wait: 1h }] }`;
    const last = '  - { name: z, when: { source: [jira] }, approvers: [someone], quorum: 1, rounds: [{ wait: 1h }] }';
    expect(refusalOf(policyWith(rules, last)).split('\n')).toEqual([
      'policy.yml:5: "x" has no `when`, so the rules after it never get their turn',
      'policy.yml:6: "y" needs 9 approvals of 2 approvers',
      'policy.yml:7: "z" names the unknown group someone',
      'policy.yml:7: the last rule must have no `when`, so that every change has a rule',
    ]);
  });

  it('never repeats a value, which may be a contact of the baseline', () => {
    const text = `${policyWith('  - { name: x, when: { source: [cli] }, preApproved: true }')}baseline:
  default:
    SECURITY: { name: Secret Person, title: '', emailAddress: secret, phoneNumber: secret }
`;
    const refusal = refusalOf(text);
    expect(refusal).toContain('policy.yml:9: ');
    expect(refusal).not.toMatch(/secret/i);
  });
});
