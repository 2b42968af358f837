import '../environment.ts';

import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/apply-change.ts';
import { contactName } from '../../../functions/domain/contact.ts';
import { RETRIED_CHANGE_ERRORS } from '../../../functions/domain/errors.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import {
  BILLING,
  NEW_CONTACT,
  OLD_CONTACT,
  pendingRecord,
  plannedChange,
  REQUEST_ID,
  SECURITY,
  VOTED_AT,
} from '../builders.ts';
import * as aws from './fakes/account-management.ts';
import * as contactLocks from './fakes/contact-locks.ts';
import * as table from './fakes/request-table.ts';
import { CONTACT_DETAILS, invoke } from './invoke.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(async () => undefined) }));
vi.mock('../../../functions/aws/account-management.ts', () => import('./fakes/account-management.ts'));
vi.mock('../../../functions/aws/contact-locks.ts', () => import('./fakes/contact-locks.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));

const LOCKED = contactName(SECURITY);
const OTHER = { ...OLD_CONTACT, name: 'Somebody else' };

const apply = (key = SECURITY) => invoke(handler, { requestId: REQUEST_ID, ...key });
const approved = (...plan: ReturnType<typeof plannedChange>[]) =>
  table.given(pendingRecord({ status: 'APPROVED', applyingSince: VOTED_AT, plan }));
const named = (name: string, message = 'no') => Object.assign(new Error(message), { name });

beforeEach(() => {
  for (const fake of [table, contactLocks, aws]) fake.reset();
  vi.mocked(delay).mockClear();
  approved(plannedChange());
  aws.contacts.set(LOCKED, OLD_CONTACT);
});

describe('apply-change', () => {
  it('compares, puts, reads back twice and gives the lock back', async () => {
    await expect(apply()).resolves.toEqual(SECURITY);
    expect(aws.calls).toEqual([`get ${LOCKED}`, `put ${LOCKED}`, `get ${LOCKED}`, `get ${LOCKED}`]);
    expect(aws.contacts.get(LOCKED)).toEqual(NEW_CONTACT);
    expect(contactLocks.locks.size).toBe(0);
  });

  it('puts the contact when none was set', async () => {
    approved(plannedChange({ before: null }));
    aws.contacts.clear();
    await apply();
    expect(aws.contacts.get(LOCKED)).toEqual(NEW_CONTACT);
  });

  it('deletes the contact when the plan has none after', async () => {
    approved(plannedChange({ after: null }));
    await expect(apply()).resolves.toEqual(SECURITY);
    expect(aws.calls).toEqual([`get ${LOCKED}`, `delete ${LOCKED}`, `get ${LOCKED}`, `get ${LOCKED}`]);
  });

  it('applies the change of this account and type when the plan has others', async () => {
    approved(plannedChange({ ...BILLING, before: null }), plannedChange());
    await apply(BILLING);
    expect([...aws.contacts.keys()]).toEqual([LOCKED, contactName(BILLING)]);
    expect(aws.contacts.get(LOCKED)).toEqual(OLD_CONTACT);
  });

  it('holds the lock, for longer than it may run, before it reads', async () => {
    aws.getContact.mockImplementationOnce(async () => {
      expect(contactLocks.locks.get(LOCKED)).toBe(REQUEST_ID);
      return OLD_CONTACT;
    });
    await apply();
    const [, , leaseSeconds] = contactLocks.lockContact.mock.calls[0] ?? [];
    expect(leaseSeconds).toBeGreaterThan(15);
  });
});

describe('apply-change, when reads are late', () => {
  it('writes nothing and only reads back when the contact is so already', async () => {
    aws.contacts.set(LOCKED, NEW_CONTACT);
    await expect(apply()).resolves.toEqual(SECURITY);
    expect(aws.calls).toEqual([`get ${LOCKED}`, `get ${LOCKED}`, `get ${LOCKED}`]);
    expect(contactLocks.locks.size).toBe(0);
  });

  it('deletes nothing when no contact is set any more', async () => {
    approved(plannedChange({ after: null }));
    aws.contacts.clear();
    await expect(apply()).resolves.toEqual(SECURITY);
    expect(aws.deleteContact).not.toHaveBeenCalled();
  });

  it('reads on until two reads in a row show the change', async () => {
    aws.showNext(OLD_CONTACT, OLD_CONTACT, NEW_CONTACT, null, NEW_CONTACT, NEW_CONTACT);
    await expect(apply()).resolves.toEqual(SECURITY);
    expect(aws.getContact).toHaveBeenCalledTimes(6);
  });

  it('pauses after a read that does not show the change, and only then', async () => {
    aws.showNext(OLD_CONTACT, OLD_CONTACT, OLD_CONTACT, NEW_CONTACT, NEW_CONTACT);
    await apply();
    expect(vi.mocked(delay).mock.calls).toEqual([[200], [200]]);
  });

  it.each([
    { what: 'no read', reads: [] },
    { what: 'only the last read', reads: [OLD_CONTACT, OLD_CONTACT, OLD_CONTACT, OLD_CONTACT, NEW_CONTACT] },
    { what: 'every other read', reads: [NEW_CONTACT, OLD_CONTACT, NEW_CONTACT, OLD_CONTACT, NEW_CONTACT] },
  ])('throws ContactNotYetVisibleError and keeps the lock when $what shows the change', async ({ reads }) => {
    aws.putContact.mockResolvedValue(undefined);
    aws.showNext(OLD_CONTACT, ...reads);
    await expect(apply()).rejects.toMatchObject({ name: 'ContactNotYetVisibleError' });
    expect(aws.getContact).toHaveBeenCalledTimes(6);
    expect(contactLocks.locks.get(LOCKED)).toBe(REQUEST_ID);
  });
});

describe('apply-change, when it must not write', () => {
  it.each([
    { what: 'has changed', current: OTHER },
    { what: 'is gone', current: null },
  ])('throws ContactChangedError and gives the lock back when the contact $what', async ({ current }) => {
    aws.showNext(current);
    await expect(apply()).rejects.toMatchObject({ name: 'ContactChangedError' });
    expect(aws.calls).toEqual([`get ${LOCKED}`]);
    expect(contactLocks.locks.size).toBe(0);
  });

  it('throws ContactChangedError when a contact was set where approvers saw none', async () => {
    approved(plannedChange({ before: null }));
    await expect(apply()).rejects.toMatchObject({ name: 'ContactChangedError' });
    expect(aws.putContact).not.toHaveBeenCalled();
  });

  it.each(['RECEIVED', 'PENDING_APPROVAL', 'REJECTED', 'EXPIRED', 'CANCELLED', 'APPLIED', 'FAILED'] as const)(
    'throws NotApprovedError and touches nothing when the request is %s',
    async (status) => {
      table.given(pendingRecord({ status, applyingSince: VOTED_AT }));
      await expect(apply()).rejects.toMatchObject({ name: 'NotApprovedError' });
      expect(aws.calls).toEqual([]);
      expect(contactLocks.lockContact).not.toHaveBeenCalled();
    },
  );

  it('throws NotApprovedError and touches nothing when the approval may still be taken back', async () => {
    table.given(pendingRecord({ status: 'APPROVED' }));
    await expect(apply()).rejects.toMatchObject({ name: 'NotApprovedError' });
    expect(aws.calls).toEqual([]);
    expect(contactLocks.lockContact).not.toHaveBeenCalled();
  });

  it('throws NotApprovedError when the plan does not have the change', async () => {
    await expect(apply(BILLING)).rejects.toMatchObject({ name: 'NotApprovedError' });
    await expect(apply({ ...SECURITY, accountId: '333333333333' })).rejects.toMatchObject({ name: 'NotApprovedError' });
    expect(aws.calls).toEqual([]);
  });

  it('throws NotApprovedError when there is no record', async () => {
    table.records.clear();
    await expect(apply()).rejects.toMatchObject({ name: 'NotApprovedError' });
  });

  it('throws ContactLockedError and leaves the lock when another request holds it', async () => {
    contactLocks.locks.set(LOCKED, 'another');
    await expect(apply()).rejects.toMatchObject({ name: 'ContactLockedError' });
    expect(aws.calls).toEqual([]);
    expect(contactLocks.locks.get(LOCKED)).toBe('another');
  });
});

describe('apply-change, when AWS refuses', () => {
  it.each([...RETRIED_CHANGE_ERRORS])('throws %s by its name and keeps the lock for the retry', async (name) => {
    aws.putContact.mockRejectedValueOnce(named(name));
    await expect(apply()).rejects.toMatchObject({ name });
    expect(contactLocks.locks.get(LOCKED)).toBe(REQUEST_ID);
  });

  it.each(['AccessDeniedException', 'ValidationException', 'ResourceNotFoundException', 'Error'])(
    'throws %s by its name and gives the lock back',
    async (name) => {
      aws.putContact.mockRejectedValueOnce(named(name));
      await expect(apply()).rejects.toMatchObject({ name });
      expect(contactLocks.locks.size).toBe(0);
    },
  );

  it('succeeds with the second attempt when the first was throttled', async () => {
    aws.putContact.mockRejectedValueOnce(named('TooManyRequestsException'));
    await expect(apply()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    await expect(apply()).resolves.toEqual(SECURITY);
    expect(contactLocks.locks.size).toBe(0);
  });

  it('succeeds without a second write when the first attempt has written and was cut off', async () => {
    aws.putContact.mockImplementationOnce(async (key, contact) => {
      aws.contacts.set(contactName(key), contact);
      throw named('TimeoutError');
    });
    await expect(apply()).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(apply()).resolves.toEqual(SECURITY);
    expect(aws.putContact).toHaveBeenCalledOnce();
  });

  it('strikes contact details out of the error and of the log', async () => {
    const warn = vi.spyOn(logger, 'warn');
    aws.putContact.mockRejectedValueOnce(named('ValidationException', `refused: ${CONTACT_DETAILS.join(' | ')}`));
    const error = await apply().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/^refused: \[redacted\]/),
    });
    const told = `${String(error)} ${error instanceof Error ? error.stack : ''} ${JSON.stringify(warn.mock.calls)}`;
    for (const detail of CONTACT_DETAILS) expect(told).not.toContain(detail);
    expect(warn.mock.calls[0]?.[1]).toMatchObject({ requestId: REQUEST_ID, ...SECURITY, error: 'ValidationException' });
  });

  it('throws an error when what is thrown is none', async () => {
    aws.putContact.mockRejectedValueOnce('text');
    await expect(apply()).rejects.toMatchObject({ name: 'Error', message: 'text' });
    expect(contactLocks.locks.size).toBe(0);
  });
});

describe('apply-change, when only the lock cannot be given back', () => {
  beforeEach(() => {
    contactLocks.unlockContact.mockRejectedValue(named('ProvisionedThroughputExceededException'));
  });

  it('succeeds, because the change is made and the lease ends by itself', async () => {
    await expect(apply()).resolves.toEqual(SECURITY);
  });

  it('throws why the change was not made', async () => {
    aws.showNext(OTHER);
    await expect(apply()).rejects.toMatchObject({ name: 'ContactChangedError' });
  });
});
