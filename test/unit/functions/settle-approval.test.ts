import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/settle-approval.ts';
import {
  APPROVER,
  approvalOf,
  EXPIRES_AT,
  OTHER_APPROVER,
  pendingRecord,
  REQUEST_ID,
  receivedRecord,
  vote,
} from '../builders.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as table from './fakes/request-table.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));

const settle = (index = 0, more: object = {}) =>
  invoke(handler, { requestId: REQUEST_ID, round: { index, timeoutSeconds: 60, ...more } });

const twoRounds = approvalOf(1, {
  rounds: [
    { seconds: 60, remind: false, escalateTo: [] },
    { seconds: 7200, remind: true, escalateTo: [] },
  ],
});

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(EXPIRES_AT), toFake: ['Date'] });
  table.reset();
  eventBus.reset();
});

describe('settle-approval', () => {
  it.each(['APPROVED', 'REJECTED', 'CANCELLED', 'EXPIRED'] as const)(
    'tells the status and keeps the round when the request is %s',
    async (status) => {
      const record = pendingRecord({ status, approval: twoRounds });
      table.given(record);
      await expect(settle()).resolves.toEqual({ status, index: 0, timeoutSeconds: 60 });
      expect(eventBus.statusEvents).toMatchObject([{ status, previousStatus: 'PENDING_APPROVAL' }]);
      expect(table.records.get(REQUEST_ID)).toEqual(record);
    },
  );

  it('tells that the request was only received before when it was cancelled before anyone was asked', async () => {
    const { round: _, ...neverAsked } = pendingRecord({ status: 'CANCELLED' });
    table.given(neverAsked);
    await settle();
    expect(eventBus.statusEvents).toMatchObject([{ status: 'CANCELLED', previousStatus: 'RECEIVED' }]);
  });

  it('opens the next round without a status event when nobody has decided and one is left', async () => {
    const record = pendingRecord({ approval: twoRounds });
    table.given(record);
    await expect(settle()).resolves.toEqual({ status: 'PENDING_APPROVAL', index: 1, timeoutSeconds: 7200 });
    expect(eventBus.statusEvents).toEqual([]);
    expect(table.records.get(REQUEST_ID)).toEqual(record);
  });

  it('takes the round that it has opened itself', async () => {
    table.given(pendingRecord({ approval: twoRounds }));
    await expect(settle(1, { status: 'PENDING_APPROVAL' })).resolves.toMatchObject({ status: 'EXPIRED', index: 1 });
  });

  it('lets the request expire when nobody has decided in the last round', async () => {
    table.given(pendingRecord({ approval: twoRounds }));
    await expect(settle(1)).resolves.toEqual({ status: 'EXPIRED', index: 1, timeoutSeconds: 60 });
    expect(table.records.get(REQUEST_ID)).toMatchObject({ status: 'EXPIRED' });
    expect(eventBus.statusEvents).toMatchObject([
      { status: 'EXPIRED', previousStatus: 'PENDING_APPROVAL', occurredAt: EXPIRES_AT },
    ]);
  });

  it('answers the same and writes no second line of history when it is called again', async () => {
    table.given(pendingRecord());
    const first = await settle();
    const record = table.records.get(REQUEST_ID);
    await expect(settle()).resolves.toEqual(first);
    expect(table.records.get(REQUEST_ID)).toEqual(record);
  });

  it('tells the ticket who rejected the request and why', async () => {
    const rejection = vote(OTHER_APPROVER, { decision: 'reject', comment: 'not this mailbox' });
    table.given(pendingRecord({ status: 'REJECTED', votes: [vote(APPROVER, { comment: 'fine' }), rejection] }));
    await settle();
    expect(eventBus.comments.map(({ text }) => text.split('\n'))).toEqual([
      [
        'The change request was rejected. Nothing was changed.',
        `- ${OTHER_APPROVER}: not this mailbox`,
        '- 222222222222/SECURITY',
        `Request: ${REQUEST_ID}`,
      ],
    ]);
  });

  it('tells the ticket nothing when the request is approved, which is not the end', async () => {
    table.given(pendingRecord({ status: 'APPROVED', votes: [vote()] }));
    await settle();
    expect(eventBus.statusEvents).toMatchObject([{ status: 'APPROVED' }]);
    expect(eventBus.comments).toEqual([]);
  });

  it('throws and tells nothing when nobody was ever asked', async () => {
    table.given(receivedRecord());
    await expect(settle()).rejects.toThrow('is RECEIVED, which is no end of an approval');
    expect(eventBus.statusEvents).toEqual([]);
  });

  it.each(['EventRefusedError', 'ThrottlingException'])('throws %s by its name', async (name) => {
    table.given(pendingRecord({ status: 'APPROVED' }));
    eventBus.putStatusEvent.mockRejectedValue(Object.assign(new Error('no'), { name }));
    await expect(settle()).rejects.toMatchObject({ name });
  });
});
