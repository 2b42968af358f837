import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsCallError } from '../../../../../cli/errors.ts';
import type { Contact } from '../../../../../schemas/compiled/contact.js';
import type { Answers, FakeAccount } from '../../fake-aws.ts';
import { NOW, runCli } from '../../run-cli.ts';

const HEADER = 'accountId,alternateContactType,action,name,title,emailAddress,phoneNumber';
const SOC: Contact = { name: 'SOC', title: 'Lead', emailAddress: 'soc@example.com', phoneNumber: '+1 555 0100' };
const ACCOUNTS: FakeAccount[] = [
  { accountId: '333333333333', name: 'Shared', state: 'ACTIVE', unit: 'ou-ab12-prod0001', tags: { Team: 'a=b' } },
  { accountId: '012345678901', name: 'Shop', state: 'ACTIVE' },
  { accountId: '555555555555', name: 'Old', state: 'SUSPENDED', tags: { Team: 'a=b' } },
];
const ORGANIZATION: Answers = { accounts: ACCOUNTS, contactsByName: { '012345678901/SECURITY': SOC } };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contacts-export-'));
});

afterAll(() => rm(folder, { recursive: true }));

const denied = () => {
  const cause = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
  return new AwsCallError('account:GetAlternateContact', { cause });
};

describe('contacts export', () => {
  it('writes a row for each contact of the ACTIVE accounts, and names the others on stderr', async () => {
    const { code, stdout, stderr } = await runCli(['export', '--all-accounts'], ORGANIZATION);
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      HEADER,
      "'012345678901,BILLING,,,,,",
      "'012345678901,OPERATIONS,,,,,",
      "'012345678901,SECURITY,PUT,SOC,Lead,soc@example.com,'+1 555 0100",
      "'333333333333,BILLING,,,,,",
      "'333333333333,OPERATIONS,,,,,",
      "'333333333333,SECURITY,,,,,",
      '',
    ]);
    expect(stderr).toBe('! 1 account left out: 555555555555 (Old) because it is SUSPENDED\n');
  });

  it.each([
    { flags: ['--account', '012345678901'], ids: ['012345678901'] },
    { flags: ['--account', '333333333333', '--account', '012345678901'], ids: ['012345678901', '333333333333'] },
    { flags: ['--ou', 'ou-ab12-prod0001'], ids: ['333333333333'] },
    { flags: ['--tag', 'Team=a=b'], ids: ['333333333333'] },
  ])('selects accounts by $flags', async ({ flags, ids }) => {
    const { calls } = await runCli(['export', ...flags], ORGANIZATION);
    expect([...new Set(calls.contacts.map((name) => name.slice(0, 12)))]).toEqual(ids);
  });

  it.each([
    { flags: [], says: 'say which accounts: --account, --ou, --tag or --all-accounts' },
    { flags: ['--account', '22'], says: '22 is not an account id: it must be 12 digits' },
    {
      flags: ['--ou', 'production'],
      says: 'production is not an organizational unit: write its id or that of a root, such as ou-ab12-prod0001',
    },
    { flags: ['--tag', 'Team'], says: 'Team is not a tag: write it as key=value' },
    { flags: ['--ou', 'ou-ab12-prod0001', '--all-accounts'], says: 'cannot be used with' },
    { flags: ['--all-accounts', '--output', '/no/such/folder/x.csv'], says: 'there is no such folder' },
  ])('is wrong usage when it says $says', async ({ flags, says }) => {
    const { code, stderr, calls } = await runCli(['export', ...flags], ORGANIZATION);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(calls.contacts).toEqual([]);
  });

  it.each([
    { flags: ['--account', '999999999999'], says: 'the organization has no account 999999999999' },
    {
      flags: ['--account', '555555555555'],
      says: 'there is no ACTIVE account among those that --account, --ou or --tag select; 555555555555 (Old) because it is SUSPENDED',
    },
    { flags: ['--tag', 'Team=c'], says: 'there is no ACTIVE account among those that --account, --ou or --tag select' },
  ])('refuses $flags', async ({ flags, says }) => {
    const { code, stderr, stdout } = await runCli(['export', ...flags], ORGANIZATION);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(says);
  });

  it('leaves out the management account when the credentials are of another one', async () => {
    const { stdout, stderr } = await runCli(['export', '--all-accounts'], {
      ...ORGANIZATION,
      foreignManagementAccount: '333333333333',
    });
    expect(stdout).not.toContain('333333333333');
    expect(stderr).toContain('333333333333 (Shared) because it is the management account');
  });

  it('writes a file that only its owner can read, and says what is in it', async () => {
    const output = join(folder, 'contacts.csv');
    const { code, stdout } = await runCli(['export', '--account', '012345678901', '--output', output], ORGANIZATION);
    expect(code).toBe(0);
    expect(stdout).toBe(`✓ Wrote 1 contact of 1 account to ${output}\n`);
    expect(await readFile(output, 'utf8')).toMatch(/^accountId,.*\n'012345678901,BILLING/);
    expect((await stat(output)).mode & 0o777).toBe(0o600);
  });

  it('prints the changes of a JSON file as JSON', async () => {
    const { stdout, stderr } = await runCli(['export', '--all-accounts', '--json'], ORGANIZATION);
    const document = JSON.parse(stdout);
    const change = { accountId: '012345678901', alternateContactType: 'SECURITY', action: 'PUT', contact: SOC };
    expect(document.changes).toEqual([change]);
    expect(document.notSet).toHaveLength(5);
    expect(document.leftOut).toEqual([
      { accountId: '555555555555', name: 'Old', state: 'SUSPENDED', why: 'it is SUSPENDED' },
    ]);
    expect(stderr).toBe('');
  });

  it('reads one contact after the other, five a second, and shows how far it is', async () => {
    const accounts = Array.from({ length: 10 }, (_, index) => ({ accountId: `22222222220${index}`, state: 'ACTIVE' }));
    const started = Date.parse(NOW);
    const { calls, spun, endedAt } = await runCli(['export', '--all-accounts'], { accounts });
    expect(calls.contacts).toHaveLength(30);
    expect(calls.contactsAtOnce).toBe(1);
    expect(endedAt - started).toBe(29 * 200);
    expect(spun[0]).toMatch(/^░+ 0 of 10 accounts, 6 seconds left$/);
    expect(spun).toContainEqual(expect.stringMatching(/^█+░+ 5 of 10 accounts, 3 seconds left$/));
    expect(spun.at(-1)).toBe('stopped');
  });

  it('goes on and ends with 1 when AWS denies one account', async () => {
    const { code, stdout, stderr } = await runCli(['export', '--all-accounts'], {
      ...ORGANIZATION,
      unreadable: denied(),
      unreadableAccounts: ['333333333333'],
    });
    expect(code).toBe(1);
    expect(stdout).toContain('SECURITY,PUT,SOC');
    expect(stdout).not.toContain('333333333333');
    expect(stderr).toContain('333333333333 (Shared) because account:GetAlternateContact was denied');
  });

  it('writes nothing when AWS denies all of them, or fails otherwise', async () => {
    const all = await runCli(['export', '--all-accounts'], { ...ORGANIZATION, unreadable: denied() });
    expect(all).toMatchObject({ code: 1, stdout: '' });
    expect(all.stderr).toContain('account:GetAlternateContact was denied');
    const accounts = Array.from({ length: 10 }, (_, index) => ({ accountId: `22222222220${index}`, state: 'ACTIVE' }));
    const many = await runCli(['export', '--all-accounts'], { accounts, unreadable: denied() });
    expect(many).toMatchObject({ code: 1, stdout: '' });
    expect(many.calls.contacts).toHaveLength(3);
    const lost = await runCli(['export', '--all-accounts'], {
      ...ORGANIZATION,
      unreadable: new AwsCallError('account:GetAlternateContact', { cause: new Error('lost') }),
      unreadableAccounts: ['333333333333'],
    });
    expect(lost).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('the round trip from export through an edited file to a request', () => {
  const HARMFUL: Contact = {
    name: '=HYPERLINK("http://x.example","y")',
    title: "'+1-2",
    emailAddress: '+soc@example.com',
    phoneNumber: '-1 555-0100',
  };
  const why = ['--reason', 'New SOC', '--requested-by', 'jane@example.com'];

  it('requests what was edited in exactly the other values', async () => {
    const contactsByName = { '012345678901/SECURITY': SOC, '333333333333/SECURITY': HARMFUL };
    const exported = await runCli(['export', '--all-accounts'], { accounts: ACCOUNTS, contactsByName });
    const file = join(folder, 'edited.csv');
    await writeFile(file, exported.stdout.replace('PUT,SOC,', 'PUT,Night shift,'));
    const { code, stderr, calls } = await runCli(['request', '--file', file, ...why]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '! 4 rows without an action and a contact left out\n' });
    expect(calls.requests[0]).toMatchObject({
      changes: [
        { accountId: '012345678901', action: 'PUT', contact: { ...SOC, name: 'Night shift' } },
        { accountId: '333333333333', action: 'PUT', contact: HARMFUL },
      ],
    });
    expect(calls.requests[0]).not.toHaveProperty('asWritten');
  });

  it('takes the row of a contact that is not set once somebody has filled it in, and asks for its action', async () => {
    const exported = await runCli(['export', '--account', '012345678901'], ORGANIZATION);
    const row = "'012345678901,BILLING,";
    const filled = 'Desk,Finance,desk@example.com,+1 555 0177';
    const fill = (action: string) => exported.stdout.replace(`${row},,,,`, `${row}${action},${filled}`);
    const stdin = { whole: fill('PUT'), lacking: fill('') };
    const words = ['request', '--file', '-', '--format', 'csv', ...why];
    const whole = await runCli(words, { stdin: stdin.whole });
    expect(whole.calls.requests[0]).toMatchObject({ changes: [{ alternateContactType: 'BILLING' }, {}] });
    const lacking = await runCli(words, { stdin: stdin.lacking });
    expect(lacking).toMatchObject({ code: 2, stderr: expect.stringContaining('stdin:2: action must') });
  });
});
