import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LAST, policyWith, SIMPLE } from '../policy/refusal.ts';
import { type Ended, RepositoryCopy } from './copy.ts';

vi.setConfig({ testTimeout: 60_000 });

let copy: RepositoryCopy;

/** Of a wrong policy, before anything has been compiled. */
let fresh: Ended;
let filesOfFresh: string[];

/** Of the repository's policy. */
let first: Ended;

beforeAll(async () => {
  copy = await RepositoryCopy.make();
  fresh = await compilePolicy('');
  filesOfFresh = Object.keys(await copy.compiled());
  first = await copy.compile();
}, 60_000);

afterAll(() => copy.remove());

const inCopy = (...path: string[]) => join(copy.path, ...path);
const compiledPolicy = async () => JSON.parse(await readFile(inCopy('schemas/compiled/policy/policy.json'), 'utf8'));

/** Compiles a policy that is written to `policies/policy.yml`. */
async function compilePolicy(text: string | Uint8Array, run = (file: string) => copy.compile(file)): Promise<Ended> {
  await writeFile(inCopy('policies/policy.yml'), text);
  return run('policies/policy.yml');
}

describe('npm run compile', () => {
  it('compiles the schemas and the policy of the repository, in silence', async () => {
    expect(first).toEqual({ code: 0, stdout: '', stderr: '' });
    const names = Object.keys(await copy.compiled());
    for (const name of ['contact.js', 'contact.d.ts', 'limits.js', 'policy/policy.json']) {
      expect(names).toContain(`compiled/${name}`);
    }
    expect(names.filter((name) => name.startsWith('.') || name.includes('/.'))).toEqual([]);
  });

  it('leaves nothing but the policy in the folder that becomes the layer', async () => {
    const names = Object.keys(await copy.compiled());
    expect(names.filter((name) => name.startsWith('compiled/policy/'))).toEqual(['compiled/policy/policy.json']);
  });

  it('compiles the policy that POLICY_FILE names', async () => {
    const source = 'sources: { my-desk: { proof: { kind: zendesk }, mapping: $ } }\n';
    expect(await compilePolicy(`${SIMPLE}${source}`)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await compiledPolicy()).toEqual({
      allowedEmailDomains: ['example.com'],
      groups: { leads: ['lead-1@example.com', 'lead-2@example.com'] },
      approvals: [{ name: 'rest', approvers: ['leads'], quorum: 1, rounds: [{ wait: '1h' }] }],
      sources: { 'my-desk': { proof: { kind: 'zendesk' }, mapping: '$' } },
    });
  });

  it('compiles no schema again when only the policy has changed', async () => {
    const before = await stat(inCopy('schemas/compiled/contact.js'));
    await compilePolicy(SIMPLE.replace('quorum: 1', 'quorum: 2'));
    expect((await compiledPolicy()).approvals[0].quorum).toBe(2);
    expect((await stat(inCopy('schemas/compiled/contact.js'))).ino).toBe(before.ino);
  });

  it('compiles all schemas again when a compiled one is missing', async () => {
    const before = await readFile(inCopy('schemas/compiled/contact.js'), 'utf8');
    await rm(inCopy('schemas/compiled/contact.js'));
    expect((await copy.compile()).code).toBe(0);
    expect(await readFile(inCopy('schemas/compiled/contact.js'), 'utf8')).toBe(before);
  });

  it('compiles all schemas again when one has changed, and removes those that are gone', async () => {
    const contact = await readFile(inCopy('schemas/contact.schema.json'), 'utf8');
    const extra = inCopy('schemas/extra.schema.json');
    await writeFile(inCopy('schemas/contact.schema.json'), contact.replace('"maxLength": 64', '"maxLength": 65'));
    await writeFile(extra, JSON.stringify({ $id: 'https://alternate-contacts.example/schemas/extra.schema.json' }));
    expect(await copy.compile()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await readFile(inCopy('schemas/compiled/limits.js'), 'utf8')).toContain('CONTACT_NAME_CHARACTERS = 65;');
    expect(Object.keys(await copy.compiled())).toContain('compiled/extra.js');

    await writeFile(inCopy('schemas/contact.schema.json'), contact);
    await rm(extra);
    expect((await copy.compile()).code).toBe(0);
    expect(await readFile(inCopy('schemas/compiled/limits.js'), 'utf8')).toContain('CONTACT_NAME_CHARACTERS = 64;');
    expect(Object.keys(await copy.compiled()).filter((name) => name.includes('extra'))).toEqual([]);
  });

  it('names what is wrong and changes nothing when a schema cannot be compiled', async () => {
    const before = await copy.compiled();
    const broken = inCopy('schemas/broken.schema.json');
    const schema = {
      $id: 'https://alternate-contacts.example/schemas/broken.schema.json',
      $ref: 'nowhere.schema.json',
    };
    await writeFile(broken, JSON.stringify(schema));
    const { code, stderr } = await copy.compile();
    await rm(broken);
    expect(code).toBe(1);
    expect(stderr).toContain("can't resolve reference nowhere.schema.json");
    expect(await copy.compiled()).toEqual(before);
  });
});

const RULE = '  - { name: x, when: { source: [cli] }, approvers: [leads], quorum: 1, rounds: [{ wait: 1h }] }';

const EMPTY = '1: the policy must be made of keys and values, at least allowedEmailDomains and approvals';

/** Each with the text of the policy and what follows `policies/policy.yml:`. */
const MISTAKES: { mistake: string; policy: string | Uint8Array; says: string }[] = [
  {
    mistake: 'an unknown group',
    policy: policyWith(LAST.replace('[leads]', '[leaders]')),
    says: '5: the rule "rest" names the group leaders, which does not exist; did you mean "leads"?',
  },
  {
    mistake: 'a wait in seconds',
    policy: policyWith(LAST.replace('1h', '30s')),
    says: '5: "wait" of entry 1 of "rounds" must be a whole number with the unit m, h or d, such as 30m, 72h or 7d',
  },
  {
    mistake: 'a quorum that nobody can reach',
    policy: policyWith(LAST.replace('quorum: 1', 'quorum: 3')),
    says: '5: the rule "rest" needs 3 approvals, but has only 2 approvers; lower the quorum or add approvers',
  },
  {
    mistake: 'a tab as indentation',
    policy: `${SIMPLE}baseline:\n\tdefault: {}\n`,
    says: '7: the line is indented with a tab; indent it with spaces',
  },
  {
    mistake: 'a rule that an earlier one shadows',
    policy: policyWith(RULE, RULE.replace('name: x', 'name: y'), LAST),
    says: '6: the rule "y" never applies, because the rule "x" on line 5 matches all that it matches; move it up, or remove it',
  },
  {
    mistake: 'bounds that contradict each other',
    policy: policyWith(RULE.replace('source: [cli]', 'changes: { atLeast: 6, atMost: 5 }'), LAST),
    says: '5: the rule "x" never applies: no request has at least 6 and at most 5 changes; lower atLeast or raise atMost',
  },
  {
    mistake: 'an expression that is not JSONata',
    policy: `${SIMPLE}sources:\n  desk:\n    proof: { kind: zendesk }\n    mapping: |\n      {\n        "a": ]\n      }\n`,
    says: '11: the expression is not valid JSONata: The symbol "]" cannot be used as a unary operator',
  },
  {
    mistake: 'an unknown key',
    policy: `${SIMPLE}basline: {}\n`,
    says: '6: "basline" is not a known key; did you mean "baseline"?',
  },
  {
    mistake: 'a key that is written twice',
    policy: `${SIMPLE}groups: {}\n`,
    says: '6: the key groups is written twice; keep one of them',
  },
  {
    mistake: 'a wrong type',
    policy: SIMPLE.replace('[example.com]', 'example.com'),
    says: '1: "allowedEmailDomains" must be a list of domains, such as [example.com]',
  },
  {
    mistake: 'a contact of the baseline outside the allowed domains',
    policy: `${SIMPLE}baseline:\n  default:\n    SECURITY:\n      { name: x, title: x, emailAddress: x@example.org, phoneNumber: '123456' }\n`,
    says: '9: the e-mail address of the SECURITY contact is outside allowedEmailDomains (example.com); use another, or allow its domain',
  },
  {
    mistake: 'nothing in it',
    policy: '',
    says: EMPTY,
  },
  {
    mistake: 'a character that is not UTF-8',
    policy: Buffer.from(`${SIMPLE}# caf\xe9\n`, 'latin1'),
    says: '6: the line is not UTF-8; save the file in this encoding',
  },
];

describe('npm run compile with a wrong policy', () => {
  it.each(MISTAKES)('ends with one message and changes nothing when it has $mistake', async ({ policy, says }) => {
    const before = await copy.compiled();
    expect(await compilePolicy(policy)).toEqual({ code: 1, stdout: '', stderr: `policies/policy.yml:${says}\n` });
    expect(await copy.compiled()).toEqual(before);
  });

  it('ends with a message for each mistake, in the order of the lines', async () => {
    const policy = policyWith(RULE.replace('quorum: 1', 'quorum: 3'), LAST.replace('[leads]', '[nobody, finance]'));
    const { code, stderr } = await compilePolicy(policy);
    expect(code).toBe(1);
    expect(stderr.split('\n').map((line) => line.split(': ')[0])).toEqual([
      'policies/policy.yml:5',
      'policies/policy.yml:6',
      'policies/policy.yml:6',
      '',
    ]);
  });

  it.each([
    {
      file: 'policies/nowhere.yml',
      says: 'policies/nowhere.yml: there is no such file; POLICY_FILE names the policy, otherwise it is policy.yml',
    },
    { file: 'policies', says: 'policies: this is a directory; name the file in it' },
  ])('ends with one message when the file is $file', async ({ file, says }) => {
    expect(await copy.compile(file)).toEqual({ code: 1, stdout: '', stderr: `${says}\n` });
  });

  it('names a file elsewhere by its whole path', async () => {
    await writeFile(inCopy('policies/policy.yml'), '');
    const { stderr } = await copy.compile(inCopy('schemas/../policies/policy.yml'));
    expect(stderr).toMatch(/^policies\/policy\.yml:1: /);
    expect((await copy.compile('/nowhere/policy.yml')).stderr).toMatch(
      /^\/nowhere\/policy\.yml: there is no such file/,
    );
  });

  it('ends with the same message in a fresh clone, where nothing is compiled yet', () => {
    expect(fresh).toEqual({ code: 1, stdout: '', stderr: `policies/policy.yml:${EMPTY}\n` });
    expect(filesOfFresh.filter((name) => name.includes('policy.json') || name.includes('/.'))).toEqual([]);
    expect(filesOfFresh.filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it.each(['package', 'deploy'])('ends npm run %s with exit code 1 before anything else', async (script) => {
    const { code, stderr } = await compilePolicy(SIMPLE.replace('1h', '30s'), (file) => copy.npm(script, file));
    expect(code).toBe(1);
    expect(stderr).toBe(
      'policies/policy.yml:5: "wait" of entry 1 of "rounds" must be a whole number with the unit m, h or d, such as 30m, 72h or 7d\n',
    );
  });
});
