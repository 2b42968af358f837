import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RequestRecord } from '../../../functions/domain/request-record.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import { handler } from '../../../functions/settle-approval.ts';
import {
  APPROVER,
  approvalOf,
  CHIEF,
  EXPIRES_AT,
  escalatingApproval,
  lost,
  OTHER_APPROVER,
  pendingRecord,
  REQUEST_ID,
  receivedRecord,
  roundOf,
  vote,
} from '../builders.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as mailer from './fakes/mailer.ts';
import * as table from './fakes/request-table.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/mailer.ts', () => import('./fakes/mailer.ts'));

const settle = (index = 0, more: object = {}) =>
  invoke(handler, { requestId: REQUEST_ID, round: { index, timeoutSeconds: 60, ...more } });

const twoRounds = approvalOf(1, { rounds: [roundOf({ seconds: 60 }), roundOf({ seconds: 7200, remind: true })] });

/** A record whose execution waits no more. */
const settled = (differences: Partial<RequestRecord>) => {
  const { taskToken: _, ...record } = pendingRecord(differences);
  return record;
};
const stored = () => table.records.get(REQUEST_ID);

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(EXPIRES_AT), toFake: ['Date'] });
  for (const fake of [table, eventBus, mailer]) fake.reset();
});

describe('settle-approval', () => {
  it.each(['REJECTED', 'CANCELLED', 'EXPIRED'] as const)(
    'tells the status, keeps the round and lets nobody wait any more when the request is %s',
    async (status) => {
      table.given(pendingRecord({ status, approval: twoRounds }));
      await expect(settle()).resolves.toEqual({ status, index: 0, timeoutSeconds: 60 });
      expect(eventBus.statusEvents).toMatchObject([{ status, previousStatus: 'PENDING_APPROVAL' }]);
      expect(stored()).toEqual(settled({ status, approval: twoRounds, version: 4 }));
    },
  );

  it('begins to apply the changes, and lets nobody wait any more, when the request is APPROVED', async () => {
    table.given(pendingRecord({ status: 'APPROVED', approval: twoRounds }));
    await expect(settle()).resolves.toEqual({ status: 'APPROVED', index: 0, timeoutSeconds: 60 });
    expect(eventBus.statusEvents).toMatchObject([{ status: 'APPROVED', previousStatus: 'PENDING_APPROVAL' }]);
    expect(stored()).toEqual(
      settled({ status: 'APPROVED', approval: twoRounds, version: 4, applyingSince: EXPIRES_AT }),
    );
  });

  it('answers the same and keeps since when the changes are applied when it is called again', async () => {
    table.given(pendingRecord({ status: 'APPROVED' }));
    const first = await settle();
    const record = stored();
    vi.setSystemTime(new Date('2026-06-04T11:00:00.000Z'));
    await expect(settle()).resolves.toEqual(first);
    expect(stored()).toEqual(record);
  });

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
    expect(stored()).toEqual(record);
  });

  it('skips the rounds in which the quorum is out of reach', async () => {
    table.given(pendingRecord({ approval: escalatingApproval(2), unreachable: [lost()] }));
    await expect(settle()).resolves.toEqual({ status: 'PENDING_APPROVAL', index: 2, timeoutSeconds: 86_400 });
    expect(eventBus.statusEvents).toEqual([]);
  });

  it('lets the request expire at once when the quorum is out of reach in every round that is left', async () => {
    const unreachable = [lost(), lost(OTHER_APPROVER)];
    table.given(pendingRecord({ approval: escalatingApproval(2), unreachable }));
    await expect(settle()).resolves.toMatchObject({ status: 'EXPIRED', index: 0 });
    expect(stored()?.history.at(-1)?.what).toBe('expired: too few approvers could be reached');
  });

  it('takes the round that it has opened itself', async () => {
    table.given(pendingRecord({ approval: twoRounds }));
    await expect(settle(1, { status: 'PENDING_APPROVAL' })).resolves.toMatchObject({ status: 'EXPIRED', index: 1 });
  });

  it('lets the request expire when nobody has decided in the last round', async () => {
    table.given(pendingRecord({ approval: twoRounds }));
    await expect(settle(1)).resolves.toEqual({ status: 'EXPIRED', index: 1, timeoutSeconds: 60 });
    expect(stored()).toMatchObject({ status: 'EXPIRED' });
    expect(eventBus.statusEvents).toMatchObject([
      { status: 'EXPIRED', previousStatus: 'PENDING_APPROVAL', occurredAt: EXPIRES_AT },
    ]);
  });

  it('answers the same and writes no second line of history when it is called again', async () => {
    table.given(pendingRecord());
    const first = await settle();
    const record = stored();
    await expect(settle()).resolves.toEqual(first);
    expect(stored()).toEqual(record);
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

describe('settle-approval, telling the other approvers', () => {
  const mailed = [`0/${APPROVER}`, `0/${OTHER_APPROVER}`, 'requester', `1/${OTHER_APPROVER}`, `2/${CHIEF}`];
  const votes = [vote(OTHER_APPROVER), vote(APPROVER)];
  const told = () => mailer.outbox.map(({ to, requestId }) => [to, requestId]);

  beforeEach(() => {
    vi.restoreAllMocks();
  });

  it.each(['APPROVED', 'REJECTED'] as const)(
    'tells everyone who was asked, once, but who decided, when the request is %s',
    async (status) => {
      table.given(pendingRecord({ status, mailed, votes }));
      await settle();
      expect(told()).toEqual([
        [OTHER_APPROVER, REQUEST_ID],
        [CHIEF, REQUEST_ID],
      ]);
      expect(stored()?.mailed).toEqual([...mailed, `decided/${OTHER_APPROVER}`, `decided/${CHIEF}`]);
    },
  );

  it('tells everyone who was asked when the requester has taken the request back', async () => {
    table.given(pendingRecord({ status: 'CANCELLED', mailed, votes }));
    await settle();
    expect(told().map(([to]) => to)).toEqual([APPROVER, OTHER_APPROVER, CHIEF]);
  });

  it('tells nobody whom no mail reaches', async () => {
    table.given(pendingRecord({ status: 'APPROVED', mailed, votes, unreachable: [lost(OTHER_APPROVER)] }));
    await settle();
    expect(told().map(([to]) => to)).toEqual([CHIEF]);
  });

  it('sends a mail without a link, since nothing is left to decide', async () => {
    table.given(pendingRecord({ status: 'APPROVED', mailed, votes }));
    await settle();
    for (const { text, html } of mailer.outbox) {
      expect(text).not.toContain('https://contacts.example.com');
      expect(html).not.toContain('https://contacts.example.com');
    }
    expect(table.links.size).toBe(0);
  });

  it.each([
    { what: 'a round is left', status: 'PENDING_APPROVAL', approval: twoRounds },
    { what: 'the request expires', status: 'PENDING_APPROVAL', approval: approvalOf() },
    { what: 'nobody was asked', status: 'CANCELLED', approval: approvalOf(), asked: [] },
  ] as const)('tells nobody when $what', async ({ status, approval, ...of }) => {
    table.given(pendingRecord({ status, approval, mailed: 'asked' in of ? [] : mailed }));
    await settle();
    expect(mailer.outbox).toEqual([]);
  });

  it('tells only who has not been told when it is called again', async () => {
    table.given(pendingRecord({ status: 'APPROVED', mailed, votes }));
    await settle();
    await settle();
    expect(told()).toHaveLength(2);
  });

  it.each(['MailRefusedError', 'TooManyRequestsException'])(
    'tells the others, applies the changes and logs no address when a mail fails with %s',
    async (name) => {
      const warn = vi.spyOn(logger, 'warn');
      table.given(pendingRecord({ status: 'APPROVED', mailed, votes }));
      mailer.sendMail.mockRejectedValueOnce(Object.assign(new Error(`${OTHER_APPROVER} is no address`), { name }));
      await expect(settle()).resolves.toMatchObject({ status: 'APPROVED' });
      expect(told().map(([to]) => to)).toEqual([CHIEF]);
      expect(stored()?.mailed).toEqual([...mailed, `decided/${CHIEF}`]);
      expect(warn.mock.calls).toMatchObject([[expect.any(String), { requestId: REQUEST_ID, error: name }]]);
      expect(JSON.stringify(warn.mock.calls)).not.toContain(OTHER_APPROVER);
    },
  );

  it('tells them after the world, which must hear of it in any case', async () => {
    table.given(pendingRecord({ status: 'APPROVED', mailed, votes }));
    eventBus.putStatusEvent.mockRejectedValueOnce(Object.assign(new Error('no'), { name: 'EventRefusedError' }));
    await expect(settle()).rejects.toMatchObject({ name: 'EventRefusedError' });
    expect(mailer.outbox).toEqual([]);
    await settle();
    expect(told()).toHaveLength(2);
  });
});
