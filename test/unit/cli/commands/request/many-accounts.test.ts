import { describe, expect, it } from 'vitest';
import type { FakeAccount } from '../../fake-aws.ts';
import { runCli } from '../../run-cli.ts';

const ACCOUNTS: FakeAccount[] = [
  { accountId: '222222222222', name: 'Shop', state: 'ACTIVE', unit: 'ou-ab12-prod0001', tags: { Env: 'prod' } },
  { accountId: '333333333333', name: 'Shared', state: 'ACTIVE', tags: { Env: 'prod' } },
  { accountId: '444444444444', name: 'Old', state: 'PENDING_CLOSURE', unit: 'ou-ab12-prod0001' },
];
const CONTACT = ['--name', ' SOC ', '--title', 'Lead', '--email', 'soc@example.com', '--phone', '+1 555 0100'];
const SET = ['--type', 'security', ...CONTACT];
const contact = { name: 'SOC', title: 'Lead', emailAddress: 'soc@example.com', phoneNumber: '+1 555 0100' };

async function request(...flags: string[]) {
  const words = ['request', '--reason', 'x', '--requested-by', 'jane@example.com', '--request-id', 'soc', ...flags];
  const result = await runCli(words, { accounts: ACCOUNTS });
  const { changes } = Object(result.calls.requests[0]);
  return { ...result, changes };
}

const put = (accountId: string) => ({ accountId, alternateContactType: 'SECURITY', action: 'PUT', contact });

describe('contacts request in many accounts', () => {
  it('sets one contact in every ACTIVE account, and says which it leaves out', async () => {
    const { code, changes, stdout, stderr } = await request('--all-accounts', ...SET);
    expect(code).toBe(0);
    expect(changes).toEqual([put('222222222222'), put('333333333333')]);
    expect(stdout).toContain('Sent soc: 2 changes in 2 accounts');
    expect(stderr).toBe(
      [
        '! --type: taken as "SECURITY", written "security"',
        '! --name: taken as "SOC", without the blanks around it',
        '! 1 account left out: 444444444444 (Old) because it is PENDING_CLOSURE',
        '',
      ].join('\n'),
    );
  });

  it('says the same in the JSON document', async () => {
    const { stdout, stderr } = await request('--ou', 'ou-ab12-prod0001', ...SET, '--json');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      requestId: 'soc',
      stage: 'dev',
      changes: 1,
      takenAs: [
        { place: '--type', text: 'security', taken: 'SECURITY' },
        { place: '--name', text: ' SOC ', taken: 'SOC' },
      ],
      leftOutAccounts: [
        { accountId: '444444444444', name: 'Old', state: 'PENDING_CLOSURE', why: 'it is PENDING_CLOSURE' },
      ],
    });
  });

  it('removes a contact from accounts with a tag', async () => {
    const { changes } = await request('--tag', 'Env=prod', '--type', 'BILLING', '--delete');
    expect(changes).toEqual(
      ['222222222222', '333333333333'].map((accountId) => ({
        accountId,
        alternateContactType: 'BILLING',
        action: 'DELETE',
      })),
    );
  });

  it('lists the changes of a dry run and sends nothing', async () => {
    const { code, stdout, calls } = await request('--all-accounts', ...SET, '--dry-run');
    expect(code).toBe(0);
    expect(calls.requests).toEqual([]);
    expect(stdout).toMatch(
      /^Would send soc: 2 changes in 2 accounts, stage dev\n\nACCOUNT .*\n222222222222 \(Shop\) +SECURITY +PUT +SOC/,
    );
    const json = await request('--all-accounts', ...SET, '--dry-run', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      dryRun: true,
      request: { requestId: 'soc', changes: [put('222222222222'), put('333333333333')] },
    });
  });

  it('names each wrong flag once', async () => {
    const { code, stderr, calls } = await request(
      '--all-accounts',
      '--type',
      'SECURE',
      '--name',
      'SOC',
      '--email',
      'x',
    );
    expect(code).toBe(2);
    for (const flag of ['--type must', '--email must', '--title is', '--phone is']) {
      expect(stderr.split(flag)).toHaveLength(2);
    }
    expect(calls.requests).toEqual([]);
  });

  it.each([
    ['--all-accounts', '--account', '222222222222'],
    ['--all-accounts', '--ou', 'ou-ab12-prod0001'],
    ['--all-accounts', '--file', 'x.csv'],
  ])('refuses %s with %s', async (...flags) => {
    const { code, stderr } = await request(...flags, '--type', 'BILLING', '--delete');
    expect(code).toBe(2);
    expect(stderr).toContain('cannot be used with');
  });
});
