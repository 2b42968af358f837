import '../environment.ts';

import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/apply-change.ts';
import { contactFingerprint } from '../../../functions/domain/approval/known-contacts.ts';
import { contactName } from '../../../functions/domain/contact/contact.ts';
import { TooManyRequestsException } from '../../../functions/domain/errors.ts';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import { RETRIED_CHANGE_ERRORS } from '../../../functions/domain/passing-errors.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import { PACE } from '../../../functions/steps/pace.ts';
import {
  APPLIED_AT,
  APPROVER,
  account,
  appliedChange,
  applyStarted,
  approvalRequested,
  approved,
  BILLING,
  changeInTurn,
  changeRequest,
  fingerprintOf,
  NEW_CONTACT,
  OLD_CONTACT,
  pendingRecord,
  planned,
  plannedChange,
  REQUEST_KEY,
  requested,
  SECURITY,
  turnNow,
  VOTED_AT,
  vote,
  voteCast,
} from '../builders.ts';
import * as aws from './fakes/account-management.ts';
import * as contactLocks from './fakes/contact-locks.ts';
import * as evidence from './fakes/evidence.ts';
import * as lines from './fakes/lines.ts';
import * as openRequests from './fakes/open-requests.ts';
import * as table from './fakes/request-table.ts';
import { CONTACT_DETAILS, invoke } from './invoke.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(async () => undefined) }));
vi.mock('../../../functions/aws/account-management.ts', () => import('./fakes/account-management.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));
vi.mock('../../../functions/aws/contact-locks.ts', () => import('./fakes/contact-locks.ts'));
vi.mock('../../../functions/aws/lines.ts', () => import('./fakes/lines.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => import('./fakes/open-requests.ts'));
vi.mock('../../../functions/aws/page-links.ts', () => import('./fakes/page-links.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/evidence.ts', () => import('./fakes/evidence.ts'));
vi.mock('../../../functions/aws/signatures.ts', () => import('./fakes/signatures.ts'));

const LOCKED = contactName(SECURITY);
const OTHER = { ...OLD_CONTACT, name: 'Somebody else' };

/** The output when the contact was changed, and when the change was already in place. */
const APPLIED = appliedChange();
const IN_PLACE = appliedChange(SECURITY, { alreadyInPlace: true });

/** The output when AWS has acknowledged the change, but no read has shown it. */
const UNCONFIRMED = appliedChange(SECURITY, { confirmed: false });

/** As often the contact is read back when no read shows it. */
const VERIFYING_READS = 6;

const apply = (key = SECURITY) => invoke(handler, changeInTurn(key));
const givenApproved = (...plan: ReturnType<typeof plannedChange>[]) =>
  table.given(pendingRecord({ status: 'APPROVED', applyingSince: VOTED_AT, plan, votes: [vote()] }));
const named = (name: string, message = 'no') => Object.assign(new Error(message), { name });

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(APPLIED_AT), toFake: ['Date'] });
  for (const fake of [table, evidence, contactLocks, aws, lines, openRequests]) fake.reset();
  vi.mocked(delay).mockClear();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  givenApproved(plannedChange());
  aws.contacts.set(LOCKED, OLD_CONTACT);
});

describe('apply-change', () => {
  it('compares, puts, reads back once and releases the lock', async () => {
    await expect(apply()).resolves.toEqual(APPLIED);
    expect(aws.calls).toEqual([`get ${LOCKED}`, `put ${LOCKED}`, `get ${LOCKED}`]);
    expect(aws.contacts.get(LOCKED)).toEqual(NEW_CONTACT);
    expect(contactLocks.locks.size).toBe(0);
  });

  it('puts the contact when none was set', async () => {
    givenApproved(plannedChange({ before: null }));
    aws.contacts.clear();
    await apply();
    expect(aws.contacts.get(LOCKED)).toEqual(NEW_CONTACT);
  });

  it('deletes the contact when the plan has none after', async () => {
    givenApproved(plannedChange({ after: null }));
    await expect(apply()).resolves.toEqual(APPLIED);
    expect(aws.calls).toEqual([`get ${LOCKED}`, `delete ${LOCKED}`, `get ${LOCKED}`]);
  });

  it('applies the change of this account and type when the plan has others', async () => {
    givenApproved(plannedChange({ ...BILLING, before: null }), plannedChange());
    await apply(BILLING);
    expect([...aws.contacts.keys()]).toEqual([LOCKED, contactName(BILLING)]);
    expect(aws.contacts.get(LOCKED)).toEqual(OLD_CONTACT);
  });

  it('holds the lock, for longer than it may run, before it reads', async () => {
    aws.getContact.mockImplementationOnce(async () => {
      expect(contactLocks.locks.get(LOCKED)).toBe(REQUEST_KEY);
      return OLD_CONTACT;
    });
    await apply();
    const [, , leaseSeconds] = contactLocks.lockContact.mock.calls[0] ?? [];
    expect(leaseSeconds).toBeGreaterThan(15);
  });
});

describe('apply-change, when the change is already in place', () => {
  beforeEach(() => aws.contacts.set(LOCKED, NEW_CONTACT));

  it('writes nothing, reads no second time, releases the lock and says so', async () => {
    await expect(apply()).resolves.toEqual(IN_PLACE);
    expect(aws.calls).toEqual([`get ${LOCKED}`]);
    expect(contactLocks.locks.size).toBe(0);
  });

  it('deletes nothing, and says so, when no contact is set', async () => {
    givenApproved(plannedChange({ after: null }));
    aws.contacts.clear();
    await expect(apply()).resolves.toEqual(IN_PLACE);
    expect(aws.calls).toEqual([`get ${LOCKED}`]);
  });

  it('writes it all the same when another request has just changed the contact, because reads may show what it was before', async () => {
    openRequests.states.set(LOCKED, { changedBy: 'jira/another', changedAt: Date.parse(APPLIED_AT) / 1000 - 900 });
    aws.contacts.set(LOCKED, OLD_CONTACT);
    aws.showNext(NEW_CONTACT);
    await expect(apply()).resolves.toEqual(APPLIED);
    expect(aws.contacts.get(LOCKED)).toEqual(NEW_CONTACT);
  });

  it('writes nothing when another request has changed the contact long ago', async () => {
    openRequests.states.set(LOCKED, { changedBy: 'jira/another', changedAt: Date.parse(APPLIED_AT) / 1000 - 901 });
    await expect(apply()).resolves.toEqual(IN_PLACE);
  });

  it('says so too when another request has had the lock before', async () => {
    await contactLocks.lockContact(SECURITY, 'jira/another', 30);
    await contactLocks.unlockContact(SECURITY, 'jira/another');
    await expect(apply()).resolves.toEqual(IN_PLACE);
  });
});

describe('apply-change, when an earlier attempt has had the lock', () => {
  beforeEach(async () => {
    await contactLocks.lockContact(SECURITY, REQUEST_KEY, 30);
  });

  it('does not say that the change was already in place when it has written', async () => {
    aws.contacts.set(LOCKED, NEW_CONTACT);
    await expect(apply()).resolves.toEqual(APPLIED);
    expect(aws.calls).toEqual([`get ${LOCKED}`]);
  });

  it('does not say that the change was already in place when the lock was released', async () => {
    await contactLocks.unlockContact(SECURITY, REQUEST_KEY);
    aws.contacts.set(LOCKED, NEW_CONTACT);
    await expect(apply()).resolves.toEqual(APPLIED);
  });

  it('writes and reads back when it has not written', async () => {
    await expect(apply()).resolves.toEqual(APPLIED);
    expect(aws.calls).toEqual([`get ${LOCKED}`, `put ${LOCKED}`, `get ${LOCKED}`]);
  });

  it('throws ContactChangedError and releases the lock when somebody else has changed the contact', async () => {
    aws.contacts.set(LOCKED, OTHER);
    await expect(apply()).rejects.toMatchObject({ name: 'ContactChangedError' });
    expect(aws.calls).toEqual([`get ${LOCKED}`]);
    expect(contactLocks.locks.size).toBe(0);
  });
});

describe('apply-change, when reads are throttled', () => {
  /** Lets each of AWS's answers take so many milliseconds; the first read shows what was before. */
  function readsTake(milliseconds: number, later: () => Promise<typeof OLD_CONTACT>): void {
    aws.getContact.mockImplementation(async () => {
      vi.setSystemTime(Date.now() + milliseconds);
      return aws.getContact.mock.calls.length === 1 ? OLD_CONTACT : later();
    });
  }

  it('reads on until it is let through, each time slows the line down, and writes once', async () => {
    const throttled = async () => {
      if (aws.getContact.mock.calls.length < 4) throw new TooManyRequestsException('Slow down');
      return NEW_CONTACT;
    };
    readsTake(100, throttled);
    await expect(apply()).resolves.toEqual({ ...APPLIED, appliedAt: expect.any(String) });
    expect(lines.slowDown.mock.calls).toEqual(Array(2).fill(['contacts', PACE.change]));
    expect(aws.putContact).toHaveBeenCalledOnce();
  });

  it('reads back for ten seconds in all', async () => {
    readsTake(3000, async () => OLD_CONTACT);
    await expect(apply()).resolves.toEqual({ ...UNCONFIRMED, appliedAt: expect.any(String) });
    expect(aws.getContact).toHaveBeenCalledTimes(1 + 4);
  });

  it('reads back for no longer than the function may run', async () => {
    readsTake(1000, async () => OLD_CONTACT);
    const applied = invoke(handler, changeInTurn(), 5000);
    await expect(applied).resolves.toEqual({ ...UNCONFIRMED, appliedAt: expect.any(String) });
    expect(aws.getContact).toHaveBeenCalledTimes(1 + 3);
  });

  it('leaves the change applied, not confirmed, when it is not let through in time', async () => {
    readsTake(2000, async () => {
      throw new TooManyRequestsException('Slow down');
    });
    await expect(apply()).resolves.toEqual({ ...UNCONFIRMED, appliedAt: expect.any(String) });
    expect(contactLocks.locks.size).toBe(0);
  });

  it.each([
    { what: 'put', after: NEW_CONTACT, call: aws.putContact, slowed: ['contacts', PACE.change] },
    { what: 'deleted', after: null, call: aws.deleteContact, slowed: ['deletions', PACE.deletion] },
  ])(
    'leaves a throttled write to the state machine, and slows the line down in which contacts are $what',
    async (given) => {
      givenApproved(plannedChange({ after: given.after }));
      given.call.mockRejectedValueOnce(new TooManyRequestsException('Slow down'));
      await expect(apply()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
      expect(given.call).toHaveBeenCalledTimes(1);
      expect(lines.slowDown.mock.calls).toEqual([given.slowed]);
      expect(contactLocks.locks.get(LOCKED)).toBe(REQUEST_KEY);
    },
  );
});

describe('apply-change, in line', () => {
  const now = Date.parse(APPLIED_AT);
  const applyInTurn = (at: number, retries = 0) =>
    invoke(handler, { ...changeInTurn(), turn: turnNow({ at }), retries });

  it('waits for its turn before it reads anything', async () => {
    vi.mocked(delay).mockImplementationOnce(async () => {
      expect(table.readRecord).not.toHaveBeenCalled();
      return undefined;
    });
    await expect(applyInTurn(now + 400)).resolves.toEqual(APPLIED);
    expect(vi.mocked(delay).mock.calls).toEqual([[400]]);
  });

  it('throws TurnMovedError and touches nothing when its turn is far away', async () => {
    await expect(applyInTurn(now + 6001)).rejects.toMatchObject({ name: 'TurnMovedError' });
    expect(aws.calls).toEqual([]);
    expect(contactLocks.lockContact).not.toHaveBeenCalled();
  });

  it('goes before everybody, by the time of a change, when it is tried again', async () => {
    await expect(applyInTurn(now + 60_000, 1)).resolves.toEqual(APPLIED);
    expect(lines.takeFirstTurn.mock.calls).toEqual([['contacts', PACE.change]]);
    expect(delay).not.toHaveBeenCalled();
  });

  it('goes before everybody when it could take no new turn', async () => {
    const untaken = { Error: 'States.TaskFailed', Cause: 'no' };
    const applied = invoke(handler, { ...changeInTurn(), turn: untaken });
    await expect(applied).resolves.toEqual(APPLIED);
    expect(lines.takeFirstTurn).toHaveBeenCalledOnce();
  });
});

describe('apply-change, when AWS has acknowledged the change but it cannot be read back', () => {
  it.each(['TooManyRequestsException', 'AccessDeniedException', 'InternalServerException', 'TimeoutError'])(
    'is applied, not confirmed, and releases the lock when reading fails with %s',
    async (name) => {
      aws.getContact.mockResolvedValueOnce(OLD_CONTACT).mockRejectedValueOnce(named(name));
      await expect(apply()).resolves.toEqual(UNCONFIRMED);
      expect(contactLocks.locks.size).toBe(0);
    },
  );

  it('logs that without a detail of the contact', async () => {
    const warn = vi.spyOn(logger, 'warn');
    aws.getContact.mockResolvedValueOnce(OLD_CONTACT);
    aws.getContact.mockRejectedValueOnce(named('AccessDeniedException', CONTACT_DETAILS.join(' ')));
    await apply();
    expect(warn).toHaveBeenCalledWith(
      'The change could not be read back',
      expect.objectContaining({ ...SECURITY, error: 'AccessDeniedException' }),
    );
    for (const detail of CONTACT_DETAILS) expect(JSON.stringify(warn.mock.calls)).not.toContain(detail);
  });
});

describe('apply-change, when reads are late', () => {
  it('reads on until a read shows the change', async () => {
    aws.showNext(OLD_CONTACT, OLD_CONTACT, null, NEW_CONTACT, OLD_CONTACT);
    await expect(apply()).resolves.toEqual(APPLIED);
    expect(aws.getContact).toHaveBeenCalledTimes(4);
  });

  it('pauses after a read that does not show the change, and only then, each time for longer', async () => {
    aws.showNext(OLD_CONTACT, OLD_CONTACT, OLD_CONTACT, OLD_CONTACT, NEW_CONTACT, NEW_CONTACT);
    await apply();
    expect(vi.mocked(delay).mock.calls).toEqual([[200], [400], [800]]);
  });

  it('is confirmed by the last read', async () => {
    aws.showNext(OLD_CONTACT, ...Array(VERIFYING_READS - 1).fill(OLD_CONTACT), NEW_CONTACT);
    await expect(apply()).resolves.toEqual(APPLIED);
  });

  it('is applied, not confirmed, and releases the lock when no read shows the change', async () => {
    aws.putContact.mockResolvedValue(undefined);
    await expect(apply()).resolves.toEqual(UNCONFIRMED);
    expect(aws.getContact).toHaveBeenCalledTimes(1 + VERIFYING_READS);
    expect(contactLocks.locks.size).toBe(0);
  });
});

describe('apply-change, when the contact is neither what the approvers saw nor as approved', () => {
  const OLDER: typeof OLD_CONTACT = { ...OLD_CONTACT, name: 'Desk of last year' };
  const LAST_ID = 'jira-OPS-41-10001';

  /** Another request of this service has changed the contact so many seconds ago. */
  function changedBefore(seconds: number): void {
    const plan = [plannedChange({ before: OLDER, after: OLD_CONTACT })];
    table.given(pendingRecord({ request: changeRequest({ requestId: LAST_ID }), status: 'APPLIED', plan }));
    const until = Date.parse(APPLIED_AT) / 1000;
    const formers = [{ fingerprint: contactFingerprint(OLDER), until }];
    openRequests.states.set(LOCKED, { changedBy: `jira/${LAST_ID}`, formers });
    vi.setSystemTime(Date.parse(APPLIED_AT) + seconds * 1000);
  }

  it('throws ContactNotYetVisibleError, writes nothing and keeps the lock when it is what it was before the last change of this service', async () => {
    changedBefore(5);
    aws.showNext(OLDER);
    await expect(apply()).rejects.toMatchObject({ name: 'ContactNotYetVisibleError' });
    expect(aws.calls).toEqual([`get ${LOCKED}`]);
    expect(contactLocks.locks.get(LOCKED)).toBe(REQUEST_KEY);
  });

  it('applies the change with the next attempt when that change is visible', async () => {
    changedBefore(5);
    aws.showNext(OLDER);
    await expect(apply()).rejects.toMatchObject({ name: 'ContactNotYetVisibleError' });
    await expect(apply()).resolves.toEqual({ ...APPLIED, appliedAt: expect.any(String) });
  });

  it('throws ContactChangedError when it is what it was before a change of long ago, because no read lags so far behind', async () => {
    changedBefore(1000);
    aws.showNext(OLDER);
    await expect(apply()).rejects.toMatchObject({ name: 'ContactChangedError' });
    expect(contactLocks.locks.size).toBe(0);
  });

  it('throws ContactChangedError when it is something that it never was, however soon after the last change', async () => {
    changedBefore(1);
    aws.showNext(OTHER);
    await expect(apply()).rejects.toMatchObject({ name: 'ContactChangedError' });
  });

  it('throws ContactChangedError when the record of the last change is gone', async () => {
    openRequests.states.set(LOCKED, { changedBy: `jira/${LAST_ID}` });
    aws.showNext(OLDER);
    await expect(apply()).rejects.toMatchObject({ name: 'ContactChangedError' });
  });
});

describe('apply-change, in an account that is new', () => {
  const denied = () => aws.putContact.mockRejectedValueOnce(named('AccessDeniedException'));
  const joined = (joinedAt: string) => {
    const first = requested({ accounts: [account({ joinedAt })] });
    const voted = voteCast(APPROVER, { fingerprint: fingerprintOf(first, planned()) });
    table.given(recordOf([first, planned(), approvalRequested(), voted, approved(), applyStarted()]));
  };

  it('throws AccountNotReadyError, which is tried again, when AWS denies access', async () => {
    joined('2026-05-31T12:00:31.000Z');
    denied();
    await expect(apply()).rejects.toMatchObject({ name: 'AccountNotReadyError' });
    await expect(apply()).resolves.toEqual(APPLIED);
  });

  it('throws AccessDeniedException when the account joined a day ago', async () => {
    joined('2026-05-31T12:00:30.000Z');
    denied();
    await expect(apply()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('apply-change, when it must not write', () => {
  it.each([
    { what: 'has changed', current: OTHER },
    { what: 'is gone', current: null },
  ])('throws ContactChangedError and releases the lock when the contact $what', async ({ current }) => {
    aws.showNext(current);
    await expect(apply()).rejects.toMatchObject({ name: 'ContactChangedError' });
    expect(aws.calls).toEqual([`get ${LOCKED}`]);
    expect(contactLocks.locks.size).toBe(0);
  });

  it.each([
    { what: 'put', after: NEW_CONTACT },
    { what: 'deleted', after: null },
  ])('throws ContactChangedError when another contact is there than the one to be $what over', async ({ after }) => {
    givenApproved(plannedChange({ after }));
    aws.contacts.set(LOCKED, OTHER);
    await expect(apply()).rejects.toMatchObject({ name: 'ContactChangedError' });
    expect(aws.contacts.get(LOCKED)).toEqual(OTHER);
  });

  it('throws ContactChangedError when a contact was set where approvers saw none', async () => {
    givenApproved(plannedChange({ before: null }));
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

  it('throws NotApprovedError and touches nothing when the approved request can still be cancelled', async () => {
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
    contactLocks.locks.set(LOCKED, 'jira/another');
    await expect(apply()).rejects.toMatchObject({ name: 'ContactLockedError' });
    expect(aws.calls).toEqual([]);
    expect(contactLocks.locks.get(LOCKED)).toBe('jira/another');
  });
});

describe('apply-change, when AWS refuses', () => {
  it.each([...RETRIED_CHANGE_ERRORS])('throws %s by its name and keeps the lock for the retry', async (name) => {
    aws.putContact.mockRejectedValueOnce(named(name));
    await expect(apply()).rejects.toMatchObject({ name });
    expect(contactLocks.locks.get(LOCKED)).toBe(REQUEST_KEY);
  });

  it.each(['AccessDeniedException', 'ValidationException', 'ResourceNotFoundException', 'Error'])(
    'throws %s by its name and releases the lock',
    async (name) => {
      aws.putContact.mockRejectedValueOnce(named(name));
      await expect(apply()).rejects.toMatchObject({ name });
      expect(contactLocks.locks.size).toBe(0);
    },
  );

  it('succeeds with the second attempt when the first was throttled', async () => {
    aws.putContact.mockRejectedValueOnce(named('TooManyRequestsException'));
    await expect(apply()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    await expect(apply()).resolves.toEqual(APPLIED);
    expect(contactLocks.locks.size).toBe(0);
  });

  it('succeeds without a second write when the first attempt has written and was cut off', async () => {
    aws.putContact.mockImplementationOnce(async (key, contact) => {
      aws.contacts.set(contactName(key), contact);
      throw named('TimeoutError');
    });
    await expect(apply()).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(apply()).resolves.toEqual(APPLIED);
    expect(aws.putContact).toHaveBeenCalledOnce();
  });

  it('redacts contact details in the error and in the log', async () => {
    const warn = vi.spyOn(logger, 'warn');
    aws.putContact.mockRejectedValueOnce(named('ValidationException', `refused: ${CONTACT_DETAILS.join(' | ')}`));
    const error = await apply().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/^refused: \[redacted\]/),
    });
    const visible = `${String(error)} ${error instanceof Error ? error.stack : ''} ${JSON.stringify(warn.mock.calls)}`;
    for (const detail of CONTACT_DETAILS) expect(visible).not.toContain(detail);
    expect(warn.mock.calls[0]?.[1]).toMatchObject({
      requestKey: REQUEST_KEY,
      ...SECURITY,
      error: 'ValidationException',
    });
  });

  it('throws an error when a value that is not an error is thrown', async () => {
    aws.putContact.mockRejectedValueOnce('text');
    await expect(apply()).rejects.toMatchObject({ name: 'Error', message: expect.stringContaining('left out') });
    expect(contactLocks.locks.size).toBe(0);
  });
});

describe('apply-change, when only the lock cannot be released', () => {
  beforeEach(() => {
    contactLocks.unlockContact.mockRejectedValue(named('ProvisionedThroughputExceededException'));
  });

  it('succeeds, because the change is made and the lease ends by itself', async () => {
    await expect(apply()).resolves.toEqual(APPLIED);
  });

  it('throws the error that kept the change from being made', async () => {
    aws.showNext(OTHER);
    await expect(apply()).rejects.toMatchObject({ name: 'ContactChangedError' });
  });
});
