import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isNonceValid } from '../../../functions/domain/approval/page-link.ts';
import { contactName } from '../../../functions/domain/contact/contact.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import { handler } from '../../../functions/show-request.ts';
import {
  APPROVER,
  EXPIRES_AT,
  pendingRecord,
  REQUEST_ID,
  REQUEST_KEY,
  REQUESTER,
  VOTED_AT,
  vote,
} from '../builders.ts';
import { approvedRecord, lineOfChanges, turnsAfter } from '../in-line.ts';
import { expectSecurityHeaders, givenLink, OTHER_SECRET, SECRET } from './approval-pages.ts';
import * as evidence from './fakes/evidence.ts';
import * as lines from './fakes/lines.ts';
import * as pageLinks from './fakes/page-links.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import { requestPage } from './invoke.ts';

vi.mock('../../../functions/aws/evidence.ts', () => import('./fakes/evidence.ts'));
vi.mock('../../../functions/aws/lines.ts', () => import('./fakes/lines.ts'));
vi.mock('../../../functions/aws/page-links.ts', () => import('./fakes/page-links.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => import('./fakes/open-requests.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const LINK_END = '2026-08-30T10:00:00.000Z';

const show = (token: string | undefined = SECRET, method: 'GET' | 'HEAD' = 'GET') =>
  requestPage(handler, { path: 'requests', method, token });
const nonceIn = (body: string) => /name="nonce" value="([^"]+)"/.exec(body)?.[1] ?? '';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [table, pageLinks, evidence, lines]) fake.reset();
  resetPolicy();
  table.given(pendingRecord({ votes: [vote(APPROVER, { comment: 'looks good' })] }));
  givenLink(SECRET, REQUESTER, LINK_END, 'request');
});

describe('show-request', () => {
  it.each(['GET', 'HEAD'] as const)(
    'shows the request, its votes and the form to cancel it, with every security header, on %s',
    async (method) => {
      const page = await show(SECRET, method);
      expect(page.statusCode).toBe(200);
      for (const part of [REQUEST_ID, 'response@example.com', APPROVER, 'looks good', '<form'])
        expect(page.body).toContain(part);
      expect(page.body).not.toContain('name="decision"');
      expectSecurityHeaders(page);
    },
  );

  it.each([
    [undefined, false],
    [true, true],
  ] as const)('shows what the contact is now only when the policy says so', async (rule, isShown) => {
    if (rule) policy.requestersSeeCurrentContacts = rule;
    const { body } = await show();
    expect(body.includes('desk@example.com')).toBe(isShown);
    expect(body.includes('Only approvers see what the contact is now.')).toBe(!isShown);
  });

  it('gives the form a nonce for this link and this request', async () => {
    const nonce = nonceIn((await show()).body);
    expect(isNonceValid(nonce, SECRET, REQUEST_KEY, new Date(VOTED_AT))).toBe(true);
    expect(isNonceValid(nonce, SECRET, pendingRecord().fingerprint ?? '', new Date(VOTED_AT))).toBe(false);
  });

  it.each(['APPLIED', 'EXPIRED', 'REJECTED', 'CANCELLED'] as const)(
    'shows how the request ended, without a form, when it is %s',
    async (status) => {
      table.given(pendingRecord({ status }));
      const page = await show();
      expect(page.statusCode).toBe(200);
      expect(page.body).not.toContain('<form');
    },
  );

  it('shows the request when its last round has ended, as long as the link lasts', async () => {
    vi.setSystemTime(new Date(EXPIRES_AT));
    expect((await show()).statusCode).toBe(200);
    vi.setSystemTime(new Date(LINK_END));
    expect((await show()).statusCode).toBe(404);
  });

  it.each(['GET', 'HEAD'] as const)('writes nothing on %s', async (method) => {
    const before = structuredClone([...table.records, ...pageLinks.links]);
    await show(SECRET, method);
    expect([...table.records, ...pageLinks.links]).toEqual(before);
    for (const write of [...table.writes, pageLinks.putRequesterLink]) expect(write).not.toHaveBeenCalled();
  });

  describe('while the request is applied', () => {
    const now = Date.parse(VOTED_AT);

    function givenTurns(before: number, count: number): void {
      lines.lines.set('contacts', lineOfChanges(before + count, now));
      table.given({ ...approvedRecord(count), turns: turnsAfter(before, count, now) });
    }

    it('says its place in line, and reads nothing of its changes before the first of them is due', async () => {
      givenTurns(312, 88);
      expect((await show()).body).toContain('In line, 312 of 400 changes before yours: about 63 seconds.');
      expect(evidence.readApplied).not.toHaveBeenCalled();
    });

    it('counts the changes that have been applied from then on', async () => {
      givenTurns(0, 100);
      evidence.applied.push(...(approvedRecord(12).plan?.map(contactName) ?? []));
      expect((await show()).body).toContain('12 of 100 changes applied: about 20 seconds left.');
    });

    it.each([
      ['the line', lines.readLine],
      ['a change', evidence.readApplied],
    ])('shows the page without it, and logs no more than the key, when %s cannot be read', async (_, call) => {
      givenTurns(0, 100);
      call.mockRejectedValue(new Error(`internal ${REQUESTER}`));
      const error = vi.spyOn(logger, 'error');
      const { statusCode, body } = await show();
      expect(statusCode).toBe(200);
      expect(body).toContain('The changes are being applied.');
      expect(error.mock.calls[0]?.[1]).toMatchObject({ requestKey: REQUEST_KEY, error: 'Error' });
      expect(JSON.stringify(error.mock.calls)).not.toContain(REQUESTER);
    });

    it('reads no line when the request waits for votes', async () => {
      await show();
      expect(lines.readLine).not.toHaveBeenCalled();
    });
  });

  it("answers with the same neutral page, with every security header, when the link is unknown, expired, or an approver's", async () => {
    const unknown = await show('u'.repeat(43));
    expect(unknown.statusCode).toBe(404);
    expectSecurityHeaders(unknown);
    givenLink(OTHER_SECRET, APPROVER);
    await expect(show(OTHER_SECRET)).resolves.toEqual(unknown);
    givenLink(OTHER_SECRET, REQUESTER, VOTED_AT, 'request');
    await expect(show(OTHER_SECRET)).resolves.toEqual(unknown);
  });

  it.each(['', '/', '../x', '<script>alert(1)</script>', 'x'.repeat(5000)])(
    'answers with the neutral page without repeating it when the token is %j',
    async (token) => {
      await expect(show(token)).resolves.toEqual(await show('u'.repeat(43)));
    },
  );

  it('answers with the neutral page when there is no token', async () => {
    await expect(requestPage(handler, { path: 'requests' })).resolves.toEqual(await show('u'.repeat(43)));
  });

  it('answers with a page without the message, and logs neither message nor link, when it fails', async () => {
    const error = vi.spyOn(logger, 'error');
    pageLinks.openRequesterLink.mockRejectedValue(new Error(`internal ${REQUESTER}`));
    const page = await show();
    expect(page.statusCode).toBe(500);
    expect(page.body).not.toContain('internal');
    expectSecurityHeaders(page);
    expect(error.mock.calls[0]?.[1]).toMatchObject({ routeKey: 'GET /requests/{token}', error: 'Error' });
    for (const secret of [SECRET, REQUESTER]) expect(JSON.stringify(error.mock.calls)).not.toContain(secret);
  });
});
