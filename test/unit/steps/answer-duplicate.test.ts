import '../metrics-on.ts';
import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { logger } from '../../../functions/runtime/logger.ts';
import { answerDuplicate } from '../../../functions/steps/answer-duplicate.ts';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import {
  BILLING,
  changeRequest,
  ENDED_AT,
  ended,
  NEW_CONTACT,
  pendingRecord,
  putChange,
  REQUEST_ID,
  REQUEST_KEY,
  REQUESTER,
  recordWith,
  rejected,
} from '../builders.ts';
import * as eventBus from '../functions/fakes/event-bus.ts';
import * as mailer from '../functions/fakes/mailer.ts';
import { policy } from '../functions/fakes/policy.ts';
import * as table from '../functions/fakes/request-table.ts';

const mayMail = vi.hoisted(() => vi.fn(async () => true));

vi.mock('../../../functions/aws/event-bus.ts', () => import('../functions/fakes/event-bus.ts'));
vi.mock('../../../functions/aws/mail-budget.ts', () => ({ takeMail: mayMail }));
vi.mock('../../../functions/aws/mailer.ts', () => import('../functions/fakes/mailer.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('../functions/fakes/request-table.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('../functions/fakes/policy.ts'));

const MALLORY = 'mallory@example.com';
const OTHER_ARN = 'arn:of:the:other';
const OTHER_TICKET = { system: 'jira', reference: 'OPS-43' };

/** The lines that were written to standard output, as CloudWatch reads them. */
const emitted: Record<string, unknown>[] = [];

/** Another request comes under the same id. */
const contest = (differences: Partial<ChangeRequest> = {}, executionArn = OTHER_ARN) =>
  answerDuplicate(changeRequest({ requestedBy: MALLORY, source: OTHER_TICKET, ...differences }), executionArn);
const stored = () => table.records.get(REQUEST_KEY);
const mailed = () => mailer.outbox.map(({ to, subject }) => [to, subject]);

beforeEach(() => {
  vi.restoreAllMocks();
  vi.useFakeTimers({ now: new Date(ENDED_AT), toFake: ['Date'] });
  for (const fake of [eventBus, mailer, table]) fake.reset();
  mayMail.mockReset().mockResolvedValue(true);
  emitted.length = 0;
  policy.allowedEmailDomains = ['example.com'];
  policy.sources = {};
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    emitted.push(JSON.parse(String(line)));
    return true;
  });
});

describe('answerDuplicate, of another request', () => {
  beforeEach(() => table.given(pendingRecord()));

  it('tells both requesters and both tickets, and leaves the first request as it is', async () => {
    const before = structuredClone(stored());
    await contest();
    expect(mailed()).toEqual([
      [MALLORY, `Duplicate: request ${REQUEST_ID}`],
      [REQUESTER, `Another request under the id ${REQUEST_ID}`],
    ]);
    expect(eventBus.comments).toMatchObject([
      { ticket: ['OPS-43'], request: { status: 'DUPLICATE' }, text: expect.stringContaining('not accepted') },
      { ticket: ['OPS-42'], request: { status: 'DUPLICATE' }, text: expect.stringContaining('another request') },
    ]);
    const { history, version, ...rest } = stored() ?? {};
    expect(rest).toMatchObject({ status: before?.status, votes: before?.votes, plan: before?.plan });
    expect(history?.at(-1)).toEqual({
      ...{ type: 'IdContested', at: ENDED_AT, by: 'workflow' },
      executionArn: OTHER_ARN,
    });
  });

  it('tells neither who the other is nor what it asks for', async () => {
    const changes = [putChange(BILLING, { ...NEW_CONTACT, emailAddress: 'theirs@example.com' })];
    await contest({ changes, reason: 'a reason of theirs' });
    const [toOther, toFirst] = mailer.outbox.map((mail) => JSON.stringify(mail));
    const [onOther, onFirst] = eventBus.comments.map((comment) => JSON.stringify(comment));
    for (const told of [toOther, onOther]) {
      for (const theirs of [REQUESTER, 'OPS-42"', NEW_CONTACT.emailAddress, '222222222222']) {
        expect(told).not.toContain(theirs);
      }
    }
    for (const told of [toFirst, onFirst]) {
      for (const theirs of [MALLORY, 'OPS-43"', 'theirs@example.com', 'a reason of theirs', 'BILLING']) {
        expect(told).not.toContain(theirs);
      }
    }
  });

  it.each([
    { what: 'the same person asks for something else', again: { requestedBy: REQUESTER }, told: [REQUESTER] },
    { what: 'somebody else asks for the same', again: {}, told: [MALLORY, REQUESTER] },
  ])('mails each person once when $what', async ({ again, told }) => {
    await contest({ changes: [putChange(BILLING)], ...again });
    expect(mailer.outbox.map(({ to }) => to)).toEqual(told);
  });

  it('comments once on a ticket that both name', async () => {
    await contest({ source: changeRequest().source });
    expect(eventBus.comments).toMatchObject([{ ticket: ['OPS-42'], request: { status: 'DUPLICATE' } }]);
  });

  it('raises the alarm and logs which request it is, without any address, every time', async () => {
    const warn = vi.spyOn(logger, 'warn');
    for (const number of [1, 2, 3, 4]) await contest({}, `arn:of:${number}`);
    const metrics = emitted.filter((line) => 'ContestedRequestIds' in line);
    expect(metrics.map(({ ContestedRequestIds }) => ContestedRequestIds)).toEqual([1, 1, 1, 1]);
    expect(warn.mock.calls.at(-1)).toEqual([
      'Another request came under a requestId that is taken',
      { requestKey: REQUEST_KEY, executionArn: 'arn:of:4' },
    ]);
  });

  it('tells the one that has the id once a day, and three others at most', async () => {
    for (const number of [1, 2, 3, 4]) await contest({}, `arn:of:${number}`);
    expect(mailer.outbox.map(({ to }) => to)).toEqual([MALLORY, REQUESTER, MALLORY, MALLORY]);
    expect(stored()?.history.filter(({ type }) => type === 'IdContested')).toHaveLength(3);
  });

  it('tells nobody twice when the execution tries again', async () => {
    for (const _ of [1, 2]) await contest();
    expect(mailer.outbox).toHaveLength(2);
    expect(eventBus.comments).toHaveLength(2);
  });

  it('is tried again when EventBridge refused the comment', async () => {
    eventBus.putTicketComment.mockRejectedValueOnce(Object.assign(new Error('no'), { name: 'EventRefusedError' }));
    await expect(contest()).rejects.toMatchObject({ name: 'EventRefusedError' });
    expect(stored()).toEqual(pendingRecord());
    await contest();
    expect(eventBus.comments).toHaveLength(2);
  });

  it('logs a mail that cannot be sent, and tells the others', async () => {
    const error = vi.spyOn(logger, 'error');
    mailer.refused.add(MALLORY);
    await contest();
    expect(mailer.outbox.map(({ to }) => to)).toEqual([REQUESTER]);
    expect(JSON.stringify(error.mock.calls)).toContain(REQUEST_KEY);
    expect(JSON.stringify(error.mock.calls)).not.toContain(MALLORY);
  });

  it.each([
    { what: 'is outside the allowed domains', requestedBy: 'mallory@example.org' },
    { what: 'has got enough mails in this hour', requestedBy: MALLORY },
  ])('mails nobody who $what', async ({ requestedBy }) => {
    mayMail.mockResolvedValueOnce(requestedBy !== MALLORY);
    await contest({ requestedBy });
    expect(mailer.outbox.map(({ to }) => to)).not.toContain(requestedBy);
  });
});

describe('answerDuplicate, of a request whose key holds no request', () => {
  it('tells its requester and raises the alarm, because somebody has written there', async () => {
    await contest();
    expect(mailer.outbox.map(({ to }) => to)).toEqual([MALLORY]);
    expect(emitted.some((line) => line['ContestedRequestIds'] === 1)).toBe(true);
    expect(stored()).toBeUndefined();
  });
});

describe('answerDuplicate, of the same request', () => {
  it.each([
    { what: 'waits for votes', record: pendingRecord() },
    { what: 'was rejected', record: recordWith(rejected(), ended('REJECTED')) },
  ])('tells nobody by mail, and raises no alarm, when it $what', async ({ record }) => {
    table.given(record);
    await answerDuplicate(changeRequest(), OTHER_ARN);
    expect(mailer.outbox).toEqual([]);
    expect(emitted).toEqual([]);
    expect(stored()?.history.some(({ type }) => type === 'IdContested')).toBe(false);
  });

  it('tells the ticket that it was rejected before, once a day', async () => {
    table.given(recordWith(rejected(), ended('REJECTED')));
    for (const _ of [1, 2]) await answerDuplicate(changeRequest(), OTHER_ARN);
    expect(eventBus.comments).toMatchObject([
      { ticket: ['OPS-42'], text: expect.stringContaining('already rejected') },
    ]);
  });
});
