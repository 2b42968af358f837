import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as endSweep } from '../../../functions/end-sweep.ts';
import { handler as listAccounts } from '../../../functions/list-accounts.ts';
import { handler as readAccountContacts } from '../../../functions/read-account-contacts.ts';
import { noteApplied } from '../../../functions/steps/inventory-writing.ts';
import type { Contact } from '../../../schemas/compiled/contact.js';
import { NEW_CONTACT, OLD_CONTACT, plannedChange, recordWith } from '../builders.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import { invoke } from './invoke.ts';
import { SweepWorld } from './sweep-world.ts';

vi.mock('node:timers/promises', () => ({
  setTimeout: async (milliseconds: number) => {
    vi.setSystemTime(Date.now() + milliseconds);
  },
}));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const ONE = '222222222222';
const OTHER = '333333333333';
const SUSPENDED = '555555555555';
const DAY = 86_400_000;

const arnOf = (run: string) => `arn:aws:states:us-east-1:111111111111:execution:alternate-contacts-test-sweep:${run}`;
const denied = () => Object.assign(new Error('no'), { name: 'AccessDeniedException' });

let world: SweepWorld;

beforeEach(() => {
  resetPolicy();
  policy.baseline = { default: { SECURITY: OLD_CONTACT } };
  world = new SweepWorld();
  world.accounts = [{ Id: ONE }, { Id: OTHER, parent: 'ou-ab12-shop0001' }, { Id: SUSPENDED, State: 'SUSPENDED' }];
  world.set(ONE, OLD_CONTACT);
});

const begin = (run: string) =>
  invoke(listAccounts, { run, executionArn: arnOf(run), startedAt: new Date().toISOString() });

/** Runs a sweep as the state machine does, in batches of two accounts. */
async function sweep(run: string) {
  const startedAt = new Date().toISOString();
  const listed = Object(await begin(run));
  if (!listed.isSweeping) return listed;
  const accounts = [...Object(world.objects.get(`sweeps/${run}/accounts.json`))];
  const batches: object[] = [];
  while (accounts.length > 0) {
    const Items = accounts.splice(0, 2);
    batches.push(Object(await invoke(readAccountContacts, { BatchInput: { run, startedAt }, Items }, 120_000)));
  }
  const end = Object(await invoke(endSweep, { run, startedAt }));
  return { ...end, batches };
}

describe('a sweep', () => {
  it('lists the accounts by their OUs, and keeps those that cannot be read apart', async () => {
    expect(await begin('a')).toEqual({ isSweeping: true, accounts: 2 });
    expect(world.objects.get('sweeps/a/accounts.json')).toEqual([
      { accountId: ONE, state: 'ACTIVE', name: `Account ${ONE}`, parentIds: ['r-ab12'], ouPath: ['Root'] },
      {
        ...{ accountId: OTHER, state: 'ACTIVE', name: `Account ${OTHER}` },
        parentIds: ['ou-ab12-shop0001', 'ou-ab12-prod0001', 'r-ab12'],
        ouPath: ['Root', 'Production', 'Shop'],
      },
    ]);
    expect(world.objects.get('sweeps/a/others.json')).toMatchObject([{ accountId: SUSPENDED, state: 'SUSPENDED' }]);
  });

  it('knows the own account where there is no organization', async () => {
    world.isInOrganization = false;
    await begin('a');
    expect(world.objects.get('sweeps/a/accounts.json')).toEqual([
      { accountId: '111111111111', state: 'ACTIVE', parentIds: [] },
    ]);
  });

  it('keeps what each contact is and how it stands, and tells its figures', async () => {
    const output = await sweep('a');
    const figures = { accounts: 2, read: 2, drifted: 0, missing: 1, unreadable: 0, newAccounts: 0 };
    expect(output).toMatchObject({ sweepId: 'a', ...figures, unreadableAccounts: [] });
    expect(world.known(ONE)).toMatchObject({
      ...{ name: `Account ${ONE}`, ouPath: ['Root'], state: 'ACTIVE' },
      contacts: {
        SECURITY: { contact: OLD_CONTACT, standing: 'inLine' },
        BILLING: { contact: null, standing: 'unmanaged' },
      },
    });
    expect(world.known(OTHER)?.contacts.SECURITY?.standing).toBe('missing');
    expect(world.typed('Sweep Ended')).toEqual([expect.objectContaining({ sweepId: 'a', ...figures })]);
    expect(world.table.items.get('SWEEP#current')).toMatchObject({ accounts: 2, read: 2, endedAt: expect.any(String) });
  });

  it('reads no tags when the policy does not ask about any', async () => {
    world.accounts = [{ Id: ONE, tags: { CostCenter: '4711', Owner: 'jane' } }];
    await sweep('a');
    expect(world.known(ONE)).not.toHaveProperty('tags');
  });

  it('keeps the tags that the policy asks about, and no other', async () => {
    const overrides = [{ when: { tags: { CostCenter: ['4711'] } }, contacts: { SECURITY: NEW_CONTACT } }];
    policy.baseline = { default: { SECURITY: OLD_CONTACT }, overrides };
    vi.resetModules();
    const { handler } = await import('../../../functions/read-account-contacts.ts');
    const startedAt = new Date().toISOString();
    world.accounts = [{ Id: ONE, tags: { CostCenter: '4711', Owner: 'jane' } }];
    const Items = [{ accountId: ONE, state: 'ACTIVE', parentIds: [] }];
    await invoke(handler, { BatchInput: { run: 'a', startedAt }, Items }, 120_000);
    expect(world.known(ONE)).toMatchObject({
      tags: { CostCenter: '4711' },
      contacts: { SECURITY: { standing: 'drifted' } },
    });
    expect(world.known(ONE)?.tags).not.toHaveProperty('Owner');
  });

  it('takes no more than its share of the quota', async () => {
    await begin('a');
    const begunAt = Date.now();
    const startedAt = new Date(begunAt).toISOString();
    const Items = Object(world.objects.get('sweeps/a/accounts.json'));
    await invoke(readAccountContacts, { BatchInput: { run: 'a', startedAt }, Items }, 120_000);
    // Six reads, of which the first begins at once, at half of 9.9 a second.
    expect(Date.now() - begunAt).toBeCloseTo((5 * 2 * 1000) / 9.9, -2);
  });

  it('gives way to changes in line, and leaves what it could not read to its next try', async () => {
    await begin('a');
    const startedAt = new Date().toISOString();
    const Items = Object(world.objects.get('sweeps/a/accounts.json'));
    const backEnd = Date.now() + 3_600_000;
    world.table.items.set('LINE#contacts', { pk: 'LINE#contacts', frontEnd: backEnd, backEnd });
    const input = { BatchInput: { run: 'a', startedAt }, Items };
    await expect(invoke(readAccountContacts, input, 120_000)).rejects.toMatchObject({ name: 'LineBusyError' });
    expect(world.reads).toEqual([]);
  });

  it('reads only what is left when a batch is tried again', async () => {
    await begin('a');
    const startedAt = new Date().toISOString();
    const Items = Object(world.objects.get('sweeps/a/accounts.json'));
    world.denied.set(OTHER, Object.assign(new Error('down'), { name: 'InternalServerException' }));
    const input = { BatchInput: { run: 'a', startedAt }, Items };
    await expect(invoke(readAccountContacts, input, 120_000)).rejects.toThrow();
    world.denied.clear();
    world.reads.length = 0;
    expect(await invoke(readAccountContacts, input, 120_000)).toEqual({ read: 1, changed: 0, unreadable: 0 });
    expect(world.reads.every((read) => read.startsWith(OTHER))).toBe(true);
  });

  it('names the accounts that it cannot read, and reads the others', async () => {
    world.denied.set(ONE, denied());
    const output = await sweep('a');
    expect(output).toMatchObject({ accounts: 2, read: 1, unreadable: 1, unreadableAccounts: [ONE] });
    expect(world.known(ONE)?.contacts.SECURITY).toEqual({
      ...{ error: 'AccessDeniedException', errorAt: expect.any(String) },
      standing: 'unreadable',
    });
  });

  it('names an account whose batch came to nothing', async () => {
    await begin('a');
    const output = await invoke(endSweep, { run: 'a', startedAt: new Date().toISOString() });
    expect(output).toMatchObject({ accounts: 2, read: 0, unreadable: 2, unreadableAccounts: [ONE, OTHER] });
  });

  it('keeps accounts that are suspended or gone, as such', async () => {
    await sweep('a');
    world.pass(DAY);
    world.accounts = [{ Id: ONE, State: 'SUSPENDED' }];
    await sweep('b');
    expect(world.known(ONE)).toMatchObject({ state: 'SUSPENDED', contacts: { SECURITY: { contact: OLD_CONTACT } } });
    world.pass(DAY);
    await sweep('c');
    expect(world.known(OTHER)).toMatchObject({ state: 'GONE', ttl: expect.any(Number) });
  });

  it('does not take an account for gone that joins while it lists the others', async () => {
    await begin('a');
    const startedAt = new Date().toISOString();
    const joined = { ...plannedChange(), accountId: '444444444444' };
    await noteApplied(recordWith(), joined, undefined);
    for (const _ of ['first', 'second try']) await invoke(endSweep, { run: 'a', startedAt });
    expect(world.known(joined.accountId)).toMatchObject({ state: 'ACTIVE' });
  });

  it('does not take an account for gone that moves while it lists the others', async () => {
    await sweep('a');
    for (const [run, isMissed] of [
      ['b', true],
      ['c', false],
      ['d', true],
    ] as const) {
      world.pass(DAY);
      const all = world.accounts;
      if (isMissed) world.accounts = all.filter(({ Id }) => Id !== OTHER);
      await sweep(run);
      world.accounts = all;
      expect(world.known(OTHER)).toMatchObject({ state: 'ACTIVE' });
    }
  });
});

describe('a second sweep', () => {
  it('ends at once while one is under way', async () => {
    await begin('a');
    expect(await begin('b')).toEqual({ isSweeping: false, running: 'a' });
    expect(await begin('a')).toMatchObject({ isSweeping: true });
  });

  it('takes the place of one whose execution is gone, which writes no counts any more', async () => {
    await begin('a');
    world.executionStatus = 'ABORTED';
    expect(await begin('b')).toMatchObject({ isSweeping: true });
    await invoke(endSweep, { run: 'a', startedAt: new Date().toISOString() });
    expect(world.table.items.get('SWEEP#current')).toMatchObject({ sweepId: 'b', read: 0 });
    expect(world.table.items.get('SWEEP#current')).not.toHaveProperty('endedAt');
  });

  it('begins once the one before has ended', async () => {
    await sweep('a');
    world.pass(DAY);
    expect(await sweep('b')).toMatchObject({ sweepId: 'b', read: 2 });
  });
});

describe('an account that no event has reported', () => {
  it('gets its baseline request when it has joined since the first sweep, and only then', async () => {
    world.accounts = [{ Id: ONE, JoinedTimestamp: new Date(Date.now() - DAY) }];
    expect(await sweep('a')).toMatchObject({ newAccounts: 0 });
    world.pass(DAY);
    world.accounts.push({ Id: OTHER, JoinedTimestamp: new Date(Date.now() - 1000) });
    expect(await sweep('b')).toMatchObject({ newAccounts: 1 });
    expect(world.events.filter(({ type }) => type.endsWith('Baseline Due'))).toEqual([
      {
        source: 'alternate-contacts.organization',
        type: 'Alternate Contact Baseline Due',
        detail: { kind: 'newAccount', accountId: OTHER },
      },
    ]);
  });

  it('gets none when an event has reported it', async () => {
    await sweep('a');
    world.pass(DAY);
    world.accounts.push({ Id: '444444444444', JoinedTimestamp: new Date(Date.now() - 1000) });
    world.table.items.set('BASELINE#444444444444', { pk: 'BASELINE#444444444444', revision: 1 });
    expect(await sweep('b')).toMatchObject({ newAccounts: 0 });
  });
});

describe('a contact that somebody else has changed', () => {
  const found = (contact: Contact | null) => {
    world.pass(DAY);
    world.set(ONE, contact);
    return sweep('b');
  };

  it('is told of, with what follows, and only once', async () => {
    policy.drift = 'revert';
    await sweep('a');
    await found(NEW_CONTACT);
    const [drift, ...more] = world.typed('Drift Detected');
    expect(more).toEqual([]);
    expect(drift).toEqual({
      ...{ accountId: ONE, alternateContactType: 'SECURITY', standing: 'drifted', foundBy: 'sweep' },
      foundAt: expect.any(String),
      action: 'revert',
      requestId: expect.stringMatching(/^revert-drift-222222222222-SECURITY-/),
    });
    expect(world.typed('Baseline Due')).toEqual([
      {
        kind: 'drift',
        accountId: ONE,
        alternateContactType: 'SECURITY',
        answer: 'revert',
        foundAt: drift?.['foundAt'],
      },
    ]);
    world.pass(DAY);
    await sweep('c');
    expect(world.typed('Drift Detected')).toHaveLength(1);
  });

  it('is told of without a request when the policy says no more', async () => {
    await sweep('a');
    await found(null);
    expect(world.typed('Drift Detected')).toMatchObject([{ standing: 'missing', action: 'report' }]);
    expect(world.typed('Baseline Due')).toEqual([]);
  });

  it('is left alone while a request has it for itself', async () => {
    await sweep('a');
    const key = `CONTACT#${ONE}#SECURITY`;
    world.table.items.set(key, { pk: key, holder: 'cli/one', ttl: Math.ceil((Date.now() + 2 * DAY) / 1000) });
    await found(NEW_CONTACT);
    expect(world.typed('Drift Detected')).toEqual([]);
    expect(world.known(ONE)?.contacts.SECURITY?.contact).toEqual(OLD_CONTACT);
  });
});
