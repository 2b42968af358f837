import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { formNonce } from '../../../functions/domain/approval/page-link.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import { handler } from '../../../functions/submit-cancellation.ts';
import { STALE_FORM } from '../../../functions/web/pages/form-answer.ts';
import {
  APPROVER,
  approvalOf,
  EXPIRES_AT,
  pendingRecord,
  REQUEST_KEY,
  REQUESTER,
  receivedRecord,
  roundOf,
  VOTED_AT,
  vote,
} from '../builders.ts';
import { expectSecurityHeaders, givenLink, OTHER_SECRET, SECRET } from './approval-pages.ts';
import * as pageLinks from './fakes/page-links.ts';
import * as table from './fakes/request-table.ts';
import * as workflow from './fakes/workflow.ts';
import { type PageRequest, requestPage } from './invoke.ts';

vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/page-links.ts', () => import('./fakes/page-links.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => import('./fakes/open-requests.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));

const LOCATION = `https://contacts.example.com/requests/${SECRET}`;
const LINK_END = '2026-08-30T10:00:00.000Z';

const nonceAt = (shownAt = VOTED_AT, subject = REQUEST_KEY, secret = SECRET) =>
  formNonce(secret, subject, new Date(shownAt));
const post = (request: PageRequest) =>
  requestPage(handler, { path: 'requests', method: 'POST', token: SECRET, ...request });

/** Sends the form of the page, with the differences that a test needs. */
const cancel = (fields: Record<string, string> = {}, token = SECRET) =>
  post({ token, form: { comment: '', nonce: nonceAt(), ...fields } });
const stored = () => table.records.get(REQUEST_KEY);

beforeEach(() => {
  vi.restoreAllMocks();
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [table, pageLinks, workflow]) fake.reset();
  table.given(pendingRecord());
  givenLink(SECRET, REQUESTER, LINK_END, 'request');
});

describe('submit-cancellation', () => {
  it('cancels the request with what was typed, wakes the execution and leads back to the page', async () => {
    const answer = await cancel({ comment: ' The mailbox stays ' });
    expect(answer).toMatchObject({ statusCode: 303, headers: { location: LOCATION }, body: '' });
    expectSecurityHeaders(answer);
    expect(stored()?.status).toBe('CANCELLED');
    expect(stored()?.history.at(-1)).toEqual({
      type: 'Cancelled',
      at: VOTED_AT,
      by: REQUESTER,
      comment: 'The mailbox stays',
    });
    expect(workflow.woken).toEqual(['token-of-the-task']);
  });

  it('cancels the request without a reason', async () => {
    await cancel();
    expect(stored()?.history.at(-1)).toEqual({ type: 'Cancelled', at: VOTED_AT, by: REQUESTER, comment: '' });
  });

  it('leads to the configured base URL, whatever the Host header says', async () => {
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' };
    const answer = await post({ form: { comment: '', nonce: nonceAt() }, headers });
    expect(answer.headers['location']).toBe(LOCATION);
  });

  it('cancels an approved request until it is being applied', async () => {
    table.given(pendingRecord({ status: 'APPROVED', votes: [vote()] }));
    await expect(cancel()).resolves.toMatchObject({ statusCode: 303 });
    expect(stored()?.status).toBe('CANCELLED');
    expect(workflow.woken).toEqual(['token-of-the-task']);
  });

  it.each([
    { what: 'it is being applied', record: pendingRecord({ status: 'APPROVED', applyingSince: VOTED_AT }) },
    { what: 'it is rejected', record: pendingRecord({ status: 'REJECTED' }) },
    {
      what: 'its last round has ended',
      record: pendingRecord({ approval: approvalOf(1, { rounds: [roundOf({ seconds: 7200 })] }) }),
    },
    { what: 'it is applied', record: pendingRecord({ status: 'APPLIED' }) },
  ])('changes nothing, wakes nobody and leads back to the page, which says why, when $what', async ({ record }) => {
    table.given(record);
    await expect(cancel()).resolves.toMatchObject({ statusCode: 303, headers: { location: LOCATION } });
    expect(stored()).toEqual(record);
    expect(workflow.woken).toEqual([]);
  });

  it('changes nothing when it begins to be applied between reading and writing', async () => {
    const applying = pendingRecord({ status: 'APPROVED', applyingSince: VOTED_AT });
    table.updateRecord.mockImplementationOnce(async (_, change) => {
      change(structuredClone(applying));
      return applying;
    });
    await expect(cancel()).resolves.toMatchObject({ statusCode: 303 });
    expect(workflow.woken).toEqual([]);
  });

  it('writes once when the form is sent twice', async () => {
    await cancel({ comment: 'first' });
    const after = stored();
    await expect(cancel({ comment: 'second' })).resolves.toMatchObject({ statusCode: 303 });
    expect(stored()).toEqual(after);
  });

  it('wakes nobody when no execution waits yet', async () => {
    table.given(receivedRecord());
    await cancel();
    expect(stored()?.status).toBe('CANCELLED');
    expect(workflow.woken).toEqual([]);
  });

  it('leads back to the page and logs no token when the execution cannot be woken, because it is recorded', async () => {
    const error = vi.spyOn(logger, 'error');
    workflow.wakeExecution.mockRejectedValue(new Error('token-of-the-task is wrong'));
    await expect(cancel()).resolves.toMatchObject({ statusCode: 303 });
    expect(stored()?.status).toBe('CANCELLED');
    expect(JSON.stringify(error.mock.calls)).toContain(REQUEST_KEY);
    for (const secret of ['token-of-the-task', SECRET]) expect(JSON.stringify(error.mock.calls)).not.toContain(secret);
  });
});

describe('submit-cancellation, when it must ask again', () => {
  it.each([
    { what: 'the nonce is missing', fields: { nonce: '' }, problem: STALE_FORM },
    {
      what: 'the page was shown more than an hour ago',
      fields: { nonce: nonceAt('2026-06-01T10:59:59.999Z') },
      problem: STALE_FORM,
    },
    {
      what: 'the nonce is of another request',
      fields: { nonce: nonceAt(VOTED_AT, 'jira/other') },
      problem: STALE_FORM,
    },
    {
      what: 'the nonce is of another link',
      fields: { nonce: nonceAt(VOTED_AT, REQUEST_KEY, OTHER_SECRET) },
      problem: STALE_FORM,
    },
    { what: 'the reason is too long', fields: { comment: 'x'.repeat(5000) }, problem: 'Shorten the comment' },
  ])('shows the page with the problem and what was typed when $what', async ({ fields, problem }) => {
    const answer = await cancel({ comment: 'I typed <this>', ...fields });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain(problem);
    if (!('comment' in fields)) expect(answer.body).toContain('I typed &lt;this&gt;');
    expect(answer.body).not.toContain('xxxxx');
    expectSecurityHeaders(answer);
    expect(stored()).toEqual(pendingRecord());
    expect(workflow.woken).toEqual([]);
  });

  it('gives the page a fresh nonce, with which the request is cancelled', async () => {
    const { body } = await cancel({ nonce: '' });
    const nonce = /name="nonce" value="([^"]+)"/.exec(body)?.[1] ?? '';
    await expect(cancel({ nonce })).resolves.toMatchObject({ statusCode: 303 });
  });

  it.each([{ form: '' }, {}, { form: '{"nonce":1}', headers: { 'content-type': 'application/json' } }])(
    'asks again when the body is not a form: %j',
    async (request) => {
      await expect(post(request)).resolves.toMatchObject({ statusCode: 422 });
      expect(stored()).toEqual(pendingRecord());
    },
  );
});

describe('submit-cancellation, when the link is invalid', () => {
  const unknown = () => cancel({}, 'u'.repeat(43));

  it('answers with the neutral page, with every security header, when the link is unknown', async () => {
    const answer = await unknown();
    expect(answer.statusCode).toBe(404);
    expectSecurityHeaders(answer);
  });

  it.each([
    { what: 'it has expired', arrange: () => givenLink(SECRET, REQUESTER, VOTED_AT, 'request') },
    { what: "it is an approver's", arrange: () => givenLink(SECRET, APPROVER, EXPIRES_AT, 'approval') },
    { what: 'its request is gone', arrange: () => table.records.clear() },
  ])('answers the same and changes nothing when $what', async ({ arrange }) => {
    const neutral = await unknown();
    arrange();
    await expect(cancel()).resolves.toEqual(neutral);
    expect(stored()?.status).not.toBe('CANCELLED');
    expect(workflow.woken).toEqual([]);
  });

  it('leads back to the page and changes nothing when its holder is not the requester', async () => {
    givenLink(SECRET, APPROVER, LINK_END, 'request');
    await expect(cancel()).resolves.toMatchObject({ statusCode: 303 });
    expect(stored()).toEqual(pendingRecord());
  });

  it('answers the same when there is no token', async () => {
    await expect(requestPage(handler, { path: 'requests', method: 'POST', form: {} })).resolves.toEqual(
      await unknown(),
    );
  });
});

describe('submit-cancellation, when it fails', () => {
  it('answers a page without the message, and wakes nobody, when the cancellation cannot be written', async () => {
    const error = vi.spyOn(logger, 'error');
    table.updateRecord.mockRejectedValue(
      Object.assign(new Error('internal detail'), { name: 'ConcurrentUpdateError' }),
    );
    const answer = await cancel({ comment: 'a private remark' });
    expect(answer.statusCode).toBe(503);
    expectSecurityHeaders(answer);
    expect(workflow.woken).toEqual([]);
    expect(error.mock.calls[0]?.[1]).toMatchObject({
      error: 'ConcurrentUpdateError',
      routeKey: 'POST /requests/{token}',
    });
    for (const secret of ['internal detail', 'a private remark', SECRET]) {
      expect(answer.body).not.toContain(secret);
      expect(JSON.stringify(error.mock.calls)).not.toContain(secret);
    }
  });
});
