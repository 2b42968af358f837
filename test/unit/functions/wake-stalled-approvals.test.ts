import type { RequestKey } from '../../../functions/domain/request/request-key.ts';
import '../metrics-on.ts';
import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { evolve } from '../../../functions/domain/ledger/evolve.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import { handler } from '../../../functions/wake-stalled-approvals.ts';
import {
  approvalOf,
  CREATED_AT,
  changeRequest,
  lost,
  pendingRecord,
  planOutdated,
  REQUEST_KEY,
  type RecordFacts,
  VOTED_AT,
} from '../builders.ts';
import * as table from './fakes/request-table.ts';
import * as workflow from './fakes/workflow.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));

const sweep = () => invoke(handler, { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} });

/** Stores a request whose execution waits with the token `token-of-<requestId>`. */
const given = (requestId: string, facts: RecordFacts = {}) =>
  table.given(pendingRecord({ request: changeRequest({ requestId }), taskToken: `token-of-${requestId}`, ...facts }));

/** Lets the index show this request as one to wake. */
const givenIndex = (requestKey: RequestKey) =>
  table.listWaitingRequests.mockImplementation(async function* (awaited) {
    if (awaited === 'wake') yield { requestKey, status: 'APPROVED', createdAt: CREATED_AT };
  });

/** The lines that were written to standard output, as CloudWatch reads them. */
const emitted: Record<string, unknown>[] = [];

beforeEach(() => {
  vi.restoreAllMocks();
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [table, workflow]) fake.reset();
  emitted.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    emitted.push(JSON.parse(String(line)));
    return true;
  });
});

describe('wake-stalled-approvals', () => {
  it('wakes only the executions that still wait although their request is decided', async () => {
    given('waiting');
    for (const status of ['APPROVED', 'REJECTED', 'CANCELLED', 'EXPIRED'] as const) given(status, { status });
    await expect(sweep()).resolves.toEqual({
      pending: 1,
      stalled: ['jira/APPROVED', 'jira/REJECTED', 'jira/CANCELLED', 'jira/EXPIRED'],
    });
    expect(workflow.woken).toEqual([
      'token-of-APPROVED',
      'token-of-REJECTED',
      'token-of-CANCELLED',
      'token-of-EXPIRED',
    ]);
  });

  it('wakes an execution that still waits although its plan is outdated, because the call that should have woken it was lost', async () => {
    const waiting = pendingRecord({ taskToken: 'token-of-the-task' });
    table.given({ ...evolve(waiting, planOutdated()), taskToken: 'token-of-the-task' });
    await expect(sweep()).resolves.toEqual({ pending: 0, stalled: [REQUEST_KEY] });
    expect(workflow.woken).toEqual(['token-of-the-task']);
  });

  it('logs which request it wakes, and no token', async () => {
    const warn = vi.spyOn(logger, 'warn');
    given('decided', { status: 'APPROVED' });
    await sweep();
    expect(warn.mock.calls).toEqual([
      ['Waking a stalled approval', { requestKey: 'jira/decided', status: 'APPROVED' }],
    ]);
  });

  it('writes nothing', async () => {
    given('decided', { status: 'APPROVED' });
    const before = structuredClone([...table.records]);
    await sweep();
    expect([...table.records]).toEqual(before);
    for (const write of table.writes) expect(write).not.toHaveBeenCalled();
  });

  it.each([
    { what: 'its execution no longer waits', token: undefined },
    { what: 'it waits again, in another round', token: 'another-token' },
  ])('wakes nobody and logs nothing when the index is behind the record: $what', async ({ token }) => {
    const warn = vi.spyOn(logger, 'warn');
    given('settled', { taskToken: token, ...(token === undefined && { status: 'APPROVED' }) });
    givenIndex('jira/settled');
    await expect(sweep()).resolves.toEqual({ pending: 0, stalled: ['jira/settled'] });
    expect(workflow.woken).toEqual([]);
    if (token === undefined) expect(warn).not.toHaveBeenCalled();
  });

  it('wakes nobody when the request is gone', async () => {
    givenIndex('jira/gone');
    await expect(sweep()).resolves.toEqual({ pending: 0, stalled: ['jira/gone'] });
    expect(workflow.woken).toEqual([]);
  });

  it('logs the one that cannot be woken, and wakes the others', async () => {
    given('decided', { status: 'APPROVED' });
    given('other', { status: 'REJECTED' });
    const log = vi.spyOn(logger, 'error');
    workflow.wakeExecution.mockRejectedValueOnce(Object.assign(new Error('slow'), { name: 'ThrottlingException' }));
    await sweep();
    expect(workflow.wakeExecution).toHaveBeenCalledTimes(2);
    expect(log).toHaveBeenCalledWith(
      'The execution was not woken',
      expect.objectContaining({ requestKey: 'jira/decided', error: 'ThrottlingException' }),
    );
  });
});

describe('wake-stalled-approvals, measuring', () => {
  const UNITS = [
    { Name: 'PendingApprovals', Unit: 'Count' },
    { Name: 'OldestPendingApprovalAge', Unit: 'Seconds' },
  ];

  it('emits how many requests wait and how long the oldest has, in the embedded metric format', async () => {
    given('younger', { createdAt: '2026-06-01T11:59:00.000Z' });
    given('oldest', { createdAt: CREATED_AT });
    given('young', { createdAt: '2026-06-01T11:00:00.000Z' });
    await sweep();
    expect(emitted).toEqual([
      {
        _aws: {
          Timestamp: Date.parse(VOTED_AT),
          CloudWatchMetrics: [{ Namespace: 'AlternateContacts', Dimensions: [['service']], Metrics: UNITS }],
        },
        service: 'alternate-contacts-test',
        PendingApprovals: 3,
        OldestPendingApprovalAge: 7200,
      },
    ]);
  });

  it('does not count a decided request, however old it is', async () => {
    given('decided', { status: 'APPROVED', createdAt: '2026-05-01T00:00:00.000Z' });
    given('waiting', { createdAt: '2026-06-01T11:59:59.000Z' });
    await sweep();
    expect(emitted).toMatchObject([{ PendingApprovals: 1, OldestPendingApprovalAge: 1 }]);
  });

  it('emits zeros when no request waits, so that an alarm has something to look at', async () => {
    await expect(sweep()).resolves.toEqual({ pending: 0, stalled: [] });
    expect(emitted).toMatchObject([{ PendingApprovals: 0, OldestPendingApprovalAge: 0 }]);
  });

  it('emits them once each time it runs', async () => {
    given('waiting');
    await sweep();
    await sweep();
    expect(emitted).toMatchObject([{ PendingApprovals: 1 }, { PendingApprovals: 1 }]);
  });

  it('emits them also when nobody can be woken', async () => {
    given('decided', { status: 'APPROVED' });
    workflow.wakeExecution.mockRejectedValue(new Error('down'));
    await sweep();
    expect(emitted).toHaveLength(1);
  });
});

describe('wake-stalled-approvals of a round in which the quorum is impossible', () => {
  it('counts the request as waiting and leaves it to the end of its round', async () => {
    given('lost', { approval: approvalOf(2), unreachable: [lost()] });
    await expect(sweep()).resolves.toEqual({ pending: 1, stalled: [] });
    expect(workflow.woken).toEqual([]);
  });
});
