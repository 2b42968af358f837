import '../metrics-on.ts';
import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import { handler } from '../../../functions/record-outcome.ts';
import moveAccount from '../../fixtures/organization/move-account.json' with { type: 'json' };
import {
  approvalMails,
  BILLING,
  changeRequest,
  deleteChange,
  ENDED_AT,
  EXECUTION_ARN,
  NEW_CONTACT,
  OLD_CONTACT,
  pendingRecord,
  plannedChange,
  putChange,
  REQUEST_ID,
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
import * as proofs from './fakes/intake-proofs.ts';
import * as mailer from './fakes/mailer.ts';
import * as openRequests from './fakes/open-requests.ts';
import { reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import * as machine from './fakes/workflow.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/intake-proofs.ts', () => import('./fakes/intake-proofs.ts'));
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

const NOW = Date.parse(ENDED_AT);
const REQUEST = changeRequest();
const EVENT = { source: 'alternate-contacts', 'detail-type': 'Alternate Contact Change Requested', detail: REQUEST };
const WHY = 'its execution ended ABORTED before its outcome was recorded';
const ERROR = { name: 'ExecutionGoneError', message: WHY };

const described = (facts: object = {}) => ({
  status: 'ABORTED',
  input: EVENT,
  startedAt: 0,
  stoppedAt: NOW - 1000,
  ...facts,
});
const stop = (end: object = {}) =>
  invoke(handler, { executionArn: EXECUTION_ARN, end: { status: 'ABORTED', stoppedAt: NOW - 1000, ...end } });
const stored = () => table.records.get(REQUEST_KEY);
const pending = (facts: RecordFacts = {}) => table.given(pendingRecord({ mails: approvalMails(), ...facts }));
const execution = (facts: object = {}) => machine.describeExecution.mockResolvedValue(described(facts));

/** The figures that were written to standard output, as CloudWatch reads them. */
const emitted: Record<string, unknown>[] = [];

beforeEach(() => {
  vi.restoreAllMocks();
  vi.useFakeTimers({ now: new Date(ENDED_AT), toFake: ['Date'] });
  for (const fake of [table, proofs, openRequests, claims, eventBus, evidence, mailer, account, machine]) fake.reset();
  resetPolicy();
  execution();
  emitted.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    emitted.push(JSON.parse(String(line)));
    return true;
  });
});

describe('record-outcome, of an execution that ended without it', () => {
  it.each([
    { status: 'RECEIVED', given: () => table.given(receivedRecord()) },
    { status: 'PENDING_APPROVAL', given: () => pending() },
    { status: 'APPROVED', given: () => pending({ status: 'APPROVED' }) },
  ])('ends the request FAILED at once, and says why, when it is $status', async ({ given, status }) => {
    given();
    const results = [{ ...SECURITY, status: 'FAILED', error: `ExecutionGoneError: ${WHY}` }];
    await expect(stop()).resolves.toEqual({ requestId: REQUEST_ID, status: 'FAILED', results });
    expect(stored()).toMatchObject({ status: 'FAILED', results: [{ ...SECURITY, status: 'FAILED', error: ERROR }] });
    expect(stored()).not.toHaveProperty('taskToken');
    expect(eventBus.statusEvents).toMatchObject([{ status: 'FAILED', previousStatus: status }]);
    expect(emitted).toContainEqual(expect.objectContaining({ StrandedRequests: 1 }));
  });

  it.each(['FAILED', 'TIMED_OUT'])('says that the execution ended %s', async (status) => {
    pending();
    await stop({ status });
    expect(stored()?.results?.[0]?.error?.message).toContain(status);
  });

  it('leaves the contacts to others, and tells everybody', async () => {
    pending({ status: 'APPROVED' });
    openRequests.states.set('222222222222/SECURITY', { claimedBy: REQUEST_KEY });
    await stop();
    expect(claims.released).toEqual([`${REQUEST_KEY} 222222222222/SECURITY`]);
    expect(openRequests.left).toEqual([REQUEST_KEY]);
    expect(eventBus.comments).toMatchObject([{ request: { status: 'FAILED' } }]);
    expect(mailer.outbox[0]).toMatchObject({ to: REQUESTER });
  });

  it.each(['REJECTED', 'EXPIRED', 'CANCELLED'] as const)('keeps what people have decided: %s', async (status) => {
    pending({ status });
    await expect(stop()).resolves.toMatchObject({ status });
    expect(stored()).toMatchObject({ status, results: [{ status }] });
  });

  it('does it once, however often the end is reported', async () => {
    pending();
    await stop();
    await expect(stop()).resolves.toEqual({ ignored: 'recorded' });
    expect(eventBus.statusEvents).toHaveLength(1);
  });

  it('has nothing to tell any more when the execution is redriven afterwards', async () => {
    pending();
    await stop();
    const before = { record: stored(), mails: [...mailer.outbox] };
    const state = { requestKey: REQUEST_KEY, caught: { Error: 'NotApprovedError', Cause: 'x' } };
    await expect(invoke(handler, { executionArn: EXECUTION_ARN, state, retries: 0 })).resolves.toMatchObject({
      status: 'FAILED',
    });
    expect({ record: stored(), mails: mailer.outbox }).toEqual(before);
    expect(eventBus.statusEvents).toHaveLength(1);
  });

  it('does what RecordOutcome did not get to when that had recorded the outcome and then failed, once', async () => {
    const ended = { ...SECURITY, status: 'REJECTED' as const };
    pending({ status: 'REJECTED', results: [ended], isEnding: true });
    execution({ status: 'FAILED', error: 'ServiceUnavailableError' });
    await expect(stop({ status: 'FAILED' })).resolves.toMatchObject({ status: 'REJECTED' });
    expect(eventBus.statusEvents).toMatchObject([{ status: 'REJECTED', previousStatus: null }]);
    expect(openRequests.left).toEqual([REQUEST_KEY]);
    expect(mailer.outbox[0]).toMatchObject({ to: REQUESTER });
    expect(emitted).toEqual([]);
    await expect(stop({ status: 'FAILED' })).resolves.toEqual({ ignored: 'recorded' });
    expect(eventBus.statusEvents).toHaveLength(1);
  });

  it('does the rest when an earlier try of its own ended the request, and was interrupted', async () => {
    pending();
    eventBus.putStatusEvent.mockRejectedValueOnce(new Error('an outage'));
    await expect(stop()).rejects.toThrow();
    expect(stored()).toMatchObject({ status: 'FAILED', isEnding: true });
    await expect(stop()).resolves.toMatchObject({ status: 'FAILED' });
    expect(stored()).not.toHaveProperty('isEnding');
    expect(mailer.outbox[0]).toMatchObject({ to: REQUESTER });
  });

  it('finds the request of a baseline, whose key no event names', async () => {
    const request = changeRequest({
      requestId: 'baseline-333333333333-1-0a1b2c3d',
      source: { system: 'organization' },
    });
    table.given(receivedRecord());
    table.given(receivedRecord({ request, createdAt: VOTED_AT }));
    execution({ input: moveAccount, startedAt: Date.parse(VOTED_AT) - 1000 });
    await expect(stop()).resolves.toMatchObject({ requestId: request.requestId, status: 'FAILED' });
    expect(table.records.get(requestKeyOf(request))?.status).toBe('FAILED');
    expect(stored()?.status).toBe('RECEIVED');
  });
});

describe('record-outcome, of an execution that ended and has left nothing open', () => {
  it('leaves the request alone when the execution was redriven since', async () => {
    pending();
    execution({ status: 'RUNNING', stoppedAt: undefined, redrivenAt: NOW });
    await expect(stop()).resolves.toEqual({ ignored: 'redriven' });
    execution({ status: 'PENDING_REDRIVE' });
    await expect(stop()).resolves.toEqual({ ignored: 'redriven' });
    expect(stored()?.status).toBe('PENDING_APPROVAL');
  });

  it.each([{}, { redrivenAt: NOW - 2000 }])(
    'fails, for Lambda to try again, and leaves the request alone when its execution runs, last redriven: %j',
    async (redriven) => {
      pending();
      execution({ status: 'RUNNING', stoppedAt: undefined, ...redriven });
      await expect(stop()).rejects.toThrow(expect.objectContaining({ name: 'ExecutionStillRunningError' }));
      expect(stored()?.status).toBe('PENDING_APPROVAL');
      expect([eventBus.statusEvents, mailer.outbox]).toEqual([[], []]);
    },
  );

  it('leaves the request of another execution alone, as a duplicate does', async () => {
    pending({ executionArn: `${EXECUTION_ARN}-other` });
    await expect(stop()).resolves.toEqual({ ignored: 'unknown' });
    expect(stored()?.status).toBe('PENDING_APPROVAL');
  });

  it.each(['ChangeRequestFailed', 'ChangeRequestPartiallyApplied', 'MalformedEventError'])(
    'tells nobody of a request that is not registered when the execution ended with %s',
    async (error) => {
      execution({ status: 'FAILED', error });
      await expect(stop({ status: 'FAILED' })).resolves.toEqual({ ignored: 'recorded' });
      expect(eventBus.statusEvents).toEqual([]);
    },
  );

  it.each(['ChangeRequestFailed', 'MalformedEventError'])(
    'ends the request when whoever has stopped the execution calls that %s',
    async (error) => {
      pending();
      execution({ status: 'ABORTED', error });
      await expect(stop()).resolves.toMatchObject({ status: 'FAILED' });
    },
  );

  it.each([
    { what: 'an event of AWS', input: moveAccount },
    { what: 'no event', input: { hello: 'world' } },
    { what: 'nothing', input: null },
  ])('tells nobody when its input is $what', async ({ input }) => {
    execution({ input });
    await expect(stop()).resolves.toEqual({ ignored: 'unknown' });
    expect(eventBus.statusEvents).toEqual([]);
  });

  it('tells nobody of what was invalid, or a duplicate, when it is called ended early although it has succeeded', async () => {
    execution({ status: 'SUCCEEDED' });
    await expect(stop()).resolves.toEqual({ ignored: 'recorded' });
    expect(eventBus.statusEvents).toEqual([]);
  });

  it.each([undefined, 'iam', 'signature'] as const)(
    'tells a ticket only if its own webhook has asked, when somebody has started and stopped it: proof %s',
    async (proof) => {
      const detail = changeRequest({ source: { system: 'jira', reference: 'OPS-42' } });
      if (proof) await proofs.putProof(detail, proof);
      execution({ input: { ...EVENT, source: 'alternate-contacts.webhooks', detail } });
      await stop();
      expect(eventBus.comments).toHaveLength(proof === 'signature' ? 1 : 0);
      expect(eventBus.statusEvents).toHaveLength(proof === 'signature' ? 1 : 0);
    },
  );

  it('tells the ticket of a request that was not registered, because nobody else will', async () => {
    await expect(stop()).resolves.toMatchObject({ requestId: REQUEST_ID, status: 'FAILED' });
    expect(eventBus.statusEvents).toMatchObject([{ requestId: REQUEST_ID, status: 'FAILED', previousStatus: null }]);
    expect(eventBus.comments).toHaveLength(1);
    expect(table.records.size).toBe(0);
  });
});

describe('record-outcome, of an execution that ended while its changes were applied', () => {
  const request = changeRequest({ changes: [putChange(SECURITY), deleteChange(BILLING)] });
  const plan = [plannedChange(), plannedChange({ ...BILLING, after: null })];
  const applying = () => pending({ request, plan, status: 'APPROVED', applyingSince: VOTED_AT });
  /** Whoever reports the end may say another time. */
  const endedAgo = (milliseconds: number) =>
    invoke(handler, {
      executionArn: EXECUTION_ARN,
      end: { status: 'ABORTED', stoppedAt: Date.now() - milliseconds - 60_000 },
    });

  it('finds what was made, by what is kept of it or by what AWS shows', async () => {
    applying();
    evidence.applied.push('222222222222/SECURITY');
    account.contacts.set('222222222222/BILLING', OLD_CONTACT);
    execution({ stoppedAt: NOW - 20_000 });
    await expect(endedAgo(20_000)).resolves.toMatchObject({ status: 'PARTIALLY_APPLIED' });
    expect(stored()?.results).toMatchObject([{ status: 'APPLIED' }, { status: 'FAILED', error: ERROR }]);
  });

  it('waits until no function that was called can change a contact any more, whenever the end is said to have been', async () => {
    applying();
    account.contacts.set('222222222222/SECURITY', OLD_CONTACT);
    vi.useRealTimers();
    const stoppedAt = Date.now() - 19_950;
    machine.describeExecution.mockResolvedValueOnce(described({ stoppedAt }));
    machine.describeExecution.mockImplementationOnce(async () => {
      account.contacts.set('222222222222/SECURITY', NEW_CONTACT);
      return described({ stoppedAt });
    });
    await expect(endedAgo(19_950)).resolves.toMatchObject({ status: 'APPLIED' });
  });

  it('leaves it alone when it is redriven while it waits', async () => {
    applying();
    vi.useRealTimers();
    machine.describeExecution.mockResolvedValueOnce(described({ stoppedAt: Date.now() - 19_950 }));
    execution({ status: 'RUNNING', stoppedAt: undefined, redrivenAt: Date.now() });
    await expect(endedAgo(19_950)).resolves.toEqual({ ignored: 'redriven' });
  });
});
