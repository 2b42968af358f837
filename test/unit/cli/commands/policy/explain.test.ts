import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { RefusedError } from '../../../../../cli/errors.ts';
import { type CliOptions, runCli } from '../../run-cli.ts';

const POLICY = `
allowedEmailDomains: [example.com]
groups:
  security: [sec-1@example.com, Sec-2@example.com]
  owners: [jane@example.com, joe@example.com]
approvals:
  - name: sandbox
    when: { ou: [ou-ab12-sandbox01], action: [PUT], source: [cli, jira] }
    preApproved: true
  - name: bulk
    when: { changes: { atLeast: 10, atMost: 50 } }
    approvers: [security]
    quorum: 1
    rounds: [{ wait: 72h }]
  - name: production
    when: { alternateContactType: [SECURITY, BILLING], tags: { Stage: [prod, test], Team: [shop] } }
    approvers: [security, cfo@example.com]
    quorum: one-of-each
    rejection: majority
    commentRequired: true
    rounds:
      - { wait: 24h }
      - { wait: 2d, remind: true, escalateTo: [owners] }
  - name: one account
    when: { accountId: ["333333333333"] }
    approvers: [jane@example.com, joe@example.com]
    quorum: 2
    rounds: [{ wait: 72h }]
  - name: every change
    approvers: [owners]
    quorum: 1
    rounds: [{ wait: 72h }]
`;
const SIMPLE = `
allowedEmailDomains: [example.com]
approvals:
  - { name: every change, approvers: [jane@example.com], quorum: 1, rounds: [{ wait: 30m }] }
`;

const PRODUCTION = {
  parentIds: ['ou-ab12-prod0001', 'r-ab12'],
  tags: { Stage: 'prod', Team: 'shop', CostCenter: '1' },
};

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contacts-policy-'));
  file = await written('policy.yml', POLICY);
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => vi.stubEnv('CONTACTS_REQUESTED_BY', ''));
afterEach(() => vi.unstubAllEnvs());

async function written(name: string, text: string | Buffer): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

/** Explains a change of the SECURITY contact; later flags win. */
const explain = (options: CliOptions, ...flags: string[]) =>
  runCli(['policy', 'explain', '--account', '222222222222', '--type', 'SECURITY', '--policy', file, ...flags], {
    width: 200,
    traits: PRODUCTION,
    ...options,
  });

/** The cells of the lines of a section. */
function section(stdout: string, title: RegExp): string[][] {
  const [, text = ''] = stdout.split(title);
  const [lines = ''] = text.trimStart().split('\n\n');
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));
}

describe('contacts policy explain', () => {
  it('shows why the rules above do not apply, and why this one does', async () => {
    const { code, stdout } = await explain({});
    expect(code).toBe(0);
    expect(stdout).toMatch(/^222222222222 SECURITY falls under the rule: production\n/);
    expect(stdout).toMatch(/Requester +anybody who is not an approver/);
    expect(section(stdout, /Rules of .*, from the top/)).toEqual([
      ['✗', 'sandbox', 'ou: the account is under ou-ab12-prod0001, r-ab12; the rule wants ou-ab12-sandbox01'],
      ['✗', 'bulk', 'changes: the request has 1, the rule wants at least 10 and at most 50'],
      ['✓', 'production', 'alternateContactType is SECURITY'],
      ['tags: Stage is prod, Team is shop'],
    ]);
  });

  it('names every condition that does not hold, with what the change has and what the rule wants', async () => {
    const { stdout } = await explain(
      { traits: { parentIds: ['r-ab12'], tags: { Stage: 'dev' } } },
      ...['--type', 'OPERATIONS', '--action', 'DELETE', '--source', 'zendesk', '--changes', '9'],
    );
    expect(section(stdout, /from the top/)).toEqual([
      ['✗', 'sandbox', 'action is DELETE, the rule wants PUT'],
      ['ou: the account is under r-ab12; the rule wants ou-ab12-sandbox01'],
      ['source is zendesk, the rule wants cli or jira'],
      ['✗', 'bulk', 'changes: the request has 9, the rule wants at least 10 and at most 50'],
      ['✗', 'production', 'alternateContactType is OPERATIONS, the rule wants SECURITY or BILLING'],
      ['tags: Stage is dev, the rule wants prod or test; Team is not set, the rule wants shop'],
      ['✗', 'one account', 'accountId is 222222222222, the rule wants 333333333333'],
      ['✓', 'every change', 'has no conditions, so it applies when no rule above does'],
    ]);
  });

  it.each([
    {
      flags: [],
      rule: 'every change',
      says: 'requester is proven, the rule wants claimed',
      requester: 'jane@example.com',
    },
    {
      flags: ['--requester', 'claimed'],
      rule: 'unproven',
      says: 'requester is claimed',
      requester: 'jane@example.com, as claimed by whoever put the event',
    },
  ])('tells proven requesters from claimed ones: $says', async ({ flags, rule, says, requester }) => {
    const unproven =
      '{ name: unproven, when: { requester: claimed }, approvers: [a@b.cd], quorum: 1, rounds: [{ wait: 1h }] }';
    const policy = await written('requester.yml', SIMPLE.replace('approvals:', `approvals:\n  - ${unproven}`));
    const { stdout } = await explain({}, '--policy', policy, '--requested-by', 'jane@example.com', ...flags);
    expect(stdout).toContain(`falls under the rule: ${rule}\n`);
    expect(section(stdout, /from the top/)[0]).toContain(says);
    expect(stdout).toMatch(new RegExp(`Requester +${requester}\n`));
  });

  it('names ten of many values that the rule wants', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `"3333333333${index + 10}"`);
    const policy = await written(
      'long.yml',
      SIMPLE.replace('approvals:', `approvals:\n  - { name: pre, preApproved: true, when: { accountId: [${ids}] } }`),
    );
    const { stdout } = await explain({ width: 300 }, '--policy', policy);
    expect(stdout).toMatch(/the rule wants 333333333310 or .* or 333333333319 or one of 2 more\n/);
  });

  it('shows who must approve, how many, for how long, and what a rejection does', async () => {
    const { stdout } = await explain({});
    expect(section(stdout, /What the rule requires/)).toEqual([
      ['Approvers', 'security: sec-1@example.com, Sec-2@example.com'],
      ['cfo@example.com'],
      ['Quorum', 'one approval from each: security, cfo@example.com'],
      ['Rounds', '1. 24h'],
      ["2. 2d, reminds approvers who haven't voted, escalates to owners: jane@example.com, joe@example.com"],
      ['then the request expires'],
      ['Comment', 'required to approve and to reject'],
      ['Confirm', 'the link in the mail is enough'],
      ['Rejection', 'more than half of the approvers must reject'],
    ]);
  });

  it('shows the defaults of a rule that says no more than it must', async () => {
    const { stdout } = await explain({}, '--type', 'OPERATIONS', '--requested-by', 'JANE@example.com');
    expect(stdout).toMatch(/Change +PUT, the only change in a request from cli\n +Requester +JANE@example.com\n/);
    expect(section(stdout, /What the rule requires/)).toEqual([
      ['Approvers', 'owners: jane@example.com (the requester, not eligible), joe@example.com'],
      ['Quorum', '1 approval'],
      ['Rounds', '1. 72h'],
      ['then the request expires'],
      ['Comment', 'required to reject'],
      ['Confirm', 'the link in the mail is enough'],
      ['Rejection', 'any approver can reject'],
    ]);
  });

  it.each([
    { confirm: 'code', says: 'a one-time code, which the approver gets in a second mail' },
    { confirm: 'signIn', says: 'the approver signs in at the identity provider' },
  ])('shows what a vote needs besides the link when the rule has confirm: $confirm', async ({ confirm, says }) => {
    const policy = await written(`${confirm}.yml`, SIMPLE.replace('quorum: 1', `quorum: 1, confirm: ${confirm}`));
    const { stdout } = await explain({}, '--policy', policy);
    expect(section(stdout, /What the rule requires/)).toContainEqual(['Confirm', says]);
  });

  it.each([
    { requester: 'proven', leftOut: ['pending', 'decided'] },
    { requester: 'claimed', leftOut: ['decided'] },
  ])('shows which mails the policy leaves out when the requester is $requester', async ({ requester, leftOut }) => {
    const policy = await written('notices.yml', `${SIMPLE}notices: { pending: claimed, decided: nobody }\n`);
    const { stdout } = await explain({}, '--policy', policy, '--requester', requester);
    const lines = section(stdout, /What the rule requires/);
    const pending = 'to the requester while the request waits';
    const decided = 'to the other approvers when it is decided: the page says it';
    expect(lines.slice(lines.findIndex(([label]) => label === 'No mail'))).toEqual(
      requester === 'proven' ? [['No mail', pending], [decided]] : [['No mail', decided]],
    );
    const json = await explain({}, '--policy', policy, '--requester', requester, '--json');
    expect(JSON.parse(json.stdout).approval.leftOut).toEqual(leftOut);
  });

  it('says that no approval is needed when the rule pre-approves', async () => {
    const traits = { parentIds: ['ou-ab12-sandbox01', 'r-ab12'] };
    const { stdout } = await explain({ traits });
    expect(section(stdout, /from the top/)).toEqual([
      ['✓', 'sandbox', 'action is PUT'],
      ['ou: the account is under ou-ab12-sandbox01'],
      ['source is cli'],
    ]);
    expect(section(stdout, /What the rule requires/)).toEqual([
      ['Approval', 'none: the change is pre-approved and applied at once'],
    ]);
    const { approval, preApproved } = JSON.parse((await explain({ traits }, '--json')).stdout);
    expect({ approval, preApproved }).toEqual({ approval: undefined, preApproved: true });
  });

  it('warns when no request may have so many changes under the rule', async () => {
    const traits = { parentIds: ['ou-ab12-sandbox01', 'r-ab12'] };
    const campaign = await explain({ traits }, '--changes', '101');
    expect(campaign.stdout).toMatch(
      /\n! Such a request ends INVALID, because it\n +asks for changes that the rule "sandbox" approves/,
    );
    expect((await explain({ traits }, '--changes', '100')).stdout).not.toContain('INVALID');
    const ceiling = SIMPLE.replace('quorum: 1', 'quorum: 1, maxChanges: 500');
    const flags = ['--policy', await written('ceiling.yml', ceiling), '--changes', '501'];
    const { stdout } = await explain({}, ...flags);
    expect(stdout).toContain('asks for 501 changes under the rule "every change", which lets 500 through at once');
    const json = JSON.parse((await explain({}, ...flags, '--json')).stdout);
    expect(json.tooLarge).toEqual([expect.stringContaining('lets 500 through')]);
  });

  it('warns when the quorum cannot be reached without the requester', async () => {
    const flags = ['--account', '333333333333', '--type', 'OPERATIONS', '--requested-by', 'joe@example.com'];
    const { code, stdout } = await explain({}, ...flags);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Quorum +2 approvals\n/);
    expect(stdout).toContain(
      '! The quorum cannot be reached: a request by joe@example.com ends INVALID, because it\n  leaves too few approvers for the rule "one account": it needs 2 approvals',
    );
    const { stdout: ofAnother } = await explain({}, ...flags, '--requested-by', 'sec-1@example.com');
    expect(ofAnother).not.toContain('cannot be reached');
  });

  it('prints one document when asked for JSON', async () => {
    const { stdout } = await explain({}, '--json', '--requested-by', 'cfo@example.com', '--changes', '3');
    expect(JSON.parse(stdout)).toEqual({
      policyFile: file,
      change: {
        account: { accountId: '222222222222', parentIds: PRODUCTION.parentIds, tags: { Stage: 'prod', Team: 'shop' } },
        alternateContactType: 'SECURITY',
        action: 'PUT',
        source: 'cli',
        requester: 'proven',
        changes: 3,
        requestedBy: 'cfo@example.com',
      },
      rules: [
        {
          rule: 'sandbox',
          conditions: [
            { condition: 'action', holds: true, actual: 'PUT', wanted: ['PUT'], text: expect.any(String) },
            {
              condition: 'ou',
              holds: false,
              actual: PRODUCTION.parentIds,
              wanted: ['ou-ab12-sandbox01'],
              text: expect.any(String),
            },
            { condition: 'source', holds: true, actual: 'cli', wanted: ['cli', 'jira'], text: expect.any(String) },
          ],
        },
        { rule: 'bulk', conditions: [expect.objectContaining({ actual: 3, wanted: { atLeast: 10, atMost: 50 } })] },
        { rule: 'production', conditions: [expect.anything(), expect.objectContaining({ holds: true })] },
      ],
      rule: 'production',
      preApproved: false,
      approval: {
        approvers: [
          {
            from: 'security',
            members: [
              { approver: 'sec-1@example.com', isRequester: false },
              { approver: 'Sec-2@example.com', isRequester: false },
            ],
          },
          { from: 'cfo@example.com', members: [{ approver: 'cfo@example.com', isRequester: true }] },
        ],
        quorum: 'one-of-each',
        rounds: [
          { wait: '24h' },
          { wait: '2d', remind: true, escalateTo: [expect.objectContaining({ from: 'owners' })] },
        ],
        commentRequired: true,
        rejection: 'majority',
        problems: [],
      },
    });
  });

  it('asks AWS only for what the rules look at', async () => {
    expect((await explain({})).calls.traits).toEqual([['222222222222', { parents: true, tagKeys: ['Stage', 'Team'] }]]);
    const { calls } = await explain({}, '--policy', await written('simple.yml', SIMPLE));
    expect(calls.traits).toEqual([['222222222222', { parents: false, tagKeys: [] }]]);
  });

  it('takes the policy in the current directory and the requester in the environment when none is named', async () => {
    vi.stubEnv('CONTACTS_REQUESTED_BY', 'jane@example.com');
    const { stdout } = await runCli(['policy', 'explain', '--account', '222222222222', '--type', 'BILLING', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ policyFile: 'policy.yml', change: { requestedBy: 'jane@example.com' } });
  });

  it('spells out what a terminal would obey', async () => {
    const evil = '"a\\e[2Jb\\u202E"';
    const policy = await written(
      'evil.yml',
      SIMPLE.replace(
        'approvals:',
        `approvals:\n  - { name: ${evil}, when: { tags: { ${evil}: [x] } }, preApproved: true }`,
      ),
    );
    for (const flags of [[], ['--json']]) {
      const { stdout } = await explain({}, '--policy', policy, ...flags);
      expect(stdout).toMatch(/a(\[U\+001B\]|\\u001b)\[2Jb/);
      expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    }
  });

  it('keeps within the columns of the terminal', async () => {
    const { stdout } = await explain({ width: 80 });
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(
      Math.max(80, file.length + 30),
    );
  });

  it('says why AWS does not answer about the account', async () => {
    const error = new RefusedError('the organization has no account 222222222222');
    expect(await explain({ error })).toMatchObject({ code: 1, stderr: `error: ${error.message}\n` });
  });
});

describe('contacts policy explain of a policy that cannot be used', () => {
  it('names every problem with its line', async () => {
    const wrong = await written('wrong.yml', SIMPLE.replace('quorum: 1', 'quorum: 0').concat('groups: { a: [b] }\n'));
    const { code, stdout, stderr } = await explain({}, '--policy', wrong);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error: .*wrong\.yml cannot be used: there are \d problems\n/);
    expect(stderr).toMatch(/ {2}\S+wrong\.yml:4: "quorum" must be a whole number, at least 1, or one-of-each\n/);
    expect(stderr).toMatch(
      / {2}\S+wrong\.yml:5: entry 1 of "a" must be an e-mail address, such as jane@example\.com\n/,
    );
  });

  it('prints them as JSON when asked to', async () => {
    const wrong = await written('last.yml', SIMPLE.replace('name: every change', 'name: x, when: { source: [cli] }'));
    const { code, stderr } = await explain({}, '--policy', wrong, '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stderr)).toEqual({
      error: `${wrong} cannot be used: there is 1 problem`,
      problems: [expect.stringContaining(`${wrong}:4: the rule "x" is the last one, but has a "when"`)],
    });
  });

  it('says how to choose another when there is none', async () => {
    const { code, stderr } = await explain({}, '--policy', 'none.yml');
    expect(code).toBe(2);
    expect(stderr).toBe('error: cannot read none.yml: there is no such file, choose another with --policy\n');
  });

  it('says that it is no text when it is in another encoding', async () => {
    const { code, stderr } = await explain({}, '--policy', await written('latin.yml', Buffer.from([0xe4, 0x0a])));
    expect(code).toBe(2);
    expect(stderr).toContain('latin.yml is not UTF-8 text');
  });
});

describe('contacts policy explain with wrong flags', () => {
  it.each([
    [['--account', '22'], '22 is not an account id: it must be 12 digits'],
    [['--type', 'LEGAL'], 'LEGAL is not a type: choose one of BILLING, OPERATIONS, SECURITY'],
    [['--action', 'DROP'], 'DROP is not an action: choose one of PUT, DELETE'],
    [['--source', 'a b'], 'a b is not the name of a system: it must be 1 to 64 letters'],
    [['--changes', '150001'], '150001 is not a number of changes: a request has 1 to 150,000'],
    [['--changes', '0'], '0 is not a number of changes: a request has 1 to 150,000'],
    [['--requester', 'known'], 'choose one of proven, claimed'],
    [['--requested-by', 'jane'], 'jane is not a requester: it must be an e-mail address'],
    [['SECURITY'], 'too many arguments'],
  ])('is wrong usage with %j', async (flags, says) => {
    const { code, stderr } = await explain({}, ...flags);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr).toContain('see `contacts policy explain --help`');
  });
});
