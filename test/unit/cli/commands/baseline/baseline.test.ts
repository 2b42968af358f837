import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { InventoryItem } from '../../../../../functions/domain/inventory/inventory.ts';
import type { Contact } from '../../../../../schemas/compiled/contact.js';
import validate from '../../../../../schemas/compiled/policy-schema.js';
import { readPolicy } from '../../../../../schemas/read-policy.ts';
import { NEW_CONTACT, OLD_CONTACT } from '../../../builders.ts';
import { denied, inventoryItem, SANDBOX, seen, sweepOf } from '../../../inventory-samples.ts';
import { runCli } from '../../run-cli.ts';

const RULE = 'approvals:\n  - { name: every change, approvers: [a@example.com], quorum: 1, rounds: [{ wait: 72h }] }\n';
const TRICKY: Contact = {
  name: 'O\'Neill: "the desk" # 1',
  title: '- yes, {no}',
  emailAddress: 'desk@sub.example.org',
  phoneNumber: '0555 0100',
};
const SHOP = { ouPath: ['Root', 'Sandbox', 'Shop'], parentIds: ['ou-ab12-shop0001', 'ou-ab12-sandbox01', 'r-ab12'] };

const accounts = (first: number, count: number, SECURITY: Contact | null, place: Partial<InventoryItem> = {}) =>
  Array.from({ length: count }, (_, index) =>
    inventoryItem(
      String(first + index).padStart(12, '0'),
      { SECURITY: seen(SECURITY), BILLING: seen(null), OPERATIONS: seen(null) },
      place,
    ),
  );
const inventory = [
  ...accounts(100, 9, NEW_CONTACT),
  ...accounts(200, 1, OLD_CONTACT, { name: 'Odd\none # here' }),
  ...accounts(300, 2, TRICKY, SANDBOX),
  ...accounts(400, 2, TRICKY, SHOP),
  ...accounts(500, 1, null, SHOP),
];
const policyFrom = (yaml: string) =>
  readPolicy('policy.yml', `allowedEmailDomains: [example.com, sub.example.org]\n${RULE}${yaml}`, validate);
const written = async (yaml: string) => {
  const file = join(await mkdtemp(join(tmpdir(), 'baseline-')), 'policy.yml');
  await writeFile(file, `allowedEmailDomains: [example.com, sub.example.org]\n${RULE}${yaml}`);
  return file;
};

describe('contacts baseline init', () => {
  it('writes a baseline that a policy may have, whatever the contacts hold', async () => {
    const { code, stdout } = await runCli(['baseline', 'init'], { inventory });
    expect(code).toBe(0);
    expect(policyFrom(stdout).baseline).toEqual({
      default: { BILLING: 'unmanaged', OPERATIONS: 'unmanaged', SECURITY: NEW_CONTACT },
      overrides: [{ when: { ou: ['ou-ab12-sandbox01'] }, contacts: { SECURITY: TRICKY } }],
    });
    expect(stdout).toContain('# allowedEmailDomains must hold example.com, sub.example.org.');
  });

  it('lists the exceptions as comments, which are all that `contacts plan` then shows', async () => {
    const { stdout } = await runCli(['baseline', 'init'], { inventory });
    expect(stdout).toContain('# Exceptions: 2 contacts, which `contacts plan` shows.');
    expect(stdout).toContain('#     000000000200 (Odd[U+000A]one # here, Root / Production)');
    expect(stdout).toContain(
      '#   SECURITY of 1 account: not set instead of O\'Neill: "the desk" # 1 <desk@sub.example.org>',
    );
    const plan = await runCli(['plan', '--json', '--policy', await written(stdout)], { inventory });
    expect(plan.code).toBe(2);
    expect(
      JSON.parse(plan.stdout).groups.flatMap(({ accounts: found }: { accounts: object[] }) => found),
    ).toMatchObject([{ accountId: '000000000200' }, { accountId: '000000000500' }]);
  });

  it('makes one override of neighbours that have the same', async () => {
    const other = { ouPath: ['Root', 'Zoo'], parentIds: ['ou-ab12-zoo00001', 'r-ab12'] };
    const { stdout } = await runCli(['baseline', 'init'], {
      inventory: [...inventory, ...accounts(600, 1, TRICKY, other)],
    });
    expect(policyFrom(stdout).baseline?.overrides).toMatchObject([
      { when: { ou: ['ou-ab12-sandbox01', 'ou-ab12-zoo00001'] } },
    ]);
  });

  it('leaves a contact alone that no request may ask for', async () => {
    const unusable = { ...OLD_CONTACT, name: '\u200B' };
    const { stdout } = await runCli(['baseline', 'init'], { inventory: accounts(100, 3, unusable) });
    expect(policyFrom(stdout).baseline?.default?.SECURITY).toBe('unmanaged');
    expect(stdout).toContain('3 of 3 accounts have one that no request may ask for');
  });

  it('says why a contact is left alone, and that a sweep is under way', async () => {
    const { stdout } = await runCli(['baseline', 'init'], { inventory, sweeps: [sweepOf()] });
    expect(stdout).toContain('BILLING: unmanaged  # not set in 15 of 15 accounts\n');
    expect(stdout).toContain('# Look out: a sweep is under way: 250 of 1,000 accounts read');
    const mixed = await runCli(['baseline', 'init'], {
      inventory: [...accounts(1, 1, NEW_CONTACT), ...accounts(2, 1, OLD_CONTACT)],
    });
    expect(mixed.stdout).toContain('SECURITY: unmanaged  # no contact is that of more than half of 2 accounts\n');
  });

  it('writes a file that is new, and no other', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'baseline-')), 'baseline.yml');
    const first = await runCli(['baseline', 'init', '--output', file], { inventory });
    expect(first.stdout).toBe(`✓ Wrote a baseline with 1 override and 2 exceptions to ${file}. Nothing was changed.\n`);
    const text = await readFile(file, 'utf8');
    const second = await runCli(['baseline', 'init', '--output', file], { inventory: accounts(1, 1, null) });
    expect([second.code, second.stderr]).toEqual([2, expect.stringContaining('it exists, and is not overwritten')]);
    await expect(readFile(file, 'utf8')).resolves.toBe(text);
  });
});

describe('contacts baseline apply', () => {
  const BASELINE = `baseline:\n  default:\n    SECURITY: ${JSON.stringify(NEW_CONTACT)}\n    BILLING: absent\n`;
  const odd = [
    ...accounts(1, 2, NEW_CONTACT),
    inventoryItem('000000000003', { SECURITY: seen(null), BILLING: seen(OLD_CONTACT) }),
    inventoryItem('000000000004', { SECURITY: denied(), BILLING: seen(null) }),
  ];

  it('requests what differs, in one request', async () => {
    const policy = await written(BASELINE);
    const words = [
      'baseline',
      'apply',
      '--policy',
      policy,
      '--reason',
      'The SOC',
      '--requested-by',
      'jane@example.com',
    ];
    const { code, calls, stderr } = await runCli(words, { inventory: odd });
    expect(code).toBe(0);
    expect(calls.requests).toMatchObject([
      {
        ...{ reason: 'The SOC', requestedBy: 'jane@example.com', source: { system: 'cli' } },
        changes: [
          { accountId: '000000000003', alternateContactType: 'BILLING', action: 'DELETE' },
          { accountId: '000000000003', alternateContactType: 'SECURITY', action: 'PUT', contact: NEW_CONTACT },
        ],
      },
    ]);
    expect(stderr).toContain('! 1 contact left out, because nobody could read it');
    expect(stderr).toContain('! 1 contact would be removed, and nothing would take its place');
  });

  it('makes one campaign of more than 100 changes', async () => {
    const policy = await written(BASELINE);
    const { calls } = await runCli(['baseline', 'apply', '--policy', policy], { inventory: accounts(1, 150, null) });
    expect(calls.requests).toMatchObject([{ changeSet: { count: 150 } }]);
    expect(calls.changeSets).toHaveLength(1);
  });

  it('narrows to types and units, and only shows with --dry-run', async () => {
    const words = [
      'baseline',
      'apply',
      '--policy',
      await written(BASELINE),
      '--type',
      'SECURITY',
      '--dry-run',
      '--json',
    ];
    const { code, stdout, calls } = await runCli(words, { inventory: odd });
    expect([code, calls.requests]).toEqual([0, []]);
    expect(JSON.parse(stdout).request.changes).toMatchObject([
      { accountId: '000000000003', alternateContactType: 'SECURITY' },
    ]);
  });

  it('sends nothing when nothing differs, and exits with 1 if something is not known', async () => {
    const policy = await written(BASELINE);
    const good = await runCli(['baseline', 'apply', '--policy', policy], { inventory: accounts(1, 2, NEW_CONTACT) });
    expect([good.code, good.calls.requests]).toEqual([0, []]);
    expect(good.stdout).toContain('Nothing was sent: every contact is as the baseline of');
    const unknown = await runCli(['baseline', 'apply', '--policy', policy], { inventory: odd.slice(3) });
    expect([unknown.code, unknown.calls.requests]).toEqual([1, []]);
  });

  it('needs a baseline', async () => {
    const { code, stderr } = await runCli(['baseline', 'apply', '--policy', await written('')], { inventory: odd });
    expect(code).toBe(1);
    expect(stderr).toContain('has no baseline: `contacts baseline init` proposes one');
  });
});
