import { describe, expect, it } from 'vitest';
import { LAST, policyWith, read, refusalOf, SIMPLE } from './refusal.ts';

/** A policy with one ticket source, whose keys begin on line 8. */
const policyWithSource = (keys: string, name = 'desk') => `${SIMPLE}sources:\n  ${name}:\n${keys}\n`;

/** A policy with a baseline, whose keys begin on line 7; `CONTACT@` and a domain is a contact there. */
const policyWithBaseline = (keys: string) =>
  `${SIMPLE}baseline:\n${keys.replaceAll(/CONTACT(@[\w.-]+)/g, '{ name: SOC, title: Security, emailAddress: soc$1, phoneNumber: "123456" }')}\n`;

describe('a policy', () => {
  it('is read with all its parts', () => {
    const text = `${SIMPLE}baseline: { default: { BILLING: absent } }
sources: { desk: { proof: { kind: zendesk }, mapping: $ } }
`;
    expect(read(text)).toEqual({
      allowedEmailDomains: ['example.com'],
      groups: { leads: ['lead-1@example.com', 'lead-2@example.com'] },
      approvals: [{ name: 'rest', approvers: ['leads'], quorum: 1, rounds: [{ wait: '1h' }] }],
      baseline: { default: { BILLING: 'absent' } },
      sources: { desk: { proof: { kind: 'zendesk' }, mapping: '$' } },
    });
  });

  it('may share an expression between sources by an alias', () => {
    const alias =
      '    proof: { kind: zendesk }\n    mapping: &same $\n  other:\n    proof: { kind: zendesk }\n    mapping: *same';
    expect(read(policyWithSource(alias)).sources).toMatchObject({ desk: { mapping: '$' }, other: { mapping: '$' } });
  });

  it('may have a contact of the baseline in a domain beneath an allowed one when that is written with *', () => {
    const text = policyWithBaseline('  default:\n    BILLING: absent\n    SECURITY: CONTACT@mail.example.com').replace(
      '[example.com]',
      "[example.com, '*.example.com']",
    );
    expect(Object.keys(read(text).baseline?.default ?? {})).toEqual(['BILLING', 'SECURITY']);
  });

  it('may have a rule with conditions, rounds and an escalation', () => {
    const rule = `  - name: security
    when: { alternateContactType: [SECURITY], ou: [ou-ab12-prod0001], source: [jira], action: [PUT] }
    approvers: [leads, ciso@example.com]
    quorum: 3
    rounds: [{ wait: 24h }, { wait: 24h, remind: true, escalateTo: [leads] }]`;
    expect(read(policyWith(rule, LAST)).approvals).toHaveLength(2);
  });

  it('has no groups when it names none', () => {
    const text = `allowedEmailDomains: [example.com]
approvals:
  - { name: all, approvers: [a@example.com], quorum: 1, rounds: [{ wait: 1h }] }
`;
    expect(read(text).groups).toEqual({});
  });

  it('may begin with a byte order mark and end its lines as on Windows', () => {
    expect(read(`\uFEFF${SIMPLE.replaceAll('\n', '\r\n')}`)).toEqual(read(SIMPLE));
  });
});

describe('a policy is refused with line and remedy', () => {
  it.each([
    {
      problem: 'a key is unknown and like another one',
      text: policyWith(
        '  - name: x\n    quorums: 2\n    approvers: [leads]\n    quorum: 1\n    rounds: [{ wait: 1h }]\n    when: { source: [cli] }',
        LAST,
      ),
      message: 'policy.yml:6: "quorums" is not a known key; did you mean "quorum"?',
    },
    {
      problem: 'a required key is misspelt',
      text: policyWith('  - { name: x, approver: [leads], quorum: 1, rounds: [{ wait: 1h }] }'),
      message: 'policy.yml:5: "approver" is not a known key; did you mean "approvers"?',
    },
    {
      problem: 'a key is unknown and like no other',
      text: `${SIMPLE}extra: 1\n`,
      message:
        'policy.yml:6: "extra" is not a known key; known keys: allowedEmailDomains, confusableDomains, requestersSeeCurrentContacts, keepPersonalData, limits, notices, campaigns, drift, mailboxes, groups, approvals, baseline, identities, sources',
    },
    {
      problem: 'the value of an unknown key begins on the next line',
      text: `${SIMPLE}base-line:\n  default: {}\n`,
      message: 'policy.yml:6: "base-line" is not a known key; did you mean "baseline"?',
    },
    {
      problem: 'the approvers are missing',
      text: policyWith('  - name: x\n    quorum: 1\n    rounds: [{ wait: 1h }]'),
      message: 'policy.yml:5: "approvers" is missing; entry 1 of "approvals" needs it',
    },
    {
      problem: 'the rules are missing',
      text: 'allowedEmailDomains: [example.com]\n',
      message: 'policy.yml:1: "approvals" is missing; the policy needs it',
    },
    {
      problem: 'a list is a text',
      text: SIMPLE.replace('[example.com]', 'example.com'),
      message: 'policy.yml:1: "allowedEmailDomains" must be a list of domains, such as [example.com]',
    },
    {
      problem: 'a domain has no dot',
      text: SIMPLE.replace('[example.com]', '[example.com, localhost]'),
      message:
        'policy.yml:1: entry 2 of "allowedEmailDomains" must be a domain, such as example.com, or *.example.com for those beneath it, in quotes',
    },
    {
      problem: 'a text is a number',
      text: policyWith(LAST.replace('name: rest', 'name: 1')),
      message: 'policy.yml:5: "name" must be a text; put it in quotes',
    },
    {
      problem: 'a list is a block',
      text: policyWith(LAST.replace('[{ wait: 1h }]', '{ wait: 1h }')),
      message: 'policy.yml:5: "rounds" must be a list, such as [one, two]',
    },
    {
      problem: 'a block is a list',
      text: `${SIMPLE}baseline: []\n`,
      message: 'policy.yml:6: "baseline" must be made of keys and values',
    },
    {
      problem: 'a member of a group is no address',
      text: SIMPLE.replace('lead-2@example.com', 'lead-2'),
      message: 'policy.yml:3: entry 2 of "leads" must be an e-mail address, such as jane@example.com',
    },
    {
      problem: 'the name of a group has a blank',
      text: SIMPLE.replace('approvals:', '  two words: [a@b.cd]\napprovals:'),
      message: 'policy.yml:4: the name "two words" must be letters, digits and -, beginning with a letter or digit',
    },
    {
      problem: 'an approver is neither an address nor the name of a group',
      text: policyWith(LAST.replace('[leads]', '[leads, "a b@example.com"]')),
      message: 'policy.yml:5: entry 2 of "approvers" must be an e-mail address or the name of a group',
    },
    {
      problem: 'requesters who claim nothing shall hear nothing',
      text: `${SIMPLE}notices:\n  decided: nobody\n  pending: nobody\n`,
      message: 'policy.yml:8: "pending" must be everybody or claimed',
    },
    {
      problem: 'a notice goes to some approvers',
      text: `${SIMPLE}notices: { decided: leads }\n`,
      message: 'policy.yml:6: "decided" must be everybody or nobody',
    },
    {
      problem: 'the notices say nothing',
      text: `${SIMPLE}notices: {}\n`,
      message: 'policy.yml:6: "notices" must hold pending, decided or both',
    },
    {
      problem: 'a notice is unknown',
      text: `${SIMPLE}notices: { outcome: nobody }\n`,
      message: 'policy.yml:6: "outcome" is not a known key; known keys: pending, decided',
    },
    { problem: 'it is empty', text: '', message: `policy.yml:1: ${wholePolicy()}` },
    { problem: 'it has only comments', text: '# nothing\n', message: `policy.yml:1: ${wholePolicy()}` },
    { problem: 'it is a list', text: '- a\n', message: `policy.yml:1: ${wholePolicy()}` },
  ])('when $problem', ({ text, message }) => {
    expect(refusalOf(text)).toEqual([message]);
  });

  it.each([
    {
      problem: 'a source has the name that the workflow uses itself',
      text: policyWithSource('    proof: { kind: zendesk }\n    mapping: $', 'organization'),
      message:
        'policy.yml:7: "organization" is reserved for the requests that the workflow itself makes; give the source another name',
    },
    {
      problem: 'a source has the name that the command uses',
      text: policyWithSource('    proof: { kind: zendesk }\n    mapping: $', 'cli'),
      message:
        'policy.yml:7: "cli" is reserved for the requests that the command `contacts` makes; give the source another name',
    },
    {
      problem: 'a source has no mapping',
      text: policyWithSource('    proof: { kind: zendesk }'),
      message: 'policy.yml:7: "mapping" is missing; "desk" needs it',
    },
    {
      problem: 'a source has no proof',
      text: policyWithSource('    mapping: $'),
      message: 'policy.yml:7: "proof" is missing; "desk" needs it',
    },
    {
      problem: 'a proof has no kind',
      text: policyWithSource('    proof: { header: X }\n    mapping: $'),
      message: 'policy.yml:8: "kind" is missing; "proof" needs it',
    },
    {
      problem: 'a proof has no header',
      text: policyWithSource('    proof: { kind: hmac-sha256 }\n    mapping: $'),
      message: 'policy.yml:8: "header" is missing; "proof" needs it',
    },
    {
      problem: 'a proof has a header that it does not look at',
      text: policyWithSource('    proof: { kind: zendesk, header: X }\n    mapping: $'),
      message: 'policy.yml:8: "header" is not allowed here; remove it',
    },
    {
      problem: 'a proof holds its secret',
      text: policyWithSource('    proof: { kind: basic, username: x, password: y }\n    mapping: $'),
      message: 'policy.yml:8: "password" is not a known key; known keys: kind, header, headers, username, principals',
    },
    {
      problem: 'a proof is of an unknown kind',
      text: policyWithSource('    proof: { kind: none }\n    mapping: $'),
      message: 'policy.yml:8: "kind" must be one of standard-webhooks, zendesk, hmac-sha256, header, basic, iam',
    },
    {
      problem: 'a principal is not an ARN',
      text: policyWithSource("    proof: { kind: iam, principals: ['*'] }\n    mapping: $"),
      message:
        'policy.yml:8: entry 1 of "principals" must be the ARN of a role or user, such as arn:aws:iam::111111111111:role/desk',
    },
    {
      problem: 'a contact of the baseline is outside the allowed domains',
      text: policyWithBaseline('  default:\n    BILLING: unmanaged\n    SECURITY: CONTACT@evilexample.com'),
      message: `policy.yml:9: ${foreign('SECURITY')}`,
    },
    {
      problem: 'a contact of an override is outside the allowed domains',
      text: policyWithBaseline(
        '  overrides:\n    - when: { ou: [r-ab12] }\n      contacts: { SECURITY: CONTACT@example.com }\n    - when: { ou: [r-ab12] }\n      contacts: { BILLING: CONTACT@example.org }',
      ),
      message: `policy.yml:11: ${foreign('BILLING')}`,
    },
    {
      problem: 'an override has no condition',
      text: policyWithBaseline('  overrides:\n    - when: {}\n      contacts: { BILLING: absent }'),
      message: 'policy.yml:8: "when" must hold at least one condition, such as source: [jira]',
    },
    {
      problem: 'an override names an unknown contact type',
      text: policyWithBaseline('  overrides:\n    - when: { ou: [r-ab12] }\n      contacts: { ROOT: absent }'),
      message: 'policy.yml:9: "ROOT" is not a known key; known keys: BILLING, OPERATIONS, SECURITY',
    },
    {
      problem: 'a contact of the baseline is another word',
      text: policyWithBaseline('  default: { BILLING: none }'),
      message:
        'policy.yml:7: "BILLING" must be unmanaged, absent, or a contact with name, title, emailAddress and phoneNumber',
    },
    {
      problem: 'a contact of the baseline is incomplete',
      text: policyWithBaseline('  default: { BILLING: { name: x, title: x, emailAddress: x@example.com } }'),
      message: 'policy.yml:7: "phoneNumber" is missing; "BILLING" needs it',
    },
  ])('when $problem', ({ text, message }) => {
    expect(refusalOf(text)).toEqual([message]);
  });

  it.each(['Desk', 'my_desk', '1desk', 'desk-', 'x'.repeat(32)])('when a source is named %s', (name) => {
    expect(refusalOf(policyWithSource('    proof: { kind: zendesk }\n    mapping: $', name))).toEqual([
      `policy.yml:7: the name "${name}" must be 1 to 31 lower-case letters, digits and -, beginning with a letter, without a - at the end or beside another`,
    ]);
  });

  it('for each field of a contact of the baseline that nobody could use', () => {
    const contact = '{ name: " ", title: "\\u200B", emailAddress: soc@a..example.com, phoneNumber: "-" }';
    const the = (field: string) => `policy.yml:7: the ${field} of the BILLING contact`;
    expect(refusalOf(policyWithBaseline(`  default: { BILLING: ${contact} }`))).toEqual([
      `${the('name')} must have characters that people can see`,
      `${the('title')} must have characters that people can see`,
      `${the('e-mail address')} has a dot at an end of its domain, or two in a row; a right one is, for example, soc@example.com`,
      `${the('phone number')} must have at least 6 digits, for example +1 555 0123`,
    ]);
  });

  it('when a contact of the baseline has a domain that it refuses', () => {
    const text = policyWithBaseline('  default:\n    BILLING: CONTACT@xn--80ak6aa92e.com');
    const domains = text.replace('[example.com]', '[xn--80ak6aa92e.com]');
    expect(refusalOf(`confusableDomains: refuse\n${domains}`)).toEqual([
      'policy.yml:9: the e-mail address of the BILLING contact has a domain with xn--, which confusableDomains refuses',
    ]);
    expect(() => read(domains)).not.toThrow();
  });

  it('for rules, baseline and sources together, in the order of the lines', () => {
    const text = `${policyWith('  - { name: rest, when: { source: [cli] }, preApproved: true }', LAST)}sources:
  organization: { proof: { kind: zendesk }, mapping: $ }
baseline:
  default: { SECURITY: { name: SOC, title: Security, emailAddress: soc@example.org, phoneNumber: "123456" } }
`;
    expect(refusalOf(text)).toEqual([
      'policy.yml:6: the rule on line 5 is called "rest", too; give each its own name',
      'policy.yml:8: "organization" is reserved for the requests that the workflow itself makes; give the source another name',
      `policy.yml:10: ${foreign('SECURITY')}`,
    ]);
  });

  it('without a value, which may be a contact of the baseline', () => {
    const text = `${SIMPLE}baseline:
  default:
    SECURITY: { name: Secret Person, title: '', emailAddress: secret, phoneNumber: secret }
`;
    const refusal = refusalOf(text);
    expect(refusal).toHaveLength(3);
    expect(refusal.join()).not.toMatch(/secret/i);
  });
});

function wholePolicy(): string {
  return 'the policy must be made of keys and values, at least allowedEmailDomains and approvals';
}

function foreign(type: string): string {
  return `the e-mail address of the ${type} contact is outside allowedEmailDomains (example.com); use another, or allow its domain`;
}
