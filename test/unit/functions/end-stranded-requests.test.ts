import '../metrics-on.ts';
import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ServiceUnavailableError } from '../../../functions/domain/errors.ts';
import { handler } from '../../../functions/end-stranded-requests.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import {
  approvalMails,
  BILLING,
  CREATED_AT,
  changeRequest,
  deleteChange,
  EXPIRES_AT,
  NEW_CONTACT,
  OLD_CONTACT,
  pendingRecord,
  plannedChange,
  putChange,
  REQUEST_KEY,
  REQUESTER,
  type RecordFacts,
  receivedRecord,
  SECURITY,
  VOTED_AT,
} from '../builders.ts';
import * as account from './fakes/account-management.ts';
import * as claims from './fakes/contact-claims.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as evidence from './fakes/evidence.ts';
import * as mailer from './fakes/mailer.ts';
import * as openRequests from './fakes/open-requests.ts';
import { reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import * as workflow from './fakes/workflow.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => import('./fakes/open-requests.ts'));
vi.mock('../../../functions/aws/contact-claims.ts', () => import('./fakes/contact-claims.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/evidence.ts', () => import('./fakes/evidence.ts'));
vi.mock('../../../functions/aws/mailer.ts', () => import('./fakes/mailer.ts'));
vi.mock('../../../functions/aws/mail-budget.ts', () => ({
  takeMail: async () => true,
  giveMailBack: async () => undefined,
}));
vi.mock('../../../functions/aws/requester-load.ts', () => ({ leaveRequester: async () => undefined }));
vi.mock('../../../functions/aws/account-management.ts', () => import('./fakes/account-management.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const STOPPED = { status: 'ABORTED', stoppedAt: Date.parse(VOTED_AT) - 600_000 };
const WHY = 'its execution ended ABORTED before its outcome was recorded';
const ERROR = { name: 'ExecutionGoneError', message: WHY };

const sweep = (milliseconds = 180_000) =>
  invoke(handler, { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }, milliseconds);
const stored = () => table.records.get(REQUEST_KEY);
const pending = (facts: RecordFacts = {}) => table.given(pendingRecord({ mails: approvalMails(), ...facts }));

/** The lines that were written to standard output, as CloudWatch reads them. */
const emitted: Record<string, unknown>[] = [];

beforeEach(() => {
  vi.restoreAllMocks();
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [table, openRequests, claims, eventBus, evidence, mailer, account, workflow]) fake.reset();
  resetPolicy();
  workflow.readExecutionState.mockResolvedValue(STOPPED);
  emitted.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    emitted.push(JSON.parse(String(line)));
    return true;
  });
});

describe('end-stranded-requests', () => {
  it.each([
    { status: 'RECEIVED', given: () => table.given(receivedRecord()) },
    { status: 'PENDING_APPROVAL', given: () => pending() },
    { status: 'APPROVED', given: () => pending({ status: 'APPROVED' }) },
  ])('ends a request FAILED, with why, when its execution is gone and it is $status', async ({ given, status }) => {
    given();
    await expect(sweep()).resolves.toEqual({ stranded: [REQUEST_KEY] });
    expect(stored()).toMatchObject({ status: 'FAILED', results: [{ ...SECURITY, status: 'FAILED', error: ERROR }] });
    expect(stored()).not.toHaveProperty('taskToken');
    expect(eventBus.statusEvents).toMatchObject([
      { status: 'FAILED', previousStatus: status, changes: [{ error: `ExecutionGoneError: ${WHY}` }] },
    ]);
    expect(emitted).toMatchObject([{ RequestsFailed: 1, ChangesFailed: 1 }, { StrandedRequests: 1 }]);
  });

  it('tells the ticket, the requester and everybody who was asked', async () => {
    pending();
    await sweep();
    expect(eventBus.comments).toMatchObject([{ request: { status: 'FAILED' } }]);
    expect(mailer.outbox.map(({ to }) => to)).toEqual([
      REQUESTER,
      ...approvalMails().map((mail) => ('to' in mail ? mail.to : '')),
    ]);
    expect(mailer.outbox[0]?.text).toContain(WHY);
  });

  it('releases what it has claimed, and is no open request any more', async () => {
    pending({ status: 'APPROVED' });
    openRequests.states.set('222222222222/SECURITY', { claimedBy: REQUEST_KEY });
    await sweep();
    expect(claims.released).toEqual([`${REQUEST_KEY} 222222222222/SECURITY`]);
    expect(openRequests.left).toEqual([REQUEST_KEY]);
  });

  it.each(['REJECTED', 'EXPIRED', 'CANCELLED'] as const)(
    'keeps what people have decided when it is %s',
    async (status) => {
      pending({ status });
      await sweep();
      expect(stored()).toMatchObject({ status, results: [{ status }] });
    },
  );

  it('does what RecordOutcome did not get to when that has recorded an outcome, and its execution is gone, once', async () => {
    pending({ status: 'REJECTED', results: [{ ...SECURITY, status: 'REJECTED' }], isEnding: true });
    openRequests.states.set('222222222222/SECURITY', { claimedBy: REQUEST_KEY });
    await expect(sweep()).resolves.toEqual({ stranded: [] });
    expect(eventBus.statusEvents).toMatchObject([{ status: 'REJECTED' }]);
    expect(claims.released).toEqual([`${REQUEST_KEY} 222222222222/SECURITY`]);
    expect(openRequests.left).toEqual([REQUEST_KEY]);
    expect(mailer.outbox[0]).toMatchObject({ to: REQUESTER });
    expect(stored()).toMatchObject({ status: 'REJECTED', results: [{ status: 'REJECTED' }] });
    await sweep();
    expect(eventBus.statusEvents).toHaveLength(1);
  });

  it('leaves what follows from an end to its execution while that runs', async () => {
    pending({ status: 'REJECTED', results: [{ ...SECURITY, status: 'REJECTED' }], isEnding: true });
    workflow.readExecutionState.mockResolvedValueOnce({ status: 'RUNNING' });
    await sweep();
    expect([eventBus.statusEvents, openRequests.left]).toEqual([[], []]);
  });

  it('does the rest in its next run when something keeps it from what follows from an end', async () => {
    pending();
    claims.leaveContacts.mockRejectedValueOnce(new ServiceUnavailableError('no'));
    await expect(sweep()).resolves.toEqual({ stranded: [] });
    expect([stored()?.status, openRequests.left]).toEqual(['FAILED', []]);
    await sweep();
    expect(openRequests.left).toEqual([REQUEST_KEY]);
    await sweep();
    expect(openRequests.left).toEqual([REQUEST_KEY]);
  });

  it('leaves a request alone whose execution runs, that may be redriven, or that has ended meanwhile', async () => {
    pending();
    workflow.readExecutionState.mockResolvedValueOnce({ status: 'RUNNING' });
    await expect(sweep()).resolves.toEqual({ stranded: [] });
    workflow.readExecutionState.mockResolvedValueOnce({ status: 'ABORTED', stoppedAt: Date.parse(VOTED_AT) - 599_000 });
    await expect(sweep()).resolves.toEqual({ stranded: [] });
    workflow.readExecutionState.mockImplementationOnce(async () => {
      table.given(pendingRecord({ status: 'REJECTED', results: [{ ...SECURITY, status: 'REJECTED' }] }));
      return STOPPED;
    });
    await expect(sweep()).resolves.toEqual({ stranded: [] });
    expect(eventBus.statusEvents).toEqual([]);
    expect(emitted).toMatchObject([{ StrandedRequests: 0 }, { StrandedRequests: 0 }, { StrandedRequests: 0 }]);
  });

  it('ends the others when one cannot be looked after, and says so', async () => {
    const error = vi.spyOn(logger, 'error');
    table.given(
      receivedRecord({ request: changeRequest({ requestId: 'first' }), createdAt: '2026-05-01T10:00:00.000Z' }),
    );
    pending();
    workflow.readExecutionState.mockRejectedValueOnce(new Error('throttled'));
    await expect(sweep()).resolves.toEqual({ stranded: [REQUEST_KEY] });
    expect(error.mock.calls[0]).toMatchObject(['A request could not be looked after', { requestKey: 'jira/first' }]);
  });

  it('leaves the rest to the next run when its own time runs out', async () => {
    pending();
    await expect(sweep(59_000)).resolves.toEqual({ stranded: [] });
    expect(workflow.readExecutionState).not.toHaveBeenCalled();
  });
});

describe('end-stranded-requests, of a request that was being applied', () => {
  const request = changeRequest({ changes: [putChange(SECURITY), deleteChange(BILLING)] });
  const plan = [plannedChange(), plannedChange({ ...BILLING, after: null })];
  const applying = () => pending({ request, plan, status: 'APPROVED', applyingSince: VOTED_AT });

  it('finds that nothing was made when nothing shows it', async () => {
    applying();
    account.contacts.set('222222222222/SECURITY', OLD_CONTACT).set('222222222222/BILLING', OLD_CONTACT);
    await sweep();
    expect(stored()?.results).toEqual([
      { ...SECURITY, status: 'FAILED', error: ERROR },
      { ...BILLING, status: 'FAILED', error: ERROR },
    ]);
    expect(stored()?.status).toBe('FAILED');
  });

  it('finds what was made, by what is kept of it or by what AWS shows', async () => {
    applying();
    evidence.applied.push('222222222222/SECURITY');
    account.contacts.set('222222222222/BILLING', OLD_CONTACT);
    await sweep();
    expect(stored()).toMatchObject({
      status: 'PARTIALLY_APPLIED',
      results: [
        { ...SECURITY, status: 'APPLIED' },
        { ...BILLING, status: 'FAILED', error: ERROR },
      ],
    });
  });

  it('is APPLIED when all of it was made', async () => {
    applying();
    account.contacts.set('222222222222/SECURITY', NEW_CONTACT);
    await sweep();
    expect(stored()).toMatchObject({ status: 'APPLIED', results: [{ status: 'APPLIED' }, { status: 'APPLIED' }] });
  });

  it('stays open when its contact cannot be read for now', async () => {
    applying();
    account.getContact.mockRejectedValueOnce(new ServiceUnavailableError('no'));
    await sweep();
    expect(stored()?.status).toBe('APPROVED');
    account.contacts.set('222222222222/SECURITY', NEW_CONTACT);
    await sweep();
    expect(stored()?.status).toBe('APPLIED');
  });

  it('counts a change as not made when its contact cannot be read at all', async () => {
    applying();
    account.getContact.mockRejectedValue(new Error('no'));
    await sweep();
    expect(stored()?.status).toBe('FAILED');
  });
});

describe('end-stranded-requests, of a request that waits', () => {
  beforeEach(() => {
    workflow.readExecutionState.mockResolvedValue({ status: 'RUNNING' });
  });

  it('wakes its execution when the round is over by its own time, because the task was made to wait longer', async () => {
    pending();
    vi.setSystemTime(new Date(EXPIRES_AT));
    await sweep();
    expect(workflow.woken).toEqual(['token-of-the-task']);
  });

  it('lets it wait until then', async () => {
    pending({ createdAt: CREATED_AT });
    await sweep();
    expect(workflow.woken).toEqual([]);
  });
});
