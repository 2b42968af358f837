import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/cancel-request.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import {
  APPROVER,
  approvalOf,
  changeRequest,
  EXPIRES_AT,
  pendingRecord,
  REQUEST_ID,
  REQUEST_KEY,
  REQUESTER,
  receivedRecord,
  roundOf,
  VOTED_AT,
  vote,
} from '../builders.ts';
import * as proofs from './fakes/intake-proofs.ts';
import * as namedRequests from './fakes/named-requests.ts';
import * as table from './fakes/request-table.ts';
import * as workflow from './fakes/workflow.ts';
import { invoke } from './invoke.ts';

const { withdrawTicket } = vi.hoisted(() => ({ withdrawTicket: vi.fn() }));

vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/intake-proofs.ts', () => import('./fakes/intake-proofs.ts'));
vi.mock('../../../functions/steps/withdrawal.ts', () => ({ withdrawTicket }));
vi.mock('../../../functions/aws/named-requests.ts', () => import('./fakes/named-requests.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));

const putEvent = (detail: object, { time, source }: { time?: string; source?: string } = {}) =>
  invoke(handler, {
    version: '0',
    time,
    source: source ?? ('takenBackAt' in detail ? 'alternate-contacts.webhooks' : 'alternate-contacts'),
    'detail-type': 'Alternate Contact Change Cancellation Requested',
    detail,
  });
const cancel = (detail: object = {}) => putEvent({ requestId: REQUEST_ID, requestedBy: REQUESTER, ...detail });
/** A request that waits, and that somebody asked for as cancellations come, too. */
const claimedRecord = (facts: Parameters<typeof pendingRecord>[0] = {}) =>
  pendingRecord({ provenBy: 'claimed', ...facts });
const stored = () => table.records.get(REQUEST_KEY);

beforeEach(() => {
  vi.restoreAllMocks();
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  table.reset();
  workflow.reset();
  proofs.reset();
  withdrawTicket.mockReset();
});

describe('cancel-request', () => {
  it('cancels the request with the reason and wakes the execution when it waits for approval', async () => {
    table.given(claimedRecord());
    await expect(cancel({ reason: 'The mailbox stays' })).resolves.toEqual({
      requestId: REQUEST_ID,
      status: 'CANCELLED',
    });
    expect(stored()).toMatchObject({ status: 'CANCELLED', version: 4 });
    expect(stored()?.history.at(-1)).toEqual({
      type: 'Cancelled',
      at: VOTED_AT,
      by: REQUESTER,
      comment: 'The mailbox stays',
    });
    expect(workflow.woken).toEqual(['token-of-the-task']);
  });

  it('cancels an approved request, and wakes the execution, until it is being applied', async () => {
    table.given(claimedRecord({ status: 'APPROVED', votes: [vote()] }));
    await expect(cancel()).resolves.toEqual({ requestId: REQUEST_ID, status: 'CANCELLED' });
    expect(stored()?.status).toBe('CANCELLED');
    expect(workflow.woken).toEqual(['token-of-the-task']);
  });

  it('cancels the request and wakes nobody while it is being planned', async () => {
    table.given(receivedRecord({ provenBy: 'claimed' }));
    await expect(cancel()).resolves.toEqual({ requestId: REQUEST_ID, status: 'CANCELLED' });
    expect(stored()?.status).toBe('CANCELLED');
    expect(workflow.woken).toEqual([]);
  });

  it('has an empty comment when the event has no reason', async () => {
    table.given(claimedRecord());
    await cancel();
    expect(stored()?.cancellation).toEqual({ by: REQUESTER, at: VOTED_AT, comment: '' });
  });

  it('wakes the execution again and writes nothing when the event comes twice', async () => {
    table.given(claimedRecord());
    const first = await cancel();
    const after = stored();
    await expect(cancel()).resolves.toEqual(first);
    expect(stored()).toEqual(after);
    expect(workflow.woken).toEqual(['token-of-the-task', 'token-of-the-task']);
  });

  it('wakes the execution when the first try recorded the cancellation and could not', async () => {
    table.given(claimedRecord());
    workflow.wakeExecution.mockRejectedValueOnce(Object.assign(new Error('slow'), { name: 'ThrottlingException' }));
    await expect(cancel()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(cancel()).resolves.toMatchObject({ status: 'CANCELLED' });
    expect(workflow.woken).toEqual(['token-of-the-task']);
  });

  it('cancels the request of the system that is named, and no other of that id', async () => {
    table.given(claimedRecord());
    table.given(claimedRecord({ request: changeRequest({ source: { system: 'cli' } }) }));
    await expect(cancel({ source: { system: 'cli' } })).resolves.toMatchObject({ status: 'CANCELLED' });
    expect(table.records.get(`cli/${REQUEST_ID}`)?.status).toBe('CANCELLED');
    expect(stored()?.status).toBe('PENDING_APPROVAL');
  });

  it('cancels nothing when its requester has several requests of that id, and names no system', async () => {
    table.given(claimedRecord());
    table.given(claimedRecord({ request: changeRequest({ source: { system: 'cli' } }) }));
    await expect(cancel()).resolves.toEqual({ requestId: REQUEST_ID, ignored: 'ambiguous' });
    expect([...table.records.values()].map(({ status }) => status)).toEqual(['PENDING_APPROVAL', 'PENDING_APPROVAL']);
  });

  const ignored = [
    { why: 'unknown', what: 'there is no such request', record: undefined, requestedBy: REQUESTER },
    { why: 'notTheRequester', what: 'an approver cancels', record: claimedRecord(), requestedBy: APPROVER },
    {
      why: 'applying',
      what: 'it is being applied',
      record: claimedRecord({ status: 'APPROVED', applyingSince: VOTED_AT }),
      requestedBy: REQUESTER,
    },
    { why: 'ended', what: 'it is rejected', record: claimedRecord({ status: 'REJECTED' }), requestedBy: REQUESTER },
    {
      why: 'ended',
      what: 'its last round is over',
      record: claimedRecord({ approval: approvalOf(1, { rounds: [roundOf({ seconds: 7200 })] }) }),
      requestedBy: REQUESTER,
    },
    ...(['iam', 'signature', 'workflow'] as const).map((provenBy) => ({
      why: 'notProven',
      what: `it is known by more than a name who asks (${provenBy})`,
      record: claimedRecord({ provenBy }),
      requestedBy: REQUESTER,
    })),
  ];

  it.each(ignored)(
    'answers $why, changes nothing and wakes nobody when $what',
    async ({ why, record, requestedBy }) => {
      const log = vi.spyOn(logger, 'info');
      if (record) table.given(record);
      await expect(cancel({ requestedBy })).resolves.toEqual({ requestId: REQUEST_ID, ignored: why });
      expect(stored()).toEqual(record);
      expect(workflow.woken).toEqual([]);
      const audits = log.mock.calls.filter(([line]) => line === 'Audit');
      expect(audits).toMatchObject([['Audit', { action: 'cancellation', outcome: 'refused', code: why }]]);
    },
  );

  it('answers applying when the changes began to be applied meanwhile', async () => {
    table.given(claimedRecord());
    namedRequests.findRequest.mockImplementationOnce(async () => {
      table.given(claimedRecord({ status: 'APPROVED', applyingSince: VOTED_AT }));
      return { requestKey: REQUEST_KEY };
    });
    await expect(cancel()).resolves.toEqual({ requestId: REQUEST_ID, ignored: 'applying' });
    expect(stored()?.status).toBe('APPROVED');
  });

  it('cancels the request a moment before its last round ends', async () => {
    table.given(claimedRecord());
    vi.setSystemTime(Date.parse(EXPIRES_AT) - 1);
    await expect(cancel()).resolves.toMatchObject({ status: 'CANCELLED' });
  });

  it.each(['', 'x'.repeat(1001)])('throws BadRequestError and reads nothing when the reason is %j', async (reason) => {
    await expect(cancel({ reason })).rejects.toMatchObject({ name: 'BadRequestError' });
    expect(table.readRecord).not.toHaveBeenCalled();
  });

  it.each(['ConcurrentUpdateError', 'ProvisionedThroughputExceededException'])(
    'throws %s by its name',
    async (name) => {
      table.given(claimedRecord());
      table.updateRecord.mockRejectedValue(Object.assign(new Error('no'), { name }));
      await expect(cancel()).rejects.toMatchObject({ name });
      expect(workflow.woken).toEqual([]);
    },
  );
});

describe('cancel-request, of a ticket', () => {
  const takenBackAt = '2026-06-01T11:59:00.000Z';
  const detail = { source: { system: 'jira', reference: 'OPS-42' }, takenBackAt };

  it('withdraws what the ticket has requested when its own webhook says so', async () => {
    await proofs.putProof(detail, 'signature');
    withdrawTicket.mockResolvedValue([REQUEST_KEY]);
    await expect(putEvent(detail)).resolves.toEqual({ withdrawn: [REQUEST_ID] });
    expect(withdrawTicket.mock.calls).toEqual([[detail.source, takenBackAt]]);
  });

  it('withdraws nothing more when somebody puts its event again, or with another time', async () => {
    await proofs.putProof(detail, 'signature');
    withdrawTicket.mockResolvedValue([]);
    await putEvent(detail, { time: '2026-07-01T00:00:00Z' });
    expect(withdrawTicket.mock.calls).toEqual([[detail.source, takenBackAt]]);
    await expect(putEvent({ ...detail, takenBackAt: VOTED_AT })).resolves.toEqual({ ignored: 'notProven' });
  });

  it('withdraws nothing when somebody else puts the event, whatever has been proven', async () => {
    await proofs.putProof(detail, 'signature');
    await expect(putEvent(detail, { source: 'alternate-contacts' })).resolves.toEqual({ ignored: 'notProven' });
    expect(withdrawTicket).not.toHaveBeenCalled();
  });

  it.each([
    { what: 'nobody has proven the event', proof: undefined },
    { what: 'the proof is of a person', proof: 'iam' as const },
  ])('withdraws nothing, and says so in the log, when $what', async ({ proof }) => {
    const log = vi.spyOn(logger, 'info');
    if (proof) await proofs.putProof(detail, proof);
    await expect(putEvent(detail)).resolves.toEqual({ ignored: 'notProven' });
    expect(withdrawTicket).not.toHaveBeenCalled();
    const audits = log.mock.calls.filter(([line]) => line === 'Audit');
    expect(audits).toMatchObject([['Audit', { by: { id: expect.any(String) }, ticket: 'OPS-42', code: 'notProven' }]]);
  });

  it.each([
    { what: 'a requestId beside the source', broken: { ...detail, requestId: REQUEST_ID, requestedBy: REQUESTER } },
    { what: 'no reference', broken: { ...detail, source: { system: 'jira' } } },
    { what: 'no time', broken: { source: detail.source } },
    { what: 'a time that is none', broken: { ...detail, takenBackAt: '2026-06-01' } },
  ])('throws BadRequestError when the event has $what', async ({ broken }) => {
    await expect(putEvent(broken)).rejects.toMatchObject({ name: 'BadRequestError' });
  });
});
