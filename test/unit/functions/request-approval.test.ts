import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { linkHash } from '../../../functions/domain/approval-link.ts';
import { handler } from '../../../functions/request-approval.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import {
  APPROVER,
  approvalOf,
  EXPIRES_AT,
  OTHER_APPROVER,
  pendingRecord,
  REQUEST_ID,
  VOTED_AT,
  vote,
} from '../builders.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as mailer from './fakes/mailer.ts';
import * as table from './fakes/request-table.ts';
import * as workflow from './fakes/workflow.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/mailer.ts', () => import('./fakes/mailer.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));

const TOKEN = 'AQCEAAAAKgAAAAM-secret-token';
const ask = (index = 0, taskToken = TOKEN) =>
  invoke(handler, { requestId: REQUEST_ID, round: { index, timeoutSeconds: 60 }, taskToken });

/** The secrets of the links in the mails to this approver. */
const secretsMailedTo = (approver: string) =>
  mailer.outbox
    .filter(({ to }) => to === approver)
    .map(({ text }) => /https:\/\/contacts\.example\.com\/approvals\/([\w-]{43})(?![\w-])/.exec(text)?.[1] ?? '');

const rounds = [
  { seconds: 3600, remind: false, escalateTo: [] },
  { seconds: 3600, remind: true, escalateTo: [] },
];

/** Planned, and nobody asked yet. */
const planned = () => pendingRecord({ status: 'RECEIVED', approval: approvalOf(2, { rounds }) });

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [table, eventBus, mailer, workflow]) fake.reset();
  table.given(planned());
});

describe('request-approval in the first round', () => {
  it('stores the task token and tells that the request waits', async () => {
    await expect(ask()).resolves.toEqual({ requestId: REQUEST_ID });
    expect(table.records.get(REQUEST_ID)).toMatchObject({ status: 'PENDING_APPROVAL', taskToken: TOKEN });
    expect(eventBus.statusEvents).toMatchObject([{ status: 'PENDING_APPROVAL', previousStatus: 'RECEIVED' }]);
  });

  it('mails each approver a link of their own', async () => {
    await ask();
    expect(mailer.outbox.map(({ to }) => to)).toEqual([APPROVER, OTHER_APPROVER]);
    const secrets = [APPROVER, OTHER_APPROVER].flatMap(secretsMailedTo);
    expect(new Set(secrets).size).toBe(2);
    expect(secrets.map((secret) => table.links.get(linkHash(secret)))).toEqual(
      [APPROVER, OTHER_APPROVER].map((approver) => ({
        requestId: REQUEST_ID,
        approver,
        ttl: Date.parse(EXPIRES_AT) / 1000,
      })),
    );
  });

  it('stores the link before it is mailed, so that no mail leads nowhere', async () => {
    mailer.sendMail.mockRejectedValueOnce(new Error('down'));
    await expect(ask()).rejects.toThrow('down');
    expect(table.links.size).toBe(1);
  });

  it('keeps the secrets of links out of the table, and the task token out of the mails', async () => {
    await ask();
    const stored = JSON.stringify([...table.records.values(), ...table.links, ...eventBus.statusEvents]);
    for (const secret of [APPROVER, OTHER_APPROVER].flatMap(secretsMailedTo)) expect(stored).not.toContain(secret);
    expect(JSON.stringify([...mailer.outbox, ...eventBus.statusEvents])).not.toContain(TOKEN);
  });

  it('mails only who has no mail yet when it is tried again after a mail failed', async () => {
    const error = Object.assign(new Error('slow'), { name: 'TooManyRequestsException' });
    mailer.sendMail.mockImplementationOnce(async (to, mail) => void mailer.outbox.push({ to, ...mail }));
    mailer.sendMail.mockRejectedValueOnce(error);
    await expect(ask(0, 'first-token')).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    await ask();
    expect(mailer.outbox.map(({ to }) => to)).toEqual([APPROVER, OTHER_APPROVER]);
    expect(table.records.get(REQUEST_ID)).toMatchObject({
      taskToken: TOKEN,
      mailed: [`0/${APPROVER}`, `0/${OTHER_APPROVER}`],
    });
  });

  it('logs neither token nor link nor address when it fails', async () => {
    const warn = vi.spyOn(logger, 'warn');
    mailer.sendMail.mockRejectedValue(new Error(`cannot mail ${APPROVER} with ${TOKEN}`));
    await expect(ask()).rejects.toThrow();
    const logged = JSON.stringify(warn.mock.calls);
    expect(logged).toContain(REQUEST_ID);
    for (const secret of [TOKEN, APPROVER, '/approvals/']) expect(logged).not.toContain(secret);
  });
});

describe('request-approval in a later round', () => {
  it('takes the new token and reminds who has not voted, without a status event', async () => {
    table.given(
      pendingRecord({ approval: approvalOf(2, { rounds }), votes: [vote(APPROVER)], mailed: [`0/${APPROVER}`] }),
    );
    await ask(1);
    expect(mailer.outbox.map(({ to }) => to)).toEqual([OTHER_APPROVER]);
    expect(table.records.get(REQUEST_ID)).toMatchObject({ status: 'PENDING_APPROVAL', taskToken: TOKEN });
    expect(eventBus.statusEvents).toEqual([]);
  });

  it('leaves the links of the round before as they are', async () => {
    await ask(0);
    const [secret = ''] = secretsMailedTo(APPROVER);
    const link = table.links.get(linkHash(secret));
    await ask(1);
    expect(table.links.get(linkHash(secret))).toEqual(link);
    expect(mailer.outbox).toHaveLength(4);
  });
});

describe('request-approval of a decided request', () => {
  it.each(['APPROVED', 'REJECTED', 'CANCELLED', 'EXPIRED'] as const)(
    'wakes the execution and mails nobody when the request is %s already',
    async (status) => {
      const record = pendingRecord({ status });
      table.given(record);
      await expect(ask()).resolves.toEqual({ requestId: REQUEST_ID });
      expect(workflow.woken).toEqual([TOKEN]);
      expect(mailer.outbox).toEqual([]);
      expect(eventBus.statusEvents).toEqual([]);
      expect(table.records.get(REQUEST_ID)).toEqual(record);
    },
  );

  it('wakes nobody while the request waits', async () => {
    await ask();
    expect(workflow.woken).toEqual([]);
  });

  it('throws when the execution cannot be woken, so that it is tried again', async () => {
    table.given(pendingRecord({ status: 'APPROVED' }));
    workflow.wakeExecution.mockRejectedValue(Object.assign(new Error('slow'), { name: 'ThrottlingException' }));
    await expect(ask()).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});
