import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as detectDrift } from '../../../functions/detect-drift.ts';
import type { InventoryItem, SeenContact } from '../../../functions/domain/inventory/inventory.ts';
import { contactDigest } from '../../../functions/domain/ledger/contact-digest.ts';
import { requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import { handler as reportDrift } from '../../../functions/report-drift.ts';
import { readContacts } from '../../../functions/steps/contact-reading.ts';
import { noteApplied } from '../../../functions/steps/inventory-writing.ts';
import type { Contact } from '../../../schemas/compiled/contact.js';
import {
  ACCOUNT_ID,
  APPROVER,
  CREATED_AT,
  NEW_CONTACT,
  OLD_CONTACT,
  OTHER_APPROVER,
  plannedChange,
  recordWith,
  SECURITY,
} from '../builders.ts';
import { campaignRecord } from '../campaign-builders.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import { invoke } from './invoke.ts';
import { SweepWorld } from './sweep-world.ts';

vi.mock('node:timers/promises', () => ({
  setTimeout: async (milliseconds: number) => {
    vi.setSystemTime(Date.now() + milliseconds);
  },
}));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const ADMIN = 'arn:aws:sts::111111111111:assumed-role/Admin/jane';
const OWN_ROLE = 'arn:aws:iam::111111111111:role/apply-change';
const HOUR = 3_600_000;

let world: SweepWorld;

/** The account as the last sweep has seen it, an hour ago. */
function know(accountId = ACCOUNT_ID, seen: Partial<SeenContact> = {}): void {
  const at = new Date(Date.now() - HOUR).toISOString();
  const known: SeenContact = { contact: OLD_CONTACT, seenAt: at, standing: 'inLine', ...seen };
  const item: InventoryItem = {
    accountId,
    parentIds: [],
    state: 'ACTIVE',
    listedAt: at,
    contacts: { SECURITY: known },
  };
  world.table.items.set(accountId, { ...item, version: 1 });
}

beforeEach(() => {
  resetPolicy();
  policy.baseline = { default: { SECURITY: OLD_CONTACT } };
  world = new SweepWorld();
  world.set(ACCOUNT_ID, OLD_CONTACT);
});

/** What CloudTrail tells of a call that was made just now. */
const detect = (differences: object = {}, role = 'arn:aws:iam::111111111111:role/Admin') =>
  invoke(detectDrift, {
    source: 'aws.account',
    'detail-type': 'AWS API Call via CloudTrail',
    detail: {
      eventName: 'PutAlternateContact',
      eventTime: new Date().toISOString(),
      userIdentity: { arn: ADMIN, sessionContext: { sessionIssuer: { arn: role } } },
      requestParameters: SECURITY,
      ...differences,
    },
  });

/** What a request does that puts the contact back. */
async function putBack(): Promise<void> {
  world.pass(1000);
  await noteApplied(recordWith(), plannedChange({ before: NEW_CONTACT, after: OLD_CONTACT }), undefined);
  world.pass(1000);
}

const report = () => invoke(reportDrift, { source: 'aws.events' }, 180_000);
const change = (contact: Contact | null = NEW_CONTACT) => world.set(ACCOUNT_ID, contact);

describe('detect-drift', () => {
  it('tells at once, by an event and by mail, who has changed a contact, without its details', async () => {
    know();
    change();
    expect(await detect()).toEqual({ ...SECURITY, changed: true });
    expect(world.typed('Drift Detected')).toEqual([
      {
        ...SECURITY,
        standing: 'drifted',
        foundBy: 'event',
        foundAt: expect.any(String),
        changedBy: ADMIN,
        action: 'report',
      },
    ]);
    expect(world.mails.map(({ to }) => to)).toEqual([APPROVER, OTHER_APPROVER]);
    const [mail] = world.mails;
    expect(mail?.subject).toBe('1 contact was changed outside of this service');
    expect(mail?.text).toContain('SECURITY of 222222222222: changed by');
    for (const detail of Object.values(NEW_CONTACT)) expect(mail?.text).not.toContain(detail);
    expect(world.known(ACCOUNT_ID)?.contacts.SECURITY).toMatchObject({
      contact: NEW_CONTACT,
      changedOutside: { isReported: true, isMailed: true },
    });
  });

  it('ignores calls of this service, and calls that failed, without a read', async () => {
    know();
    change();
    expect(await detect({}, OWN_ROLE)).toEqual({ ignored: 'this service has made the call' });
    expect(await detect({ errorCode: 'AccessDenied' })).toEqual({ ignored: expect.stringContaining('AccessDenied') });
    expect(world.reads).toEqual([]);
  });

  it('ignores an account that no sweep has read', async () => {
    expect(await detect()).toEqual({ ignored: 'no sweep has read the account yet' });
  });

  it('finds no drift when the same contact was set again', async () => {
    know();
    expect(await detect()).toEqual({ ...SECURITY, changed: false });
    expect(world.events).toEqual([]);
  });

  it('waits for a change that AWS does not show yet', async () => {
    know();
    world.reads.push = (name) => {
      if (world.reads.length === 1) change();
      return Array.prototype.push.call(world.reads, name);
    };
    expect(await detect()).toMatchObject({ changed: true });
  });

  it('is tried again later while a request changes the contact', async () => {
    know();
    change();
    const key = 'CONTACT#222222222222#SECURITY';
    world.table.items.set(key, { pk: key, holder: 'cli/one', ttl: Math.ceil(Date.now() / 1000) + 30 });
    await expect(detect()).rejects.toMatchObject({ name: 'ContactLockedError' });
  });

  it.each([
    { seconds: 31, changed: false, what: 'says nothing of a call before this service has set the contact' },
    { seconds: 29, changed: true, what: 'tells of a call between the write of this service and its end' },
  ])('$what', async ({ seconds, changed }) => {
    const at = new Date(Date.now() + seconds * 1000).toISOString();
    know(ACCOUNT_ID, { setBy: { requestKey: 'cli/one', requestedBy: APPROVER, approvedBy: [], at, fingerprint: '' } });
    change();
    expect(await detect()).toMatchObject({ changed });
  });

  describe('where a campaign has set the contact before', () => {
    const appliedAt = new Date(Date.parse(CREATED_AT) - HOUR).toISOString();

    beforeEach(() => {
      const record = campaignRecord();
      const holder = requestKeyOf(record.request);
      const lock = { pk: `CONTACT#${ACCOUNT_ID}#SECURITY`, holder, ttl: Date.parse(appliedAt) / 1000 };
      const evidence = { appliedAt, digest: contactDigest(record, NEW_CONTACT) };
      world.table.items.set(lock.pk, lock);
      world.table.items.set(`REQUEST#${holder}`, { pk: `REQUEST#${holder}`, ...record });
      world.table.items.set(`APPLIED#${holder}#${ACCOUNT_ID}/SECURITY`, evidence);
    });

    it('says nothing of what the campaign has set, if the inventory has missed it', async () => {
      know();
      change();
      expect(await detect()).toMatchObject({ changed: false });
      expect(world.known(ACCOUNT_ID)?.contacts.SECURITY?.setBy?.at).toBe(appliedAt);
    });

    it('tells of another contact', async () => {
      know();
      change({ ...NEW_CONTACT, name: 'Somebody else' });
      expect(await detect()).toMatchObject({ changed: true });
      expect(world.known(ACCOUNT_ID)?.contacts.SECURITY).not.toHaveProperty('setBy');
    });

    it('tells of the same contact, if somebody has set another one meanwhile', async () => {
      know(ACCOUNT_ID, { since: new Date(Date.parse(appliedAt) + 60_000).toISOString() });
      change();
      expect(await detect()).toMatchObject({ changed: true });
    });
  });

  it('asks to put a contact back three times a day, and then only tells of it, so that no two programs fight over it', async () => {
    policy.drift = 'revert';
    know();
    const actions: unknown[] = [];
    for (const round of [1, 2, 3, 4, 5]) {
      change({ ...NEW_CONTACT, name: `Round ${round}` });
      await detect();
      actions.push(world.typed('Drift Detected').at(-1)?.['action']);
      world.set(ACCOUNT_ID, OLD_CONTACT);
      await putBack();
      if (round === 4) world.pass(24 * HOUR);
    }
    expect(actions).toEqual(['revert', 'revert', 'revert', 'report', 'revert']);
    expect(world.typed('Baseline Due')).toHaveLength(4);
  });

  it('tells of a change although nobody can be mailed', async () => {
    know();
    change();
    policy.drift = { action: 'report', notify: ['nobody-knows-this-group'] };
    expect(await detect()).toMatchObject({ changed: true });
    expect(world.typed('Drift Detected')).toHaveLength(1);
  });
});

describe('report-drift', () => {
  const found = (accountId: string) =>
    know(accountId, {
      contact: NEW_CONTACT,
      standing: 'drifted',
      changedOutside: { foundAt: new Date().toISOString(), foundBy: 'sweep', isReported: false, isMailed: false },
    });

  /** An account as it is in the index of those with something to tell. */
  const index = (accountId: string) => {
    found(accountId);
    const item = Object(world.table.items.get(accountId));
    world.table.items.set(accountId, { ...item, unreported: 'drift', unreportedSince: item.listedAt });
  };

  it('tells of what was found and not told yet, in one mail for the same readers, and only once', async () => {
    for (const accountId of ['222222222222', '333333333333', '444444444444']) index(accountId);
    expect(await report()).toEqual({ reported: 3, mails: 2 });
    expect(world.mails[0]?.subject).toBe('3 contacts were changed outside of this service');
    expect(world.typed('Drift Detected')).toHaveLength(3);
    expect(await report()).toEqual({ reported: 0, mails: 0 });
  });

  it('sends no more than four mails an hour to the same readers, and the rest in the next hour', async () => {
    for (let hour = 0; hour < 6; hour += 1) {
      index(`22222222222${hour}`);
      await report();
    }
    expect(world.mails).toHaveLength(8);
    expect(world.typed('Drift Detected')).toHaveLength(6);
    world.pass(HOUR);
    expect(await report()).toEqual({ reported: 0, mails: 2 });
    expect(world.mails.at(-1)?.subject).toBe('2 contacts were changed outside of this service');
  });

  it('mails those whom the policy names, and nobody where a request asks its approvers', async () => {
    policy.drift = { action: 'revert', notify: ['watch@example.com'] };
    index(ACCOUNT_ID);
    await report();
    expect(world.mails.map(({ to }) => to)).toEqual(['watch@example.com']);
    policy.drift = 'revert';
    index('333333333333');
    expect(await report()).toEqual({ reported: 1, mails: 0 });
    expect(await report()).toEqual({ reported: 0, mails: 0 });
  });
});

describe('readContacts', () => {
  const read = (since = CREATED_AT) => readContacts(keys, [], { since, until: Date.now() + 10_000 });
  const keys = [SECURITY, { ...SECURITY, accountId: '333333333333' }];

  it('reads in order, and keeps in the inventory what it finds', async () => {
    know();
    change();
    expect(await read()).toEqual([
      { ...SECURITY, contact: NEW_CONTACT, readAt: expect.any(String) },
      { ...keys[1], contact: null, readAt: expect.any(String) },
    ]);
    expect(world.known(ACCOUNT_ID)?.contacts.SECURITY).toMatchObject({ contact: NEW_CONTACT, standing: 'drifted' });
    expect(world.known('333333333333')?.contacts.SECURITY).toMatchObject({ contact: null, standing: 'missing' });
    expect(world.table.items.get(ACCOUNT_ID)).toMatchObject({ unreported: 'drift' });
  });

  it('does not read again what was read since then', async () => {
    know();
    await read();
    await read();
    expect(world.reads).toEqual(['222222222222/SECURITY', '333333333333/SECURITY']);
  });

  it('says what is wrong with one account, and throws what is wrong with all', async () => {
    world.denied.set(ACCOUNT_ID, Object.assign(new Error('no "Jane"'), { name: 'AccessDeniedException' }));
    expect(await read()).toMatchObject([
      { error: { name: 'AccessDeniedException', message: 'no […]' } },
      { contact: null },
    ]);
    world.denied.set(ACCOUNT_ID, Object.assign(new Error('down'), { name: 'InternalServerException' }));
    world.pass(1000);
    await expect(read(new Date().toISOString())).rejects.toThrow('down');
  });
});
