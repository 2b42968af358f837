import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { linkCommitments, linkHash } from '../../../functions/domain/approval/page-link.ts';
import { RecordAlteredError, ThrottlingException } from '../../../functions/domain/errors.ts';
import { evolve } from '../../../functions/domain/ledger/evolve.ts';
import { requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import { handler } from '../../../functions/request-approval.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import {
  APPROVER,
  approvalMails,
  approvalOf,
  CHIEF,
  changeRequest,
  EXPIRES_AT,
  escalatingApproval,
  lost,
  OTHER_APPROVER,
  pendingRecord,
  REQUEST_KEY,
  REQUESTER,
  type RecordFacts,
  rejected,
  requirement,
  roundOf,
  VOTED_AT,
  vote,
} from '../builders.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as heldMails from './fakes/held-mails.ts';
import * as budget from './fakes/mail-budget.ts';
import * as mailer from './fakes/mailer.ts';
import * as pageLinks from './fakes/page-links.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import * as workflow from './fakes/workflow.ts';
import { invoke } from './invoke.ts';

const { checkApproval } = vi.hoisted(() => ({ checkApproval: vi.fn() }));
vi.mock('../../../functions/steps/plan-check.ts', () => ({ checkApproval }));
vi.mock('../../../functions/aws/page-links.ts', () => import('./fakes/page-links.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => import('./fakes/open-requests.ts'));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/mail-budget.ts', () => import('./fakes/mail-budget.ts'));
vi.mock('../../../functions/aws/held-mails.ts', () => import('./fakes/held-mails.ts'));
vi.mock('../../../functions/aws/mailer.ts', () => import('./fakes/mailer.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const TOKEN = 'AQCEAAAAKgAAAAM-secret-token';
const ask = (index = 0, taskToken = TOKEN, requestKey = REQUEST_KEY) =>
  invoke(handler, {
    ...{ requestKey, round: { index, timeoutSeconds: 60 }, taskToken },
    enteredAt: new Date().toISOString(),
  });

/** The secrets of the links in the mails to this person. */
const secretsMailedTo = (person: string, path = 'approvals') =>
  mailer.outbox
    .filter(({ to }) => to === person)
    .map(
      ({ text }) => text.match(new RegExp(`https://contacts.example.com/${path}/([\\w-]{43})(?![\\w-])`))?.[1] ?? '',
    );
const stored = () => table.records.get(REQUEST_KEY);
const mailedTo = () => mailer.outbox.map(({ to }) => to);

const rounds = [roundOf({ seconds: 172_800 }), roundOf({ seconds: 86_400, remind: true })];

/** Planned, and nobody mailed yet. */
const planned = (facts: RecordFacts = {}) => pendingRecord({ status: 'RECEIVED', taskToken: undefined, ...facts });

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [table, pageLinks, eventBus, mailer, workflow, budget, heldMails]) fake.reset();
  resetPolicy();
  table.given(planned({ approval: approvalOf(2, { rounds }) }));
});

describe('request-approval in the first round', () => {
  it('asks nobody, and announces nothing, when the plan does not need the approval that it says', async () => {
    checkApproval.mockRejectedValueOnce(new RecordAlteredError('altered'));
    await expect(ask()).rejects.toMatchObject({ name: 'RecordAlteredError' });
    expect(mailer.outbox).toEqual([]);
    expect(eventBus.statusEvents).toEqual([]);
  });

  it('stores the task token and puts the status PENDING_APPROVAL', async () => {
    await expect(ask()).resolves.toEqual({ requestKey: REQUEST_KEY });
    expect(stored()).toMatchObject({ status: 'PENDING_APPROVAL', taskToken: TOKEN });
    expect(eventBus.statusEvents).toMatchObject([{ status: 'PENDING_APPROVAL', previousStatus: 'RECEIVED' }]);
  });

  it('mails each approver a link of their own', async () => {
    await ask();
    expect(mailedTo().slice(0, 2)).toEqual([APPROVER, OTHER_APPROVER]);
    const secrets = [APPROVER, OTHER_APPROVER].flatMap((approver) => secretsMailedTo(approver));
    expect(new Set(secrets).size).toBe(2);
    const expiresAt = Date.parse(EXPIRES_AT) / 1000;
    for (const [index, holder] of [APPROVER, OTHER_APPROVER].entries()) {
      const secret = secrets[index] ?? '';
      const evidence = { ttl: expiresAt + 500 * 86_400, commitments: linkCommitments(secret) };
      const link = { kind: 'approval', requestKey: REQUEST_KEY, holder, expiresAt, ...evidence };
      expect(pageLinks.links.get(linkHash(secret))).toEqual(link);
    }
  });

  it('sends the mails tagged with the request, so that bounces find it', async () => {
    await ask();
    expect(mailer.outbox.map(({ requestKey }) => requestKey)).toEqual([REQUEST_KEY, REQUEST_KEY, REQUEST_KEY]);
  });

  it('stores the link before it is mailed, so that no link in a mail is dead', async () => {
    mailer.sendMail.mockRejectedValueOnce(Object.assign(new Error('down'), { name: 'ServiceException' }));
    await expect(ask()).rejects.toThrow('down');
    expect(pageLinks.links.size).toBe(1);
  });

  it('keeps the secrets of links out of the table, and the task token out of the mails', async () => {
    await ask();
    const kept = JSON.stringify([...table.records.values(), ...pageLinks.links, ...eventBus.statusEvents]);
    const secrets = [...[APPROVER, OTHER_APPROVER].flatMap((approver) => secretsMailedTo(approver))];
    for (const secret of [...secrets, ...secretsMailedTo(REQUESTER, 'requests')]) {
      expect(secret).toHaveLength(43);
      expect(kept).not.toContain(secret);
    }
    expect(JSON.stringify([...mailer.outbox, ...eventBus.statusEvents])).not.toContain(TOKEN);
  });

  it('mails only those who have no mail yet when it is tried again after a mail failed', async () => {
    const error = Object.assign(new Error('slow'), { name: 'TooManyRequestsException' });
    mailer.sendMail.mockImplementationOnce(
      async (to, mail, requestKey) => void mailer.outbox.push({ to, requestKey, ...mail }),
    );
    mailer.sendMail.mockRejectedValueOnce(error);
    await expect(ask(0, 'first-token')).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    await ask();
    expect(mailedTo()).toEqual([APPROVER, OTHER_APPROVER, REQUESTER]);
    expect(stored()).toMatchObject({
      taskToken: TOKEN,
      mails: [...approvalMails(), { kind: 'pendingNotice', to: REQUESTER }],
    });
  });

  it('logs neither token nor link nor address when it fails', async () => {
    const warn = vi.spyOn(logger, 'warn');
    mailer.sendMail.mockRejectedValue(new Error(`cannot mail ${APPROVER} with ${TOKEN}`));
    await expect(ask()).rejects.toThrow();
    const logged = JSON.stringify(warn.mock.calls);
    expect(logged).toContain(REQUEST_KEY);
    for (const secret of [TOKEN, APPROVER, '/approvals/']) expect(logged).not.toContain(secret);
  });
});

describe('request-approval, and the requester', () => {
  it('mails a link of their own, which lasts for 90 days, after the approvers', async () => {
    await ask();
    expect(mailedTo().at(-1)).toBe(REQUESTER);
    const [secret = ''] = secretsMailedTo(REQUESTER, 'requests');
    expect(pageLinks.links.get(linkHash(secret))).toEqual({
      kind: 'request',
      requestKey: REQUEST_KEY,
      holder: REQUESTER,
      expiresAt: Date.parse('2026-08-30T12:00:00.000Z') / 1000,
      ttl: Date.parse('2026-08-30T12:00:00.000Z') / 1000,
    });
  });

  it('mails once, however often it is tried again', async () => {
    await ask();
    await ask();
    expect(mailedTo().filter((to) => to === REQUESTER)).toHaveLength(1);
  });

  it('mails nothing in a later round', async () => {
    table.given(pendingRecord({ approval: approvalOf(2, { rounds }) }));
    await ask(1);
    expect(mailedTo()).not.toContain(REQUESTER);
  });

  it.each([
    { what: 'is outside the allowed domains', requestedBy: 'jane@example.org', system: 'jira' },
    { what: 'is notified by the ticket', requestedBy: REQUESTER, system: 'selfMailing' },
    { what: 'is the workflow', requestedBy: REQUESTER, system: 'organization' },
  ])('mails nothing and makes no link when the requester $what', async ({ requestedBy, system }) => {
    policy.sources = { selfMailing: { proof: { kind: 'zendesk' }, mapping: '$', mailRequester: false } };
    const request = changeRequest({ requestedBy, source: { system } });
    table.given(planned({ request }));
    await ask(0, TOKEN, requestKeyOf(request));
    expect(mailedTo()).toEqual([APPROVER, OTHER_APPROVER]);
    expect([...pageLinks.links.values()].map(({ kind }) => kind)).toEqual(['approval', 'approval']);
    expect(table.records.get(requestKeyOf(request))?.mails).toEqual(approvalMails());
  });

  it.each([
    { provenBy: 'iam', mailed: [APPROVER, OTHER_APPROVER] },
    { provenBy: 'signature', mailed: [APPROVER, OTHER_APPROVER] },
    { provenBy: 'claimed', mailed: [APPROVER, OTHER_APPROVER, REQUESTER] },
  ] as const)(
    'mails them only if they may not know of the request, here known by $provenBy, when the policy says so',
    async ({ provenBy, mailed }) => {
      policy.notices = { pending: 'claimed' };
      table.given(planned({ provenBy }));
      await ask();
      expect(mailedTo()).toEqual(mailed);
      expect([...pageLinks.links.values()].map(({ holder }) => holder)).toEqual(mailed);
    },
  );

  it('goes on, and does not try again, when SES refuses their mail', async () => {
    mailer.refused.add(REQUESTER);
    await expect(ask()).resolves.toEqual({ requestKey: REQUEST_KEY });
    await ask();
    expect(mailer.sendMail.mock.calls.filter(([to]) => to === REQUESTER)).toHaveLength(1);
    expect(stored()?.unreachable).toEqual([]);
  });

  it('throws an error that may pass by its name, and a later attempt mails the requester', async () => {
    mailer.sendMail.mockImplementation(async (to, mail, requestKey) => {
      if (to === REQUESTER) throw Object.assign(new Error('slow'), { name: 'TooManyRequestsException' });
      mailer.outbox.push({ to, requestKey, ...mail });
    });
    await expect(ask()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    mailer.sendMail.mockReset();
    await ask();
    expect(mailedTo()).toEqual([APPROVER, OTHER_APPROVER, REQUESTER]);
  });
});

describe('request-approval, when SES refuses a mail for good', () => {
  const refusal = { kind: 'refused', error: 'MessageRejected' };

  it('notes that mail does not reach the approver, mails the others, and waits for them', async () => {
    table.given(planned());
    mailer.refused.add(APPROVER);
    await expect(ask()).resolves.toEqual({ requestKey: REQUEST_KEY });
    expect(mailedTo()).toEqual([OTHER_APPROVER, REQUESTER]);
    expect(stored()).toMatchObject({
      status: 'PENDING_APPROVAL',
      mails: [...approvalMails(0, [OTHER_APPROVER]), { kind: 'pendingNotice', to: REQUESTER }],
      unreachable: [{ approver: APPROVER, reason: refusal, at: VOTED_AT }],
    });
    expect(stored()?.history).toContainEqual({
      ...{ type: 'ApproverUnreachable', at: VOTED_AT, by: 'workflow' },
      ...{ approver: APPROVER, reason: refusal },
    });
    expect(workflow.woken).toEqual([]);
  });

  it('wakes the execution at once when the quorum becomes impossible in this round', async () => {
    mailer.refused.add(APPROVER);
    await ask();
    expect(workflow.woken).toEqual([TOKEN]);
    expect(stored()?.status).toBe('PENDING_APPROVAL');
    expect(mailedTo()).toEqual([OTHER_APPROVER, REQUESTER]);
  });

  it('does not mail the approver again when it is tried again', async () => {
    mailer.refused.add(APPROVER);
    await ask();
    await ask();
    expect(mailer.sendMail.mock.calls.filter(([to]) => to === APPROVER)).toHaveLength(1);
  });
});

describe('request-approval, when SES refuses the sender', () => {
  it('fails with that, and blames no approver, because the configuration is wrong', async () => {
    mailer.sender.isRefused = true;
    await expect(ask()).rejects.toMatchObject({ name: 'SenderRefusedError' });
    expect(stored()).toMatchObject({ status: 'PENDING_APPROVAL', unreachable: [], mails: [] });
  });
});

describe('request-approval, when somebody has got many mails in this hour', () => {
  it('holds the mail of the approver for a summary, makes no link for it, and mails the others', async () => {
    budget.spent.add(`approver ${APPROVER}`);
    await ask();
    expect(mailedTo()).toEqual([OTHER_APPROVER, REQUESTER]);
    expect([...heldMails.held]).toEqual([[APPROVER, [REQUEST_KEY]]]);
    expect(stored()?.mails).not.toContainEqual(expect.objectContaining({ to: APPROVER }));
    expect(pageLinks.links.size).toBe(2);
    expect(workflow.woken).toEqual([]);
  });

  it('mails the requester nothing', async () => {
    budget.spent.add(`requester ${REQUESTER}`);
    await ask();
    expect(mailedTo()).toEqual([APPROVER, OTHER_APPROVER]);
  });

  it.each([
    { to: APPROVER, role: 'approver' },
    { to: REQUESTER, role: 'requester' },
  ])(
    'does not count the mail to the $role when it has to wait for others, because the next try does',
    async (given) => {
      const { to, role } = given;
      mailer.sendMail.mockImplementation(async (recipient) => {
        if (recipient === to) throw new ThrottlingException('SES/LineTooLong');
      });
      await expect(ask()).rejects.toMatchObject({ name: 'ThrottlingException' });
      expect(budget.giveMailBack.mock.calls).toEqual([[to, role]]);
    },
  );

  it('leaves the other mails to the next try, before it runs out of time, when each waits for long', async () => {
    const mailed: string[] = [];
    mailer.sendMail.mockImplementation(async (to) => {
      mailed.push(to);
      vi.setSystemTime(Date.now() + 20_001);
    });
    await expect(ask()).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(mailed).toEqual([APPROVER]);
    await ask();
    expect(mailed).toEqual([APPROVER, OTHER_APPROVER, REQUESTER]);
  });

  it('asks with the limit of the policy', async () => {
    policy.limits = { mailsPerHour: 7 };
    await ask();
    expect(budget.takeMail.mock.calls.map(([, , most]) => most)).toEqual([7, 7, 7]);
  });

  it('leaves half of the mails of an approver to requests that do more than claim who asks', async () => {
    policy.limits = { mailsPerHour: 7 };
    table.given(pendingRecord({ provenBy: 'claimed', mails: [] }));
    await ask();
    expect(budget.takeMail.mock.calls.map(([, , most]) => most)).toEqual([4, 4, 7]);
  });
});

describe('request-approval in a later round', () => {
  const mails = approvalMails();

  it("takes the new token and reminds those who haven't voted, without a status event", async () => {
    const approval = approvalOf(2, { rounds });
    table.given(pendingRecord({ approval, votes: [vote(APPROVER)], mails }));
    await ask(1);
    expect(mailedTo()).toEqual([OTHER_APPROVER]);
    expect(stored()).toMatchObject({ status: 'PENDING_APPROVAL', taskToken: TOKEN, round: 1 });
    expect(eventBus.statusEvents).toEqual([]);
    expect(workflow.woken).toEqual([]);
  });

  it('mails the approvers whom the round adds, and says so in the ledger', async () => {
    table.given(pendingRecord({ approval: escalatingApproval(2), round: 1, mails }));
    await ask(2);
    expect(mailedTo()).toEqual([CHIEF]);
    expect(stored()?.history.filter(({ type }) => type === 'Escalated')).toEqual([
      { type: 'Escalated', at: VOTED_AT, by: 'workflow', round: 2, approvers: [CHIEF] },
    ]);
  });

  it('also mails approvers whom a skipped round would have added', async () => {
    const requirements = [requirement({ quorum: 2, escalateTo: [CHIEF, 'ciso@example.com'] })];
    const escalations = [roundOf(), roundOf({ escalateTo: [CHIEF] }), roundOf({ escalateTo: ['ciso@example.com'] })];
    const approval = { requirements, rounds: escalations };
    table.given(pendingRecord({ approval, mails, unreachable: [lost()] }));
    await ask(2);
    expect(mailedTo()).toEqual([CHIEF, 'ciso@example.com']);
  });

  it('brings the expiry forward when the round begins early, and lets new links end with it', async () => {
    table.given(pendingRecord({ approval: escalatingApproval(2), mails }));
    await ask(2);
    const end = '2026-06-02T12:00:00.000Z';
    expect(stored()?.expiresAt).toBe(end);
    expect([...pageLinks.links.values()].map(({ expiresAt }) => expiresAt)).toEqual([Date.parse(end) / 1000]);
  });

  it('leaves the links of the round before as they are', async () => {
    await ask(0);
    const [secret = ''] = secretsMailedTo(APPROVER);
    const link = pageLinks.links.get(linkHash(secret));
    await ask(1);
    expect(pageLinks.links.get(linkHash(secret))).toEqual(link);
    expect(mailedTo()).toEqual([APPROVER, OTHER_APPROVER, REQUESTER, APPROVER, OTHER_APPROVER]);
  });
});

describe('request-approval of a decided request', () => {
  it.each(['APPROVED', 'REJECTED', 'CANCELLED', 'EXPIRED'] as const)(
    'wakes the execution and mails nobody when the request is %s already',
    async (status) => {
      const record = pendingRecord({ status });
      table.given(record);
      await expect(ask()).resolves.toEqual({ requestKey: REQUEST_KEY });
      expect(workflow.woken).toEqual([TOKEN]);
      expect(mailer.outbox).toEqual([]);
      expect(eventBus.statusEvents).toEqual([]);
      expect(stored()).toEqual(record);
    },
  );

  it('wakes nobody when a vote decides while the mails are sent, because the vote has done that', async () => {
    table.given(planned());
    mailer.sendMail.mockImplementationOnce(async () => {
      const record = stored();
      if (record) table.given(evolve(record, rejected()));
    });
    await ask();
    expect(stored()?.status).toBe('REJECTED');
    expect(workflow.woken).toEqual([]);
  });

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

describe('request-approval, after its round was left before its time', () => {
  it('asks nobody again, announces nothing, and stores the token that wakes it now', async () => {
    await ask();
    for (const fake of [eventBus, mailer]) fake.reset();
    vi.setSystemTime(Date.parse(VOTED_AT) + 60_000);
    await ask(0, 'another-token');
    expect([eventBus.statusEvents, eventBus.comments, mailer.outbox]).toEqual([[], [], []]);
    expect(stored()?.taskToken).toBe('another-token');
    expect(stored()?.history.filter(({ type }) => type === 'ApprovalRequested')).toHaveLength(1);
    expect(workflow.woken).toEqual([]);
  });

  it('wakes the execution at once when the time of the round is up by the record', async () => {
    await ask();
    vi.setSystemTime(Date.parse(VOTED_AT) + 172_800_000);
    await ask(0, 'another-token');
    expect(workflow.woken).toEqual(['another-token']);
  });
});
