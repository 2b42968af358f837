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
const policyWith = (rule: string) =>
  `allowedEmailDomains: [example.com]
groups:
  leads: [lead-1@example.com, lead-2@example.com]
approvals:
${rule}
  - { name: rest, approvers: [leads], quorum: 1, rounds: [{ wait: 1h }] }
`;

/** A policy with one rule; what follows it begins on line 6. */
const SIMPLE = `allowedEmailDomains: [example.com]
groups:
  leads: [lead-1@example.com, lead-2@example.com]
approvals:
  - { name: rest, approvers: [leads], quorum: 1, rounds: [{ wait: 1h }] }
`;

/** A policy with one ticket source, whose keys begin on line 8. */
const policyWithSource = (keys: string, name = 'desk') => `${SIMPLE}sources:\n  ${name}:\n${keys}\n`;

/** A policy with a baseline, whose keys begin on line 7; `CONTACT@` and a domain is a contact there. */
const policyWithBaseline = (keys: string) =>
  `${SIMPLE}baseline:\n${keys.replaceAll(/CONTACT(@[\w.]+)/g, '{ name: SOC, title: Security, emailAddress: soc$1, phoneNumber: "1" }')}\n`;

describe('readPolicy', () => {
  it("accepts the repository's policy", () => {
    const policy = read(readFileSync(join(ROOT, 'policy.yml'), 'utf8'));
    expect(policy.allowedEmailDomains).toEqual(['example.com']);
    expect(policy.groups).toEqual({ 'contact-owners': ['approver-1@example.com', 'approver-2@example.com'] });
    expect(policy.approvals).toEqual([
      { name: 'every change', approvers: ['contact-owners'], quorum: 1, rounds: [{ wait: '72h' }] },
    ]);
  });

  it("has the baseline of the design in the repository's policy", () => {
    const { baseline } = read(readFileSync(join(ROOT, 'policy.yml'), 'utf8'));
    const contact = (name: string, title: string, emailAddress: string, phoneNumber: string) => ({
      ...{ name, title, emailAddress, phoneNumber },
    });
    expect(baseline).toEqual({
      default: {
        SECURITY: contact('Security operations', 'Security', 'security@example.com', '+1 555 0100'),
        OPERATIONS: contact('Cloud operations', 'Operations', 'operations@example.com', '+1 555 0101'),
        BILLING: contact('Cloud finance', 'Finance', 'billing@example.com', '+1 555 0102'),
      },
    });
  });

  it("has the seven ticket systems of the design in the repository's policy, each with the proof of that system", () => {
    const { sources = {} } = read(readFileSync(join(ROOT, 'policy.yml'), 'utf8'));
    const staticHeader = { kind: 'header', headers: expect.arrayContaining(['Authorization']) };
    expect(Object.fromEntries(Object.entries(sources).map(([name, { proof }]) => [name, proof]))).toEqual({
      standard: { kind: 'standard-webhooks' },
      github: { kind: 'hmac-sha256', header: 'X-Hub-Signature-256' },
      jira: { kind: 'hmac-sha256', header: 'X-Hub-Signature' },
      'jira-automation': staticHeader,
      zendesk: { kind: 'zendesk' },
      servicenow: staticHeader,
      freshservice: staticHeader,
    });
  });

  it('accepts sources that share an expression by an alias', () => {
    const alias =
      '    proof: { kind: zendesk }\n    mapping: &same $\n  other:\n    proof: { kind: zendesk }\n    mapping: *same';
    expect(read(policyWithSource(alias)).sources).toMatchObject({ desk: { mapping: '$' }, other: { mapping: '$' } });
  });

  it('accepts a contact of the baseline in a subdomain of an allowed domain', () => {
    const text = policyWithBaseline('  default:\n    BILLING: absent\n    SECURITY: CONTACT@mail.example.com');
    expect(Object.keys(read(text).baseline?.default ?? {})).toEqual(['BILLING', 'SECURITY']);
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
      message: /^policy\.yml:7: \/approvals\/0\/quorum must be >= 1$/m,
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
      problem: 'the filter of a source is no JSONata',
      text: policyWithSource('    proof: { kind: zendesk }\n    filter: type =\n    mapping: $'),
      message: /^policy\.yml:9: "desk": [^\n]+ \(line 1 of the expression\)$/,
    },
    {
      problem: 'the reference of a source is no JSONata',
      text: policyWithSource('    proof: { kind: zendesk }\n    reference: (\n    mapping: $'),
      message: /^policy\.yml:9: "desk": [^\n]+ \(line 1 of the expression\)$/,
    },
    {
      problem: 'the url of a source is no JSONata',
      text: policyWithSource('    proof: { kind: zendesk }\n    mapping: $\n    url: "https://x"'),
      message: /^policy\.yml:10: "desk": [^\n]+ \(line 1 of the expression\)$/,
    },
    {
      problem: 'the mapping of a source is no JSONata on its third line',
      text: policyWithSource(
        '    proof: { kind: zendesk }\n    mapping: |\n      {\n        "a": 1,\n        "b": ]\n      }',
      ),
      message: /^policy\.yml:9: "desk": [^\n]+ \(line 3 of the expression\)$/,
    },
    {
      problem: 'a source has the name that the workflow uses itself',
      text: policyWithSource('    proof: { kind: zendesk }\n    mapping: $', 'organization'),
      message: 'policy.yml:8: "organization" is the name of the workflow\'s own requests',
    },
    {
      problem: 'a source has no mapping',
      text: policyWithSource('    proof: { kind: zendesk }'),
      message: 'policy.yml:8: /sources/desk/mapping is required',
    },
    {
      problem: 'a source has no proof',
      text: policyWithSource('    mapping: $'),
      message: 'policy.yml:8: /sources/desk/proof is required',
    },
    {
      problem: 'a proof has no header',
      text: policyWithSource('    proof: { kind: hmac-sha256 }\n    mapping: $'),
      message: 'policy.yml:8: /sources/desk/proof/header is required',
    },
    {
      problem: 'a proof has a header that it does not look at',
      text: policyWithSource('    proof: { kind: zendesk, header: X }\n    mapping: $'),
      message: 'policy.yml:8: /sources/desk/proof/header is not a known property',
    },
    {
      problem: 'a proof holds its secret',
      text: policyWithSource('    proof: { kind: basic, username: x, password: y }\n    mapping: $'),
      message: 'policy.yml:8: /sources/desk/proof/password is not a known property',
    },
    {
      problem: 'a proof is of an unknown kind',
      text: policyWithSource('    proof: { kind: none }\n    mapping: $'),
      message: /^policy\.yml:8: \/sources\/desk\/proof/,
    },
    {
      problem: 'a principal is no ARN',
      text: policyWithSource("    proof: { kind: iam, principals: ['*'] }\n    mapping: $"),
      message: /^policy\.yml:8: \/sources\/desk\/proof\/principals\/0 must match pattern/,
    },
    ...['Desk', 'my_desk', '1desk', 'x'.repeat(32)].map((name) => ({
      problem: `a source is named ${name}`,
      text: policyWithSource('    proof: { kind: zendesk }\n    mapping: $', name),
      message: /^policy\.yml:\d+: \/sources must (match pattern|NOT have more than 31)/,
    })),
    {
      problem: 'a contact of the baseline is outside the allowed domains',
      text: policyWithBaseline('  default:\n    BILLING: unmanaged\n    SECURITY: CONTACT@evilexample.com'),
      message: 'policy.yml:9: the SECURITY contact is outside the allowed e-mail domains (example.com)',
    },
    {
      problem: 'a contact of an override is outside the allowed domains',
      text: policyWithBaseline(
        '  overrides:\n    - when: { ou: [r-ab12] }\n      contacts: { SECURITY: CONTACT@example.com }\n    - when: { ou: [r-ab12] }\n      contacts: { BILLING: CONTACT@example.org }',
      ),
      message: 'policy.yml:11: the BILLING contact is outside the allowed e-mail domains (example.com)',
    },
    {
      problem: 'an override has no condition',
      text: policyWithBaseline('  overrides:\n    - when: {}\n      contacts: { BILLING: absent }'),
      message: 'policy.yml:8: /baseline/overrides/0/when must NOT have fewer than 1 properties',
    },
    {
      problem: 'an override names an unknown contact type',
      text: policyWithBaseline('  overrides:\n    - when: { ou: [r-ab12] }\n      contacts: { ROOT: absent }'),
      message: 'policy.yml:9: /baseline/overrides/0/contacts/ROOT is not a known property',
    },
    { problem: 'it is empty', text: '', message: /^policy\.yml:1: / },
    { problem: 'it is a list', text: '- a\n', message: /^policy\.yml:1: \/ must be object/ },
  ])('names the line and what is wrong when $problem', ({ text, message }) => {
    const refusal = refusalOf(text);
    if (typeof message === 'string') expect(refusal.split('\n')).toEqual([message]);
    else expect(refusal).toMatch(message);
  });

  it('names what is wrong with rules, baseline and sources, each on a line of its own', () => {
    const text = `${policyWith('  - { name: rest, when: { source: [cli] }, preApproved: true }')}baseline:
  default: { SECURITY: { name: SOC, title: Security, emailAddress: soc@example.org, phoneNumber: "1" } }
sources:
  organization: { proof: { kind: zendesk }, mapping: $ }
`;
    expect(refusalOf(text).split('\n')).toEqual([
      'policy.yml:6: "rest" is the name of an earlier rule',
      'policy.yml:8: the SECURITY contact is outside the allowed e-mail domains (example.com)',
      'policy.yml:10: "organization" is the name of the workflow\'s own requests',
    ]);
  });

  it('names every expression that is no JSONata, in the order of the sources', () => {
    const keys =
      '    proof: { kind: zendesk }\n    filter: (\n    mapping: )\n  other:\n    proof: { kind: zendesk }\n    mapping: (';
    const lines = refusalOf(policyWithSource(keys)).split('\n');
    expect(lines.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'policy.yml:9: "desk":',
      'policy.yml:10: "desk":',
      'policy.yml:13: "other":',
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
