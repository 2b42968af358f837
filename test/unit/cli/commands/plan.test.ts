import { describe, expect, it } from 'vitest';
import { OLD_CONTACT } from '../../builders.ts';
import { denied, inventoryItem, SANDBOX, seen, sweepOf } from '../../inventory-samples.ts';
import { runCli } from '../run-cli.ts';

/** What the baseline of the default policy wants. */
const WANTED = {
  SECURITY: {
    name: 'Security operations',
    title: 'Security',
    emailAddress: 'security@example.com',
    phoneNumber: '+1 555 0100',
  },
  OPERATIONS: {
    name: 'Cloud operations',
    title: 'Operations',
    emailAddress: 'operations@example.com',
    phoneNumber: '+1 555 0101',
  },
  BILLING: { name: 'Cloud finance', title: 'Finance', emailAddress: 'billing@example.com', phoneNumber: '+1 555 0102' },
};
const IN_LINE = { SECURITY: seen(WANTED.SECURITY), OPERATIONS: seen(WANTED.OPERATIONS), BILLING: seen(WANTED.BILLING) };
const good = inventoryItem('222222222222', IN_LINE);
const withoutBilling = inventoryItem('333333333333', { ...IN_LINE, BILLING: seen(null) }, SANDBOX);
const drifted = inventoryItem('444444444444', { ...IN_LINE, SECURITY: seen(OLD_CONTACT) }, { tags: { Stage: 'prod' } });
const unreadable = inventoryItem('555555555555', { ...IN_LINE, BILLING: denied() });

describe('contacts plan', () => {
  it('shows groups of equal differences with the fields that differ, and exits with 2', async () => {
    const { code, stdout } = await runCli(['plan'], { inventory: [good, withoutBilling, drifted], width: 120 });
    expect(code).toBe(2);
    expect(stdout).toContain('Compared 3 accounts, read on 1 Jun 2026, 12:00 UTC, with the baseline of policy.yml\n');
    expect(stdout).toMatch(/\+ BILLING of 1 account: not set → Cloud finance\n {2}Name +Cloud finance\n/);
    expect(stdout).toContain('333333333333 (Account 333, Root / Sandbox)');
    expect(stdout).toMatch(/~ SECURITY of 1 account: Security desk → Security operations\n/);
    expect(stdout).toMatch(/E-mail +desk@example.com → security@example.com\n/);
    expect(stdout).not.toMatch(/Phone +\+1 555 0100 →/);
    expect(stdout).toContain('Plan: 1 to set, 1 to change, 0 to remove; 7 in line.');
  });

  it('repeats what narrows it in the command that it names next', async () => {
    const flags = ['--ou', 'ou-ab12-sandbox01', '--type', 'BILLING'];
    const { stdout } = await runCli(['plan', ...flags], { inventory: [good, withoutBilling, drifted] });
    expect(stdout).toContain('\n  contacts baseline apply --dry-run --ou ou-ab12-sandbox01 --type BILLING');
    const tagged = await runCli(['plan', '--tag', 'Stage=prod'], { inventory: [good, withoutBilling, drifted] });
    expect(tagged.stdout).toContain('\n  contacts baseline apply --dry-run --tag Stage=prod');
  });

  it('exits with 0 when every contact is in line', async () => {
    const { code, stdout, stderr } = await runCli(['plan'], { inventory: [good] });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('✓ No contact differs from the baseline: 3 in line.');
  });

  it('exits with 1 when nothing differs but some contacts are not known, and names them', async () => {
    const { code, stdout } = await runCli(['plan'], { inventory: [good, unreadable], width: 120 });
    expect(code).toBe(1);
    expect(stdout).toContain('555555555555 (Account 555, Root / Production) BILLING: AccessDeniedException');
  });

  it('says to sweep first when the inventory is empty', async () => {
    const { code, stderr } = await runCli(['plan']);
    expect(code).toBe(1);
    expect(stderr).toContain('the inventory is empty: run `contacts sweep --watch` first');
  });

  it.each([
    [['--ou', 'production']],
    [['--type', 'PAYROLL']],
    [['--tag', 'Stage']],
    [['--nothing']],
    [['--policy', 'missing.yml']],
  ])('exits with 1 and not with 2 when it is used wrongly: %j', async (flags) => {
    const { code, stdout } = await runCli(['plan', ...flags], { inventory: [good, drifted] });
    expect([code, stdout]).toEqual([1, '']);
  });

  it('narrows to units, tags and types', async () => {
    const inventory = [good, withoutBilling, drifted];
    const accounts = async (...flags: string[]) =>
      JSON.parse((await runCli(['plan', '--json', ...flags], { inventory })).stdout).accounts;
    await expect(accounts('--ou', 'ou-ab12-sandbox01')).resolves.toBe(1);
    await expect(accounts('--ou', 'ou-ab12-sandbox01', '--ou', 'ou-ab12-prod0001')).resolves.toBe(3);
    await expect(accounts('--tag', 'Stage=prod')).resolves.toBe(1);
    const { stdout } = await runCli(['plan', '--json', '--type', 'billing'], { inventory });
    expect(JSON.parse(stdout)).toMatchObject({
      standings: { inLine: 2, missing: 1 },
      changes: { set: 1, change: 0, remove: 0 },
    });
  });

  it('refuses a unit and a tag that the inventory does not know', async () => {
    const unit = await runCli(['plan', '--ou', 'ou-ab12-unknown01'], { inventory: [good] });
    expect(unit.stderr).toContain('the inventory knows no account in ou-ab12-unknown01');
    const tag = await runCli(['plan', '--tag', 'Team=shop'], { inventory: [good, drifted] });
    expect([unit.code, tag.code]).toEqual([1, 1]);
    expect(tag.stderr).toContain('no account with the tag Team');
  });

  it('refuses a selection in which no account is ACTIVE', async () => {
    const { code, stderr } = await runCli(['plan'], { inventory: [{ ...good, state: 'GONE' }] });
    expect([code, stderr]).toEqual([1, 'error: none of these accounts is ACTIVE\n']);
  });

  it('warns of contacts that were last read more than a day ago, unless a sweep is under way', async () => {
    const SECURITY = seen(WANTED.SECURITY, { seenAt: '2026-05-31T12:00:00.000Z' });
    const inventory = [inventoryItem('222222222222', { ...IN_LINE, SECURITY })];
    const old = await runCli(['plan'], { inventory, sweeps: [sweepOf({ endedAt: '2026-05-31T14:00:00.000Z' })] });
    expect(old.stderr).toContain('more than a day ago, the earliest at 31 May 2026, 12:00 UTC: `contacts sweep`');
    const sweeping = await runCli(['plan'], { inventory, sweeps: [sweepOf()] });
    expect(sweeping.stderr).toContain('! a sweep is under way: 250 of 1,000 accounts read, 250 a minute');
    expect([old.code, sweeping.code]).toEqual([0, 0]);
  });

  it('prints JSON with the groups, the accounts and the warnings', async () => {
    const { code, stdout } = await runCli(['plan', '--json'], { inventory: [good, drifted, unreadable] });
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{
        policyFile: 'policy.yml',
        inLine: false,
        accounts: 3,
        changes: { set: 0, change: 1, remove: 0 },
        warnings: [],
      },
      groups: [
        {
          ...{
            alternateContactType: 'SECURITY',
            action: 'change',
            count: 1,
            before: OLD_CONTACT,
            after: WANTED.SECURITY,
          },
          accounts: [{ accountId: '444444444444', accountName: 'Account 444', ouPath: ['Root', 'Production'] }],
        },
      ],
      unknown: [{ accountId: '555555555555', alternateContactType: 'BILLING', error: 'AccessDeniedException' }],
    });
  });

  it('spells out what a terminal obeys', async () => {
    const SECURITY = seen({ ...OLD_CONTACT, name: 'De\u001B[2Jsk' });
    const inventory = [inventoryItem('222222222222', { ...IN_LINE, SECURITY }, { name: 'Sh\u001Bop' })];
    const { stdout } = await runCli(['plan'], { inventory, width: 120 });
    expect(stdout).toContain('Sh[U+001B]op');
    expect(stdout).toContain('De[U+001B][2Jsk');
  });
});
