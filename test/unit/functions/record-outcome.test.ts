import { requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ThrottlingException } from '../../../functions/domain/errors.ts';
import { handler } from '../../../functions/record-outcome.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import { contactWords } from '../../../functions/wording/contact.ts';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import moveAccount from '../../fixtures/organization/move-account.json' with { type: 'json' };
import {
  APPLIED_AT,
  account,
  appliedChange,
  BILLING,
  changeRequest,
  DENIED,
  deleteChange,
  ENDED_AT,
  EXECUTION_ARN,
  pendingRecord,
  putChange,
  REQUEST_ID,
  REQUEST_KEY,
  REQUESTER,
  receivedRecord,
  SECURITY,
} from '../builders.ts';
import * as claims from './fakes/contact-claims.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as budget from './fakes/mail-budget.ts';
import * as mailer from './fakes/mailer.ts';
import * as openRequests from './fakes/open-requests.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import * as requesters from './fakes/requester-load.ts';
import * as toldOnce from './fakes/told-once.ts';
import * as machine from './fakes/workflow.ts';
import { CONTACT_DETAILS, invoke } from './invoke.ts';

vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => import('./fakes/open-requests.ts'));
vi.mock('../../../functions/aws/contact-claims.ts', () => import('./fakes/contact-claims.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/mail-budget.ts', () => import('./fakes/mail-budget.ts'));
vi.mock('../../../functions/aws/told-once.ts', () => import('./fakes/told-once.ts'));
vi.mock('../../../functions/aws/requester-load.ts', () => import('./fakes/requester-load.ts'));
vi.mock('../../../functions/aws/mailer.ts', () => import('./fakes/mailer.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const REQUEST = changeRequest({ changes: [putChange(SECURITY), deleteChange(BILLING)] });

const REASONS = [{ pointer: '/reason', code: 'required', message: 'is required' }];
const INVALID = { reasons: REASONS };
const DUPLICATE = { caught: { Error: 'DuplicateRequestError', Cause: 'x' } };
const denied = { Error: DENIED.name, Cause: JSON.stringify({ errorMessage: DENIED.message }) };

/** The changes as apply-change returns them when each was applied. */
const APPLIED = [appliedChange(SECURITY), appliedChange(BILLING)];

/** Of a request that is registered. */
const record = (state: object, retries = 0) =>
  invoke(handler, { executionArn: EXECUTION_ARN, state: { requestKey: REQUEST_KEY, ...state }, retries });

/** Of an event whose request is not registered, as far as the execution knows. */
const recordEvent = (end: object, detail: unknown = REQUEST) =>
  invoke(handler, { executionArn: EXECUTION_ARN, state: { source: 'alternate-contacts', detail, ...end }, retries: 0 });
const approved = (request: ChangeRequest = REQUEST) => table.given(pendingRecord({ status: 'APPROVED', request }));
const stored = () => table.records.get(REQUEST_KEY);
const workflow = (at: string) => ({ at, by: 'workflow' });

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(ENDED_AT), toFake: ['Date'] });
  for (const fake of [table, openRequests, claims, eventBus, mailer, machine, budget, toldOnce, requesters])
    fake.reset();
  resetPolicy();
});

describe('record-outcome of changes that were applied', () => {
  const results = [
    { ...SECURITY, status: 'APPLIED' },
    { ...BILLING, status: 'APPLIED' },
  ];

  it('records APPLIED, puts the status event and mails the requester', async () => {
    approved();
    await expect(record({ results: APPLIED })).resolves.toEqual({
      requestId: REQUEST_ID,
      status: 'APPLIED',
      results,
    });
    expect(stored()).toMatchObject({ status: 'APPLIED', results });
    expect(stored()?.history.at(-1)).toEqual({ ...workflow(ENDED_AT), type: 'Ended', status: 'APPLIED' });
    expect(eventBus.statusEvents).toEqual([
      {
        requestId: REQUEST_ID,
        status: 'APPLIED',
        previousStatus: 'APPROVED',
        requestedBy: REQUESTER,
        source: REQUEST.source,
        occurredAt: ENDED_AT,
        changes: results,
      },
    ]);
    expect(mailer.outbox.map(({ to }) => to)).toEqual([REQUESTER]);
  });

  it('removes the task token, and keeps the rest of the record', async () => {
    approved();
    const { taskToken: _, ...before } = pendingRecord({ status: 'APPROVED', request: REQUEST });
    await record({ results: APPLIED });
    expect(stored()).toEqual({
      ...before,
      version: 5,
      status: 'APPLIED',
      results,
      history: [
        ...before.history,
        { ...workflow(APPLIED_AT), type: 'ChangeApplied', ...SECURITY },
        { ...workflow(APPLIED_AT), type: 'ChangeApplied', ...BILLING },
        { ...workflow(ENDED_AT), type: 'Ended', status: 'APPLIED' },
      ],
    });
  });

  it('records which change was already in place, and keeps that out of output and event', async () => {
    approved();
    const inPlace = { alreadyInPlace: true } as const;
    const output = await record({ results: [appliedChange(SECURITY, inPlace), appliedChange(BILLING)] });
    expect(stored()?.results).toEqual([
      { ...SECURITY, status: 'APPLIED', ...inPlace },
      { ...BILLING, status: 'APPLIED' },
    ]);
    expect(stored()?.history.slice(-3)).toEqual([
      { ...workflow(APPLIED_AT), type: 'ChangeApplied', ...SECURITY, ...inPlace },
      { ...workflow(APPLIED_AT), type: 'ChangeApplied', ...BILLING },
      { ...workflow(ENDED_AT), type: 'Ended', status: 'APPLIED' },
    ]);
    expect(output).toEqual({ requestId: REQUEST_ID, status: 'APPLIED', results });
    expect(eventBus.statusEvents).toMatchObject([{ changes: results }]);
  });

  it('records why a change was not applied, and when the others were', async () => {
    approved();
    await record({ results: [{ ...SECURITY, error: denied }, appliedChange(BILLING)] });
    expect(stored()?.history.slice(-3)).toEqual([
      { ...workflow(APPLIED_AT), type: 'ChangeApplied', ...BILLING },
      { ...workflow(ENDED_AT), type: 'ChangeFailed', ...SECURITY, status: 'FAILED', error: DENIED },
      { ...workflow(ENDED_AT), type: 'Ended', status: 'PARTIALLY_APPLIED' },
    ]);
  });

  it('answers the same and writes nothing more when it is called again', async () => {
    approved();
    const first = await record({ results: APPLIED });
    const after = stored();
    await expect(record({ results: APPLIED })).resolves.toEqual(first);
    expect(stored()).toEqual(after);
    expect(eventBus.statusEvents[1]).toMatchObject({ status: 'APPLIED', previousStatus: null });
  });

  it.each([
    {
      what: 'one change',
      applied: [appliedChange(), { ...BILLING, error: denied }],
      status: 'PARTIALLY_APPLIED',
      failed: 'ChangeRequestPartiallyApplied',
    },
    {
      what: 'each change',
      applied: [
        { ...SECURITY, error: denied },
        { ...BILLING, error: denied },
      ],
      status: 'FAILED',
      failed: 'ChangeRequestFailed',
    },
  ])('makes the execution fail with $failed when $what failed', async ({ applied, status, failed }) => {
    approved();
    await expect(record({ results: applied })).resolves.toMatchObject({
      status,
      failure: {
        error: failed,
        cause: expect.stringContaining('222222222222/BILLING: AccessDeniedException: no permission'),
      },
    });
    expect(stored()?.status).toBe(status);
    expect(eventBus.statusEvents).toMatchObject([{ status, previousStatus: 'APPROVED' }]);
  });
});

describe('record-outcome of requests that ended before', () => {
  it('records UNCHANGED when nothing was to be changed', async () => {
    table.given(receivedRecord({ request: REQUEST }));
    await expect(record({ requestKey: REQUEST_KEY, changes: [] })).resolves.toMatchObject({ status: 'UNCHANGED' });
    expect(stored()?.status).toBe('UNCHANGED');
    expect(eventBus.statusEvents).toMatchObject([{ status: 'UNCHANGED', previousStatus: 'RECEIVED' }]);
    expect(mailer.outbox).toHaveLength(1);
  });

  it.each(['REJECTED', 'EXPIRED', 'CANCELLED'] as const)(
    'records the results and mails only the requester when the request is %s, which an event has said before',
    async (status) => {
      const before = pendingRecord({ status, request: REQUEST });
      table.given(before);
      await expect(record({ round: { status, index: 0, timeoutSeconds: 60 } })).resolves.toMatchObject({ status });
      expect(stored()).toMatchObject({ status, results: [{ status }, { status }] });
      expect(stored()?.history).toEqual([...before.history, { ...workflow(ENDED_AT), type: 'Ended', status }]);
      expect(stored()).not.toHaveProperty('taskToken');
      expect(eventBus.statusEvents).toEqual([]);
      expect(mailer.outbox.map(({ to }) => to)).toEqual([REQUESTER]);
    },
  );

  it('puts INVALID and returns the reasons when the request was never registered', async () => {
    await expect(recordEvent(INVALID)).resolves.toMatchObject({ status: 'INVALID', ...INVALID });
    expect(table.records.size).toBe(0);
    expect(eventBus.statusEvents).toMatchObject([{ status: 'INVALID', previousStatus: null, requestId: REQUEST_ID }]);
    expect(mailer.outbox).toHaveLength(1);
    expect(mailer.outbox[0]?.text).toContain('is required');
  });

  it('records INVALID and the reasons when the request was registered before', async () => {
    table.given(receivedRecord({ request: REQUEST }));
    await record(INVALID);
    expect(stored()).toMatchObject({ status: 'INVALID', ...INVALID });
    expect(eventBus.statusEvents).toMatchObject([{ status: 'INVALID', previousStatus: 'RECEIVED' }]);
  });

  it.each([{}, { requestId: 42, requestedBy: 'nobody', changes: 'none', source: [] }])(
    'puts INVALID and mails nobody when the detail %j names nobody',
    async (detail) => {
      await expect(recordEvent(INVALID, detail)).resolves.toEqual({
        requestId: null,
        status: 'INVALID',
        results: [],
        ...INVALID,
      });
      expect(eventBus.statusEvents).toMatchObject([{ requestId: null, requestedBy: null, source: null, changes: [] }]);
      expect(mailer.outbox).toEqual([]);
    },
  );

  it('leaves the first record alone and mails nobody when the request is a DUPLICATE', async () => {
    const first = pendingRecord({ request: REQUEST, executionArn: 'arn:of:the:first' });
    table.given(first);
    await expect(recordEvent(DUPLICATE)).resolves.toMatchObject({ status: 'DUPLICATE' });
    expect(stored()).toEqual(first);
    expect(eventBus.statusEvents).toMatchObject([{ status: 'DUPLICATE', previousStatus: null }]);
    expect(mailer.outbox).toEqual([]);
  });

  it('leaves the record of another execution alone when this one was invalid', async () => {
    const first = pendingRecord({ request: REQUEST, executionArn: 'arn:of:the:first' });
    table.given(first);
    await recordEvent(INVALID);
    expect(stored()).toEqual(first);
  });

  it('records FAILED when this execution has registered the request, and could not put its event', async () => {
    table.given(receivedRecord({ request: REQUEST }));
    await expect(recordEvent({ caught: { Error: 'EventRefusedError', Cause: 'x' } })).resolves.toMatchObject({
      status: 'FAILED',
    });
    expect(stored()).toMatchObject({ status: 'FAILED', results: [{ status: 'FAILED' }, { status: 'FAILED' }] });
    expect(eventBus.statusEvents).toMatchObject([{ status: 'FAILED', previousStatus: 'RECEIVED' }]);
    expect(mailer.outbox).toHaveLength(1);
  });

  it('records FAILED with the error when any other error ended the execution', async () => {
    table.given(pendingRecord({ request: REQUEST }));
    const caught = { Error: 'MessageRejected', Cause: '{"errorMessage":"not verified"}' };
    await expect(record({ caught })).resolves.toMatchObject({
      status: 'FAILED',
      failure: { error: 'ChangeRequestFailed', cause: 'MessageRejected: not verified' },
    });
    expect(stored()?.status).toBe('FAILED');
    expect(eventBus.statusEvents).toMatchObject([{ status: 'FAILED', previousStatus: 'PENDING_APPROVAL' }]);
  });

  it('records FAILED when Step Functions hands on a failure without error and cause', async () => {
    const caught = { Error: null, Cause: null };
    table.given(pendingRecord({ request: REQUEST }));
    await expect(record({ caught })).resolves.toMatchObject({ failure: { cause: 'States.TaskFailed' } });
    expect(stored()?.status).toBe('FAILED');
    approved();
    const results = [appliedChange(SECURITY), { ...BILLING, error: caught }];
    await expect(record({ results })).resolves.toMatchObject({ status: 'PARTIALLY_APPLIED' });
    expect(stored()?.results?.[1]).toMatchObject({ error: { name: 'States.TaskFailed', message: '' } });
  });
});

describe('record-outcome of a request that was cancelled during planning', () => {
  const before = receivedRecord({ status: 'CANCELLED', request: REQUEST });

  it('records CANCELLED, and notifies event bus, ticket and requester', async () => {
    table.given(before);
    await expect(record({ changes: [] })).resolves.toEqual({
      requestId: REQUEST_ID,
      status: 'CANCELLED',
      results: [
        { ...SECURITY, status: 'CANCELLED' },
        { ...BILLING, status: 'CANCELLED' },
      ],
    });
    expect(stored()).toMatchObject({ status: 'CANCELLED', results: [{}, {}] });
    expect(stored()?.history.slice(0, -1)).toEqual(before.history);
    expect(eventBus.statusEvents).toMatchObject([{ status: 'CANCELLED', previousStatus: null }]);
    expect(eventBus.comments).toMatchObject([{ request: { status: 'CANCELLED' }, ticket: ['OPS-42'] }]);
    expect(mailer.outbox.map(({ to }) => to)).toEqual([REQUESTER]);
  });
});

describe('record-outcome of a request of the workflow itself', () => {
  const request = changeRequest({
    requestId: 'baseline-222222222222-1-0f3c2a91',
    requestedBy: 'alternate-contacts@example.com',
    source: { system: 'organization' },
  });
  const ended = (state: object) =>
    invoke(handler, {
      executionArn: EXECUTION_ARN,
      state: { requestKey: requestKeyOf(request), ...state },
      retries: 0,
    });

  it.each([
    { status: 'APPLIED', state: { results: [appliedChange()] } },
    { status: 'UNCHANGED', state: { changes: [] } },
    { status: 'FAILED', state: { caught: denied } },
  ])('puts the event, mails nobody and comments on no ticket when it is $status', async ({ status, state }) => {
    table.given(receivedRecord({ request }));
    await expect(ended(state)).resolves.toMatchObject({ status });
    expect(eventBus.statusEvents).toMatchObject([{ status, source: { system: 'organization' } }]);
    expect(eventBus.comments).toEqual([]);
    expect(mailer.outbox).toEqual([]);
  });

  it('is DUPLICATE, leaves the first alone and mails nobody when a second event finds the same baseline', async () => {
    const first = receivedRecord({ request, executionArn: 'arn:of:the:first' });
    table.given(first);
    const state = { detail: request, validated: { requestKey: requestKeyOf(request) }, ...DUPLICATE };
    await expect(invoke(handler, { executionArn: EXECUTION_ARN, state, retries: 0 })).resolves.toEqual({
      requestId: request.requestId,
      status: 'DUPLICATE',
      results: [{ ...SECURITY, status: 'DUPLICATE' }],
    });
    expect(table.records.get(requestKeyOf(request))).toEqual(first);
    expect(mailer.outbox).toEqual([]);
  });

  it('is FAILED without a requestId when it could not be derived from the event', async () => {
    const caught = { Error: 'ConcurrentUpdateError', Cause: '{"errorMessage":"the baseline is being counted"}' };
    const cause = 'ConcurrentUpdateError: the baseline is being counted';
    await expect(recordEvent({ caught }, moveAccount.detail)).resolves.toEqual({
      requestId: null,
      status: 'FAILED',
      results: [],
      failure: { error: 'ChangeRequestFailed', cause },
    });
    expect(eventBus.statusEvents).toMatchObject([{ requestId: null, requestedBy: null, source: null, changes: [] }]);
    expect(mailer.outbox).toEqual([]);
  });
});

describe('record-outcome of identical refusals', () => {
  const refuse = (executionArn: string, detail: object = REQUEST) =>
    invoke(handler, { executionArn, state: { source: 'alternate-contacts', detail, ...INVALID }, retries: 0 });

  it('tells requester and ticket once, and the bus each time', async () => {
    for (const execution of ['first', 'second', 'second']) await refuse(execution);
    expect(mailer.outbox).toHaveLength(1);
    expect(eventBus.comments).toHaveLength(1);
    expect(eventBus.statusEvents).toHaveLength(3);
  });

  it('tells again when the same execution tries again', async () => {
    await refuse('first');
    await refuse('first');
    expect(mailer.outbox).toHaveLength(2);
  });

  it('tells each requester, and each ticket', async () => {
    await refuse('first');
    await refuse('second', { ...REQUEST, source: { system: 'jira', reference: 'OPS-43' } });
    await refuse('third', { ...REQUEST, requestedBy: 'bob@example.com' });
    expect(mailer.outbox.map(({ to }) => to)).toEqual([REQUESTER, REQUESTER, 'bob@example.com']);
    expect(eventBus.comments).toHaveLength(2);
  });

  it('mails nobody who has got many mails in this hour', async () => {
    budget.spent.add(`requester ${REQUESTER}`);
    await refuse('first');
    expect(mailer.outbox).toEqual([]);
    expect(eventBus.comments).toHaveLength(1);
  });
});

describe('record-outcome of a request over a limit', () => {
  it.each([
    ['TooManyOfRequesterError', '/requestedBy', 'Requester has 200 open requests already'],
    ['TooManyForContactError', '/changes', 'List of changes asks for a contact that 40 open requests ask for already'],
  ])('ends it INVALID for %s, says why, and lets others have its place', async (name, pointer, text) => {
    table.given(receivedRecord());
    const detail = changeRequest();
    const ended = await invoke(handler, {
      executionArn: EXECUTION_ARN,
      state: { source: 'alternate-contacts', detail, caught: { Error: name, Cause: '{}' } },
      retries: 0,
    });
    expect(ended).toMatchObject({ status: 'INVALID', reasons: [{ pointer }] });
    expect(ended).not.toHaveProperty('failure');
    expect(stored()).toMatchObject({ status: 'INVALID' });
    expect(mailer.outbox[0]?.text).toContain(text);
    expect(openRequests.left).toEqual([REQUEST_KEY]);
    expect(requesters.leaveRequester).toHaveBeenCalled();
  });
});

describe('record-outcome, and the ticket', () => {
  it('gets the reasons when the request is INVALID', async () => {
    await recordEvent(INVALID);
    expect(eventBus.comments).toMatchObject([{ request: { requestId: REQUEST_ID, status: 'INVALID' } }]);
    expect(eventBus.comments[0]?.text).toContain('- Reason is required\n');
  });

  it('gets what became of each change when they were applied', async () => {
    approved();
    await record({ results: [appliedChange(), { ...BILLING, error: denied }] });
    expect(eventBus.comments).toMatchObject([{ request: { status: 'PARTIALLY_APPLIED' } }]);
    expect(eventBus.comments[0]?.text).toContain(
      `- ${contactWords(BILLING, [account()])}: AccessDeniedException: no permission\n`,
    );
  });

  describe('when a request that was rejected is sent again', () => {
    const first = pendingRecord({
      status: 'REJECTED',
      request: REQUEST,
      executionArn: 'arn:of:the:first',
      results: [],
    });

    beforeEach(() => {
      table.given(first);
    });

    it('gets to know that and what to do, once a day', async () => {
      for (const hours of [0, 1, 23]) {
        vi.setSystemTime(Date.parse(ENDED_AT) + hours * 3_600_000);
        await expect(recordEvent(DUPLICATE)).resolves.toMatchObject({ status: 'DUPLICATE' });
      }
      expect(eventBus.comments.map(({ text }) => text)).toEqual([
        expect.stringMatching(/already rejected on .* Change the request to ask again\./),
      ]);
      vi.setSystemTime(Date.parse(ENDED_AT) + 24 * 3_600_000);
      await recordEvent(DUPLICATE);
      expect(eventBus.comments).toHaveLength(2);
    });

    it('is told again by a retry when EventBridge refused the comment, and not if the answer was noted', async () => {
      eventBus.putTicketComment.mockRejectedValueOnce(Object.assign(new Error('no'), { name: 'EventRefusedError' }));
      await expect(recordEvent(DUPLICATE)).rejects.toMatchObject({ name: 'EventRefusedError' });
      await recordEvent(DUPLICATE);
      await recordEvent(DUPLICATE);
      expect(eventBus.comments).toHaveLength(1);
      expect(stored()?.history.at(-1)).toEqual({ ...workflow(ENDED_AT), type: 'RepetitionAnswered' });
    });
  });

  describe('of a system that speaks by its webhook only', () => {
    const reserved = [{ pointer: '/source/system', code: 'reservedSource', message: 'is reserved' }];
    const foreign = { ...REQUEST, source: { system: 'github', reference: 'acme/accounts#1' } };

    beforeEach(() => {
      policy.sources = { github: { proof: { kind: 'zendesk' }, mapping: '$' } };
    });

    it.each([
      { what: 'it is INVALID for that', state: { reasons: reserved } },
      { what: 'it is INVALID for something else', state: INVALID },
      { what: 'nobody could look at it', state: { caught: denied } },
      {
        what: 'it came as by the webhook, without its proof',
        state: { source: 'alternate-contacts.webhooks', reasons: reserved },
      },
    ])('gets nothing of what somebody else has asked in its name, when $what', async ({ state }) => {
      await recordEvent(state, foreign);
      expect(eventBus.comments).toEqual([]);
      expect(eventBus.statusEvents).toMatchObject([{ requestId: REQUEST_ID, source: null }]);
    });

    it.each([INVALID, { caught: denied }])('gets what its own webhook has asked: %j', async (state) => {
      await recordEvent({ source: 'alternate-contacts.webhooks', ...state }, foreign);
      expect(eventBus.comments).toMatchObject([{ ticket: ['acme', 'accounts', '1'] }]);
      expect(eventBus.statusEvents).toMatchObject([{ source: foreign.source }]);
    });
  });

  it('gets nothing when the request is a DUPLICATE of one that goes on', async () => {
    table.given(pendingRecord({ request: REQUEST, executionArn: 'arn:of:the:first' }));
    await recordEvent(DUPLICATE);
    expect(eventBus.statusEvents).toMatchObject([{ status: 'DUPLICATE' }]);
    expect(eventBus.comments).toEqual([]);
  });
});

describe('record-outcome, and the requester', () => {
  it('sends the mail tagged with the request, so that a bounce finds it', async () => {
    approved();
    await record({ results: APPLIED });
    await recordEvent(INVALID, { ...REQUEST, requestId: 42 });
    expect(mailer.outbox.map(({ to, requestKey }) => [to, requestKey])).toEqual([
      [REQUESTER, REQUEST_KEY],
      [REQUESTER, null],
    ]);
  });

  it.each([
    { mailRequester: false, mails: 0 },
    { mailRequester: true, mails: 1 },
    { mailRequester: undefined, mails: 1 },
  ])('sends $mails mails when the source has mailRequester $mailRequester', async ({ mailRequester, mails }) => {
    const jira = { proof: { kind: 'zendesk' as const }, mapping: '$' };
    policy.sources = { jira: mailRequester === undefined ? jira : { ...jira, mailRequester } };
    approved();
    await record({ results: APPLIED });
    const source = 'alternate-contacts.webhooks';
    await recordEvent({ source, ...INVALID }, { ...REQUEST, requestId: 'another' });
    expect(mailer.outbox).toHaveLength(mails * 2);
    expect(eventBus.comments).toHaveLength(2);
  });

  it.each(['jane@evilexample.com', 'jane@example.com.evil.test'])(
    'mails nobody when %s is outside the allowed domains',
    async (requestedBy) => {
      approved(changeRequest({ requestedBy }));
      await record({ results: [appliedChange()] });
      expect(mailer.outbox).toEqual([]);
    },
  );

  it('is mailed by a later try when SES throttles, and nobody else is told twice', async () => {
    approved();
    mailer.sendMail.mockRejectedValueOnce(new ThrottlingException('SES/LineTooLong'));
    await expect(record({ results: APPLIED }, 0)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(stored()).toMatchObject({ status: 'APPLIED', isEnding: 'announced' });
    expect(budget.giveMailBack.mock.calls).toEqual([[REQUESTER, 'requester']]);
    expect(claims.leaveContacts).toHaveBeenCalledOnce();
    await expect(record({ results: APPLIED }, 1)).resolves.toMatchObject({ status: 'APPLIED' });
    expect(stored()).not.toHaveProperty('isEnding');
    expect(eventBus.statusEvents).toHaveLength(1);
    expect(mailer.outbox.map(({ to }) => to)).toEqual([REQUESTER]);
  });

  it('gets no mail, and the outcome counts, when SES throttles a dozen retries, about a quarter of an hour', async () => {
    approved();
    mailer.sendMail.mockRejectedValue(new ThrottlingException('SES/LineTooLong'));
    await expect(record({ results: APPLIED }, 11)).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(record({ results: APPLIED }, 12)).resolves.toMatchObject({ status: 'APPLIED' });
    expect(stored()).not.toHaveProperty('isEnding');
  });

  it('succeeds and logs no address when the mail cannot be sent', async () => {
    const error = vi.spyOn(logger, 'error');
    approved();
    mailer.sendMail.mockRejectedValue(new Error(`${REQUESTER} is on the suppression list`));
    await expect(record({ results: APPLIED })).resolves.toMatchObject({ status: 'APPLIED' });
    expect(error).toHaveBeenCalledOnce();
    expect(JSON.stringify(error.mock.calls)).toContain(REQUEST_KEY);
    for (const secret of [REQUESTER, ...CONTACT_DETAILS])
      expect(JSON.stringify(error.mock.calls)).not.toContain(secret);
  });
});

describe('record-outcome, when it fails', () => {
  it.each(['EventRefusedError', 'ThrottlingException'])(
    'throws %s by its name after the record is written, and a retry puts the event',
    async (name) => {
      approved();
      eventBus.putStatusEvent.mockRejectedValueOnce(Object.assign(new Error('no'), { name }));
      await expect(record({ results: APPLIED })).rejects.toMatchObject({ name });
      expect(stored()?.status).toBe('APPLIED');
      await record({ results: APPLIED });
      expect(eventBus.statusEvents).toMatchObject([{ status: 'APPLIED' }]);
    },
  );

  it('throws ConcurrentUpdateError by its name', async () => {
    approved();
    table.updateRecord.mockRejectedValue(Object.assign(new Error('no'), { name: 'ConcurrentUpdateError' }));
    await expect(record({ results: [appliedChange()] })).rejects.toMatchObject({ name: 'ConcurrentUpdateError' });
    expect(eventBus.statusEvents).toEqual([]);
  });
});
