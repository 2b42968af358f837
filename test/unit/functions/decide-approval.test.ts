import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/decide-approval.ts';
import { formNonce } from '../../../functions/domain/approval/page-link.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import { STALE_FORM } from '../../../functions/web/pages/form-answer.ts';
import { voteRefusalProblem } from '../../../functions/wording/refusal.ts';
import {
  APPROVER,
  approvalOf,
  changeRequest,
  EXPIRES_AT,
  escalatingApproval,
  OTHER_APPROVER,
  pendingRecord,
  REQUEST_KEY,
  requirement,
  VOTED_AT,
  vote,
} from '../builders.ts';
import { expectSecurityHeaders, givenLink, OTHER_SECRET, SECRET } from './approval-pages.ts';
import * as evidence from './fakes/evidence.ts';
import * as pageLinks from './fakes/page-links.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import * as workflow from './fakes/workflow.ts';
import { type PageRequest, requestPage } from './invoke.ts';

vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/page-links.ts', () => import('./fakes/page-links.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/evidence.ts', () => import('./fakes/evidence.ts'));
vi.mock('../../../functions/aws/signatures.ts', () => import('./fakes/signatures.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => import('./fakes/open-requests.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const stored = () => table.records.get(REQUEST_KEY);

const LOCATION = `https://contacts.example.com/approvals/${SECRET}`;
const NO_COMMENT = voteRefusalProblem('commentMissing') ?? 'nothing';

const nonceFor = (secret: string, shownAt = VOTED_AT) =>
  formNonce(secret, stored()?.fingerprint ?? '', new Date(shownAt));
const post = (request: PageRequest) => requestPage(handler, { method: 'POST', token: SECRET, ...request });

/** Sends the form of the page, with the differences that a test needs. */
const decide = (fields: Record<string, string> = {}, secret = SECRET) =>
  post({ token: secret, form: { decision: 'approve', comment: '', nonce: nonceFor(secret), ...fields } });

/** Lets somebody else write the record between reading and writing. */
function meanwhile(record: RequestRecord): void {
  table.updateRecord.mockImplementationOnce(async (_, change) => {
    change(structuredClone(record));
    return record;
  });
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [table, evidence, pageLinks, workflow]) fake.reset();
  resetPolicy();
  table.given(pendingRecord());
  givenLink(SECRET, APPROVER);
  givenLink(OTHER_SECRET, OTHER_APPROVER);
});

describe('decide-approval, when the vote counts', () => {
  it('records it, wakes the execution and leads back to the page', async () => {
    const answer = await decide({ comment: ' fine ' });
    expect(answer).toMatchObject({ statusCode: 303, headers: { location: LOCATION }, body: '' });
    expectSecurityHeaders(answer);
    expect(stored()).toMatchObject({
      status: 'APPROVED',
      votes: [{ approver: APPROVER, decision: 'approve', comment: 'fine', at: VOTED_AT }],
    });
    expect(workflow.woken).toEqual(['token-of-the-task']);
  });

  it('leads to the configured base URL, whatever the Host header says', async () => {
    const form = { decision: 'approve', comment: '', nonce: nonceFor(SECRET) };
    const answer = await post({ form, headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' } });
    expect(answer.headers['location']).toBe(LOCATION);
  });

  it('wakes the execution when the vote rejects', async () => {
    await decide({ decision: 'reject', comment: 'The mailbox is wrong' });
    expect(stored()?.status).toBe('REJECTED');
    expect(workflow.woken).toEqual(['token-of-the-task']);
  });

  it('wakes nobody when the quorum needs more, and once when it is reached', async () => {
    table.given(pendingRecord({ approval: approvalOf(2) }));
    await expect(decide()).resolves.toMatchObject({ statusCode: 303 });
    expect(workflow.woken).toEqual([]);
    await decide({}, OTHER_SECRET);
    expect(workflow.woken).toEqual(['token-of-the-task']);
  });

  it('counts in a later round, by the link of the first', async () => {
    table.given(pendingRecord({ approval: escalatingApproval(), round: 2, taskToken: 'token-of-round-3' }));
    await expect(decide()).resolves.toMatchObject({ statusCode: 303, headers: { location: LOCATION } });
    expect(stored()?.status).toBe('APPROVED');
    expect(workflow.woken).toEqual(['token-of-round-3']);
  });

  it('replaces the earlier vote of this approver', async () => {
    table.given(pendingRecord({ approval: approvalOf(2), votes: [vote(APPROVER, { comment: 'fine' })] }));
    await expect(decide({ decision: 'reject', comment: 'not fine' })).resolves.toMatchObject({ statusCode: 303 });
    expect(stored()).toMatchObject({
      status: 'REJECTED',
      votes: [{ approver: APPROVER, decision: 'reject', comment: 'not fine' }],
    });
    expect(workflow.woken).toEqual(['token-of-the-task']);
  });

  it('ends the round at once when it leaves too few approvers for the quorum, though it is not final', async () => {
    const approval = escalatingApproval(2, { rejection: 'majority' });
    table.given(pendingRecord({ approval }));
    await decide({ decision: 'reject', comment: 'not fine' });
    expect(stored()?.status).toBe('PENDING_APPROVAL');
    expect(workflow.woken).toEqual(['token-of-the-task']);
  });

  it('wakes nobody when no execution waits', async () => {
    const { taskToken: _, ...record } = pendingRecord();
    table.given(record);
    await expect(decide()).resolves.toMatchObject({ statusCode: 303 });
    expect(stored()?.status).toBe('APPROVED');
    expect(workflow.woken).toEqual([]);
  });

  it('reads the form when the HTTP API encodes its body', async () => {
    const form = { decision: 'reject', comment: 'Straße ✓ & more', nonce: nonceFor(SECRET) };
    await expect(post({ form, isBase64Encoded: true })).resolves.toMatchObject({ statusCode: 303 });
    expect(stored()?.votes[0]?.comment).toBe('Straße ✓ & more');
  });

  it('counts a comment of 2,000 characters', async () => {
    await expect(decide({ comment: 'x'.repeat(2000) })).resolves.toMatchObject({ statusCode: 303 });
  });

  it('counts a line break of the comment as one character, as the browser does', async () => {
    const comment = `${'x'.repeat(999)}\r\n${'x'.repeat(1000)}`;
    await expect(decide({ comment })).resolves.toMatchObject({ statusCode: 303 });
  });

  it('leads back to the page and logs no token when the execution cannot be woken, because the vote is recorded', async () => {
    const error = vi.spyOn(logger, 'error');
    workflow.wakeExecution.mockRejectedValue(new Error('token-of-the-task is wrong'));
    await expect(decide()).resolves.toMatchObject({ statusCode: 303 });
    expect(stored()?.status).toBe('APPROVED');
    expect(JSON.stringify(error.mock.calls)).toContain(REQUEST_KEY);
    for (const secret of ['token-of-the-task', SECRET]) expect(JSON.stringify(error.mock.calls)).not.toContain(secret);
  });
});

describe('decide-approval, when the vote no longer counts', () => {
  it('leads back to the page, writes nothing and wakes nobody when it is the same vote again', async () => {
    const record = pendingRecord({ approval: approvalOf(2), votes: [vote()] });
    table.given(record);
    vi.setSystemTime(new Date('2026-06-01T12:30:00.000Z'));
    await expect(decide()).resolves.toMatchObject({ statusCode: 303, headers: { location: LOCATION } });
    expect(stored()).toEqual(record);
    expect(workflow.woken).toEqual([]);
  });

  it.each(['APPROVED', 'REJECTED', 'CANCELLED', 'APPLIED'] as const)(
    'leads back to the page and wakes nobody when the request is %s',
    async (status) => {
      table.given(pendingRecord({ status }));
      await expect(decide()).resolves.toMatchObject({ statusCode: 303 });
      expect(workflow.woken).toEqual([]);
    },
  );

  it('wakes nobody when another vote decides between reading and writing', async () => {
    const votes = [vote(OTHER_APPROVER, { decision: 'reject' })];
    meanwhile(pendingRecord({ status: 'REJECTED', votes }));
    await expect(decide()).resolves.toMatchObject({ statusCode: 303 });
    expect(workflow.woken).toEqual([]);
  });

  it('wakes the execution once and reaches the quorum once when the form is sent twice at the same time', async () => {
    await Promise.all([decide(), decide()]);
    expect(stored()?.votes).toHaveLength(1);
    expect(workflow.woken).toHaveLength(1);
  });
});

describe('decide-approval, when it must ask again', () => {
  const cases = [
    { what: 'a rejection has no comment', fields: { decision: 'reject', comment: '' }, problem: NO_COMMENT },
    {
      what: 'a rejection has a blank comment',
      fields: { decision: 'reject', comment: ' \r\n ' },
      problem: NO_COMMENT,
    },
    { what: 'the decision is unknown', fields: { decision: 'maybe' }, problem: 'Choose Approve or Reject' },
    { what: 'the decision is missing', fields: { decision: '' }, problem: 'Choose Approve or Reject' },
    { what: 'the comment is too long', fields: { comment: 'x'.repeat(2001) }, problem: 'Shorten the comment' },
    { what: 'the nonce is missing', fields: { nonce: '' }, problem: STALE_FORM },
    { what: 'the nonce is of another link', fields: { nonce: nonceFor(OTHER_SECRET) }, problem: STALE_FORM },
    {
      what: 'the page was shown more than an hour ago',
      fields: { nonce: nonceFor(SECRET, '2026-06-01T10:59:59.999Z') },
      problem: STALE_FORM,
    },
    {
      what: 'the nonce is of another plan',
      fields: { nonce: formNonce(SECRET, 'f'.repeat(64), new Date(VOTED_AT)) },
      problem: STALE_FORM,
    },
  ];

  it.each(cases)('shows the page with the problem and what was typed when $what', async ({ fields, problem }) => {
    const answer = await decide({ comment: 'I typed <this>', ...fields });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain(problem);
    if (!('comment' in fields)) expect(answer.body).toContain('I typed &lt;this&gt;');
    expect(answer.body).not.toContain('xxxxx');
    expectSecurityHeaders(answer);
    expect(stored()).toEqual(pendingRecord());
    expect(workflow.woken).toEqual([]);
  });

  it('gives the page a fresh nonce, with which the vote counts', async () => {
    const { body } = await decide({ nonce: nonceFor(SECRET, '2026-05-31T12:00:00.000Z') });
    const nonce = /name="nonce" value="([^"]+)"/.exec(body)?.[1] ?? '';
    await expect(decide({ nonce })).resolves.toMatchObject({ statusCode: 303 });
  });

  it('asks again when an approval has no comment and the rule requires one', async () => {
    const requirements = [requirement({ commentRequired: true })];
    const record = pendingRecord({ approval: approvalOf(1, { requirements }) });
    table.given(record);
    await expect(decide()).resolves.toMatchObject({
      statusCode: 422,
      body: expect.stringContaining(NO_COMMENT),
    });
    expect(stored()).toEqual(record);
    await expect(decide({ comment: 'because' })).resolves.toMatchObject({ statusCode: 303 });
    expect(stored()?.status).toBe('APPROVED');
  });

  it('asks again, and keeps the last vote, when this approver has voted ten times', async () => {
    const votes = Array.from({ length: 10 }, (_, index) => vote(APPROVER, { comment: `vote ${index}` }));
    const record = pendingRecord({ approval: approvalOf(2), votes });
    table.given(record);
    await expect(decide({ decision: 'reject', comment: 'no' })).resolves.toMatchObject({
      statusCode: 422,
      body: expect.stringContaining(voteRefusalProblem('changedTooOften') ?? 'nothing'),
    });
    expect(stored()).toEqual(record);
  });

  it('asks again when the plan changes between reading and writing', async () => {
    meanwhile(pendingRecord({ plan: [] }));
    const answer = await decide();
    expect(answer).toMatchObject({
      statusCode: 422,
      body: expect.stringContaining(voteRefusalProblem('planChanged') ?? 'nothing'),
    });
    expect(workflow.woken).toEqual([]);
  });

  it.each([
    {
      what: 'is not a form',
      request: { form: '{"decision":"approve"}', headers: { 'content-type': 'application/json' } },
    },
    { what: 'is empty', request: { form: '' } },
    { what: 'is missing', request: {} },
    { what: 'has fields twice', request: { form: `decision=approve&decision=approve&nonce=${nonceFor(SECRET)}` } },
    { what: 'names what every object has', request: { form: '__proto__=x&constructor=y' } },
  ])('asks again when the body $what', async ({ request }) => {
    await expect(post(request)).resolves.toMatchObject({ statusCode: 422 });
    expect(stored()).toEqual(pendingRecord());
  });
});

describe('decide-approval, when the link is invalid', () => {
  const unknown = () => decide({}, 'u'.repeat(43));

  it('answers with the neutral page, with every security header, when the link is unknown', async () => {
    const answer = await unknown();
    expect(answer.statusCode).toBe(404);
    expectSecurityHeaders(answer);
  });

  it.each([
    { what: 'the request is EXPIRED', arrange: () => table.given(pendingRecord({ status: 'EXPIRED' })) },
    { what: 'its last round has ended', arrange: () => vi.setSystemTime(new Date(EXPIRES_AT)) },
    { what: 'it has expired', arrange: () => givenLink(SECRET, APPROVER, VOTED_AT) },
    {
      what: 'its holder is the requester',
      arrange: () => table.given(pendingRecord({ request: changeRequest({ requestedBy: 'Approver-1@example.com' }) })),
    },
    { what: 'its holder is not an approver', arrange: () => givenLink(SECRET, 'stranger@example.com') },
    { what: "it is the requester's", arrange: () => givenLink(SECRET, APPROVER, EXPIRES_AT, 'request') },
    {
      what: 'the policy no longer lists its holder',
      arrange: () => {
        policy.groups = { leads: [OTHER_APPROVER] };
      },
    },
    {
      what: 'the policy no longer has the rule',
      arrange: () => {
        policy.approvals = policy.approvals.map((rule) => ({ ...rule, name: 'renamed' }));
      },
    },
  ])('answers the same when $what', async ({ arrange }) => {
    const neutral = await unknown();
    arrange();
    await expect(decide({ nonce: formNonce(SECRET, pendingRecord().fingerprint ?? '', new Date()) })).resolves.toEqual(
      neutral,
    );
    await expect(decide({ decision: 'maybe', nonce: '' })).resolves.toEqual(neutral);
    expect(stored()?.votes).toEqual([]);
    expect(workflow.woken).toEqual([]);
  });

  it('answers the same when the request expires between reading and writing', async () => {
    meanwhile(pendingRecord({ status: 'EXPIRED' }));
    await expect(decide()).resolves.toEqual(await unknown());
  });

  it('answers the same when the requester turns out to be the holder between reading and writing', async () => {
    meanwhile(pendingRecord({ request: changeRequest({ requestedBy: APPROVER }) }));
    await expect(decide()).resolves.toEqual(await unknown());
  });

  it('answers the same when there is no token', async () => {
    await expect(requestPage(handler, { method: 'POST', form: {} })).resolves.toEqual(await unknown());
  });
});

describe('decide-approval, when it fails', () => {
  it('answers with a page without the message, and wakes nobody, when the vote cannot be written', async () => {
    const error = vi.spyOn(logger, 'error');
    table.updateRecord.mockRejectedValue(
      Object.assign(new Error('internal detail'), { name: 'ConcurrentUpdateError' }),
    );
    const answer = await decide({ comment: 'a private remark' });
    expect(answer.statusCode).toBe(503);
    expect(answer.body).not.toContain('internal detail');
    expectSecurityHeaders(answer);
    expect(workflow.woken).toEqual([]);
    expect(error.mock.calls[0]?.[1]).toMatchObject({
      error: 'ConcurrentUpdateError',
      routeKey: 'POST /approvals/{token}',
    });
    for (const secret of ['internal detail', 'a private remark', SECRET]) {
      expect(JSON.stringify(error.mock.calls)).not.toContain(secret);
    }
  });
});
