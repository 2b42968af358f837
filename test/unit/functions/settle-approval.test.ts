import { requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { evolveAll } from '../../../functions/domain/ledger/evolve.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import { handler } from '../../../functions/settle-approval.ts';
import { PACE } from '../../../functions/steps/pace.ts';
import {
  APPROVER,
  approvalMails,
  approvalOf,
  CHIEF,
  cancelled,
  changeRequest,
  EXPIRES_AT,
  escalatingApproval,
  lost,
  OTHER_APPROVER,
  pendingRecord,
  planned,
  REQUEST_ID,
  REQUEST_KEY,
  REQUESTER,
  type RecordFacts,
  receivedRecord,
  roundOf,
  SECURITY,
  VOTED_AT,
  vote,
} from '../builders.ts';
import * as claims from './fakes/contact-claims.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as lines from './fakes/lines.ts';
import * as mailer from './fakes/mailer.ts';
import * as openRequests from './fakes/open-requests.ts';
import * as pageLinks from './fakes/page-links.ts';
import * as table from './fakes/request-table.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/page-links.ts', () => import('./fakes/page-links.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => import('./fakes/open-requests.ts'));
vi.mock('../../../functions/aws/contact-claims.ts', () => import('./fakes/contact-claims.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/lines.ts', () => import('./fakes/lines.ts'));
vi.mock('../../../functions/aws/mail-budget.ts', () => import('./fakes/mail-budget.ts'));
vi.mock('../../../functions/aws/mailer.ts', () => import('./fakes/mailer.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const settle = (index = 0, more: object = {}) =>
  invoke(handler, { requestKey: REQUEST_KEY, round: { index, timeoutSeconds: 60, ...more }, woken: { by: 'token' } });

const twoRounds = approvalOf(1, { rounds: [roundOf({ seconds: 60 }), roundOf({ seconds: 7200, remind: true })] });

/** A record whose execution no longer waits. */
const settled = (facts: RecordFacts) => pendingRecord({ taskToken: undefined, ...facts });
const stored = () => table.records.get(REQUEST_KEY);

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(EXPIRES_AT), toFake: ['Date'] });
  for (const fake of [table, openRequests, claims, pageLinks, eventBus, lines, mailer]) fake.reset();
});

describe('settle-approval', () => {
  it.each(['REJECTED', 'CANCELLED', 'EXPIRED'] as const)(
    'puts the status, keeps the round and removes the task token when the request is %s',
    async (status) => {
      table.given(pendingRecord({ status, approval: twoRounds }));
      await expect(settle()).resolves.toEqual({ status, index: 0, timeoutSeconds: 60 });
      expect(eventBus.statusEvents).toMatchObject([{ status, previousStatus: 'PENDING_APPROVAL' }]);
      expect(stored()).toEqual(settled({ status, approval: twoRounds, version: 4 }));
    },
  );

  it('starts to apply the changes, and removes the task token, when the request is APPROVED', async () => {
    table.given(pendingRecord({ status: 'APPROVED', approval: twoRounds }));
    const turn = { line: 'contacts', lane: 'front', at: Date.parse(EXPIRES_AT), offset: 0 } as const;
    const changes = [{ ...SECURITY, turn: { ...turn, until: EXPIRES_AT } }];
    await expect(settle()).resolves.toEqual({ status: 'APPROVED', index: 0, timeoutSeconds: 60, changes });
    expect(eventBus.statusEvents).toMatchObject([{ status: 'APPROVED', previousStatus: 'PENDING_APPROVAL' }]);
    expect(stored()).toEqual({
      ...settled({ status: 'APPROVED', approval: twoRounds, version: 5, applyingSince: EXPIRES_AT }),
      turns: { first: turn, last: turn, each: PACE.change },
    });
  });

  it('reserves no turns for a request that another one keeps from its contacts, and none when it is called again', async () => {
    table.given(pendingRecord({ status: 'APPROVED' }));
    claims.claimContacts.mockResolvedValueOnce(false);
    await expect(settle()).rejects.toMatchObject({ name: 'ContactLockedError' });
    expect(lines.reservations).toEqual([]);
    await settle();
    await settle();
    expect(lines.reservations).toHaveLength(1);
  });

  it('fails when no turn can be reserved, and reserves it when it is called again', async () => {
    table.given(pendingRecord({ status: 'APPROVED' }));
    lines.reserve.mockRejectedValueOnce(Object.assign(new Error('slow'), { name: 'ThrottlingException' }));
    await expect(settle()).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(stored()).not.toHaveProperty('turns');
    await expect(settle()).resolves.toMatchObject({ status: 'APPROVED', changes: [{ turn: {} }] });
  });

  it('leaves the contacts to others when the request was ended meanwhile, because its execution was stopped', async () => {
    table.given(pendingRecord({ status: 'APPROVED' }));
    claims.claimContacts.mockImplementationOnce(async () => {
      openRequests.states.set('222222222222/SECURITY', { claimedBy: REQUEST_KEY });
      table.given(pendingRecord({ status: 'FAILED', results: [{ ...SECURITY, status: 'FAILED' }] }));
      return true;
    });
    await expect(settle()).rejects.toThrow();
    expect(claims.released).toEqual([`${REQUEST_KEY} 222222222222/SECURITY`]);
  });

  it('gives way to a newer request of its ticket that has no plan yet when the request is APPROVED', async () => {
    const newer = changeRequest({ requestId: 'jira-OPS-42-10125' });
    table.given(pendingRecord({ status: 'APPROVED' }));
    table.given(receivedRecord({ request: newer, createdAt: VOTED_AT }));
    openRequests.origins.set('signature jira OPS-42', new Set([REQUEST_KEY, requestKeyOf(newer)]));
    await expect(settle()).resolves.toMatchObject({ status: 'CANCELLED' });
    expect(stored()?.cancellation?.because).toEqual({ kind: 'superseded', requestKey: requestKeyOf(newer) });
    expect(stored()).not.toHaveProperty('taskToken');
  });

  it('answers the same and keeps since when the changes are being applied when it is called again', async () => {
    table.given(pendingRecord({ status: 'APPROVED' }));
    const first = Object(await settle());
    const record = stored();
    const later = '2026-06-04T11:00:00.000Z';
    vi.setSystemTime(new Date(later));
    const [{ turn, ...key }] = first.changes;
    await expect(settle()).resolves.toEqual({ ...first, changes: [{ ...key, turn: { ...turn, until: later } }] });
    expect(stored()).toEqual(record);
  });

  it('puts RECEIVED as the previous status when the request was cancelled before approval was requested', async () => {
    table.given(evolveAll(receivedRecord(), [planned(), cancelled()]));
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

  it('skips the rounds in which the quorum is impossible', async () => {
    table.given(pendingRecord({ approval: escalatingApproval(2), unreachable: [lost()] }));
    await expect(settle()).resolves.toEqual({ status: 'PENDING_APPROVAL', index: 2, timeoutSeconds: 86_400 });
    expect(eventBus.statusEvents).toEqual([]);
  });

  it('expires the request at once when the quorum is impossible in every round that is left', async () => {
    const unreachable = [lost(), lost(OTHER_APPROVER)];
    table.given(pendingRecord({ approval: escalatingApproval(2), unreachable }));
    await expect(settle()).resolves.toMatchObject({ status: 'EXPIRED', index: 0 });
    expect(stored()?.expiredBecause).toBe('tooFewApproversReachable');
  });

  it('takes the round that it has returned itself', async () => {
    table.given(pendingRecord({ approval: twoRounds }));
    await expect(settle(1, { status: 'PENDING_APPROVAL' })).resolves.toMatchObject({ status: 'EXPIRED', index: 1 });
  });

  it('expires the request when nobody has decided in the last round', async () => {
    table.given(pendingRecord({ approval: twoRounds }));
    await expect(settle(1)).resolves.toEqual({ status: 'EXPIRED', index: 1, timeoutSeconds: 60 });
    expect(stored()).toMatchObject({ status: 'EXPIRED', expiredBecause: 'timeIsUp' });
    expect(eventBus.statusEvents).toMatchObject([
      { status: 'EXPIRED', previousStatus: 'PENDING_APPROVAL', occurredAt: EXPIRES_AT },
    ]);
  });

  it('answers the same and appends no second event when it is called again', async () => {
    table.given(pendingRecord());
    const first = await settle();
    const record = stored();
    await expect(settle()).resolves.toEqual(first);
    expect(stored()).toEqual(record);
  });

  it('comments on the ticket who rejected the request and why', async () => {
    const rejection = vote(OTHER_APPROVER, { decision: 'reject', comment: 'not this mailbox' });
    table.given(pendingRecord({ status: 'REJECTED', votes: [vote(APPROVER, { comment: 'fine' }), rejection] }));
    await settle();
    expect(eventBus.comments).toMatchObject([{ request: { requestId: REQUEST_ID, status: 'REJECTED' } }]);
    const [comment] = eventBus.comments;
    expect(comment?.text.split('\n')).toContain('- An approver: not this mailbox');
    expect(comment?.text).not.toContain(APPROVER);
  });

  it('does not comment on the ticket when the request is approved, which is not the end', async () => {
    table.given(pendingRecord({ status: 'APPROVED', votes: [vote()] }));
    await settle();
    expect(eventBus.statusEvents).toMatchObject([{ status: 'APPROVED' }]);
    expect(eventBus.comments).toEqual([]);
  });

  it('throws and puts no event when approval was never requested', async () => {
    table.given(receivedRecord());
    await expect(settle()).rejects.toThrow();
    expect(eventBus.statusEvents).toEqual([]);
  });

  it.each(['EventRefusedError', 'ThrottlingException'])('throws %s by its name', async (name) => {
    table.given(pendingRecord({ status: 'APPROVED' }));
    eventBus.putStatusEvent.mockRejectedValue(Object.assign(new Error('no'), { name }));
    await expect(settle()).rejects.toMatchObject({ name });
  });
});

describe('settle-approval, notifying the other approvers', () => {
  const mails = [
    ...approvalMails(),
    { kind: 'pendingNotice', to: REQUESTER } as const,
    ...approvalMails(1, [OTHER_APPROVER]),
    ...approvalMails(2, [CHIEF]),
  ];
  const notice = (to: string) => ({ kind: 'decisionNotice', to }) as const;
  const votes = [vote(OTHER_APPROVER), vote(APPROVER)];
  const mailed = () => mailer.outbox.map(({ to, requestKey }) => [to, requestKey]);

  beforeEach(() => {
    vi.restoreAllMocks();
  });

  it.each(['APPROVED', 'REJECTED'] as const)(
    'mails everyone who was asked, once, except the approver who decided, when the request is %s',
    async (status) => {
      table.given(pendingRecord({ status, mails, votes }));
      await settle();
      expect(mailed()).toEqual([
        [OTHER_APPROVER, REQUEST_KEY],
        [CHIEF, REQUEST_KEY],
      ]);
      expect(stored()?.mails).toEqual([...mails, notice(OTHER_APPROVER), notice(CHIEF)]);
    },
  );

  it('mails everyone who was asked when the requester has cancelled', async () => {
    table.given(pendingRecord({ status: 'CANCELLED', mails, votes }));
    await settle();
    expect(mailed().map(([to]) => to)).toEqual([APPROVER, OTHER_APPROVER, CHIEF]);
  });

  it('does not mail an approver whom mail does not reach', async () => {
    table.given(pendingRecord({ status: 'APPROVED', mails, votes, unreachable: [lost(OTHER_APPROVER)] }));
    await settle();
    expect(mailed().map(([to]) => to)).toEqual([CHIEF]);
  });

  it('sends a mail without a link, because nothing is left to decide', async () => {
    table.given(pendingRecord({ status: 'APPROVED', mails, votes }));
    await settle();
    for (const { text, html } of mailer.outbox) {
      expect(text).not.toContain('https://contacts.example.com');
      expect(html).not.toContain('https://contacts.example.com');
    }
    expect(pageLinks.links.size).toBe(0);
  });

  it.each([
    { what: 'a round is left', status: 'PENDING_APPROVAL', approval: twoRounds },
    { what: 'the request expires', status: 'PENDING_APPROVAL', approval: approvalOf() },
    { what: 'nobody was asked', status: 'CANCELLED', approval: approvalOf(), asked: [] },
  ] as const)('mails nobody when $what', async ({ status, approval, ...of }) => {
    table.given(pendingRecord({ status, approval, mails: 'asked' in of ? [] : mails }));
    await settle();
    expect(mailer.outbox).toEqual([]);
  });

  it('mails nobody twice when it is called again', async () => {
    table.given(pendingRecord({ status: 'APPROVED', mails, votes }));
    await settle();
    await settle();
    expect(mailed()).toHaveLength(2);
  });

  it.each(['MailRefusedError', 'TooManyRequestsException'])(
    'mails the others, applies the changes and logs no address when a mail fails with %s',
    async (name) => {
      const warn = vi.spyOn(logger, 'error');
      table.given(pendingRecord({ status: 'APPROVED', mails, votes }));
      mailer.sendMail.mockRejectedValueOnce(Object.assign(new Error(`${OTHER_APPROVER} is not an address`), { name }));
      await expect(settle()).resolves.toMatchObject({ status: 'APPROVED' });
      expect(mailed().map(([to]) => to)).toEqual([CHIEF]);
      expect(stored()?.mails).toEqual([...mails, notice(CHIEF)]);
      expect(warn.mock.calls).toMatchObject([[expect.any(String), { requestKey: REQUEST_KEY, error: name }]]);
      expect(JSON.stringify(warn.mock.calls)).not.toContain(OTHER_APPROVER);
    },
  );

  it('takes the turns of the changes after the mails, which may wait for longer than a turn does', async () => {
    table.given(pendingRecord({ status: 'APPROVED', mails, votes }));
    mailer.sendMail.mockImplementation(async () => {
      expect(lines.reservations).toEqual([]);
      vi.setSystemTime(Date.now() + 15_000);
    });
    const { changes } = Object(await settle());
    expect(mailer.sendMail).toHaveBeenCalledTimes(2);
    expect(changes[0].turn.at).toBe(Date.now());
    expect(stored()?.turns?.first.at).toBe(Date.now());
  });

  it('mails them after the status event, which must be put in any case', async () => {
    table.given(pendingRecord({ status: 'APPROVED', mails, votes }));
    eventBus.putStatusEvent.mockRejectedValueOnce(Object.assign(new Error('no'), { name: 'EventRefusedError' }));
    await expect(settle()).rejects.toMatchObject({ name: 'EventRefusedError' });
    expect(mailer.outbox).toEqual([]);
    await settle();
    expect(mailed()).toHaveLength(2);
  });
});
