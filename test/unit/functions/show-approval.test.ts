import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isNonceValid } from '../../../functions/domain/approval/page-link.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import { handler } from '../../../functions/show-approval.ts';
import {
  APPROVER,
  approvalOf,
  EXPIRES_AT,
  escalatingApproval,
  OTHER_APPROVER,
  pendingRecord,
  VOTED_AT,
  vote,
} from '../builders.ts';
import { expectSecurityHeaders, givenLink, SECRET } from './approval-pages.ts';
import * as pageLinks from './fakes/page-links.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import { requestPage } from './invoke.ts';

vi.mock('../../../functions/aws/page-links.ts', () => import('./fakes/page-links.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => import('./fakes/open-requests.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const show = (token: string | undefined = SECRET, method: 'GET' | 'HEAD' = 'GET') =>
  requestPage(handler, { method, token });
const nonceIn = (body: string) => /name="nonce" value="([^"]+)"/.exec(body)?.[1] ?? '';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [table, pageLinks]) fake.reset();
  resetPolicy();
  table.given(pendingRecord());
  givenLink();
});

describe('show-approval', () => {
  it.each(['GET', 'HEAD'] as const)(
    'shows the change and the form, with every security header, on %s',
    async (method) => {
      const page = await show(SECRET, method);
      expect(page.statusCode).toBe(200);
      expect(page.body).toContain('name="decision" value="approve"');
      expect(page.body).toContain('response@example.com');
      expectSecurityHeaders(page);
    },
  );

  it('gives the form a nonce for this link and this plan', async () => {
    const { body } = await show();
    const { fingerprint = '' } = pendingRecord();
    expect(isNonceValid(nonceIn(body), SECRET, fingerprint, new Date(VOTED_AT))).toBe(true);
  });

  it('shows who decided what when the request is decided', async () => {
    const rejection = vote(APPROVER, { decision: 'reject', comment: 'The mailbox is wrong' });
    table.given(pendingRecord({ status: 'REJECTED', votes: [rejection] }));
    const { statusCode, body } = await show();
    expect(statusCode).toBe(200);
    expect(body).toContain('The mailbox is wrong');
    expect(body).not.toContain('<form');
  });

  it('shows the vote, and the form to change it, when this approver has voted', async () => {
    table.given(pendingRecord({ approval: approvalOf(2), votes: [vote()] }));
    const { body } = await show();
    expect(body).toContain('You approved this request');
    expect(body).toContain('name="decision" value="reject"');
  });

  it("shows the form when a later round than this approver's has begun", async () => {
    table.given(pendingRecord({ approval: escalatingApproval(), round: 2 }));
    expect((await show()).body).toContain('name="decision" value="approve"');
  });

  it.each(['GET', 'HEAD'] as const)('writes nothing on %s', async (method) => {
    const before = structuredClone([...table.records, ...pageLinks.links]);
    await show(SECRET, method);
    expect([...table.records, ...pageLinks.links]).toEqual(before);
    for (const write of [...table.writes, pageLinks.putApproverLink]) expect(write).not.toHaveBeenCalled();
  });

  it('answers with the same neutral page, with every security header, whatever makes a link invalid', async () => {
    const unknown = await show('u'.repeat(43));
    table.given(pendingRecord({ status: 'EXPIRED' }));
    const expiredRequest = await show();
    table.given(pendingRecord());
    vi.setSystemTime(new Date(EXPIRES_AT));
    const pastDeadline = await show();
    vi.setSystemTime(new Date(VOTED_AT));
    givenLink(SECRET, APPROVER, VOTED_AT);
    const expiredLink = await show();
    givenLink(SECRET, 'stranger@example.com');
    const ofStranger = await show();
    givenLink(SECRET, APPROVER, EXPIRES_AT, 'request');
    const ofRequester = await show();
    givenLink();
    policy.approvals = [{ name: 'every change', approvers: [OTHER_APPROVER] }];
    const notListedAnyMore = await show();
    expect(unknown.statusCode).toBe(404);
    expectSecurityHeaders(unknown);
    const others = [expiredRequest, pastDeadline, expiredLink, ofStranger, ofRequester, notListedAnyMore];
    for (const other of others) expect(other).toEqual(unknown);
  });

  it.each(['', '/', '../x', '%00', '<script>alert(1)</script>', 'x'.repeat(5000)])(
    'answers with the neutral page without repeating it when the token is %j',
    async (token) => {
      const page = await show(token);
      expect(page).toEqual(await show('u'.repeat(43)));
      expect(page.body).not.toContain('alert(1)');
    },
  );

  it('answers with the neutral page when there is no token', async () => {
    const page = await requestPage(handler, {});
    expect(page).toEqual(await show('u'.repeat(43)));
  });

  it('answers with a page without the message, and logs neither message nor link, when it fails', async () => {
    const error = vi.spyOn(logger, 'error');
    pageLinks.openApproverLink.mockRejectedValue(new Error(`internal ${APPROVER}`));
    const page = await show();
    expect(page.statusCode).toBe(500);
    expect(page.body).not.toContain('internal');
    expectSecurityHeaders(page);
    expect(error.mock.calls[0]?.[1]).toMatchObject({
      routeKey: 'GET /approvals/{token}',
      error: 'Error',
    });
    for (const secret of [SECRET, APPROVER]) expect(JSON.stringify(error.mock.calls)).not.toContain(secret);
  });
});
