import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { formNonce } from '../../../functions/domain/approval/page-link.ts';
import { ServiceUnavailableError } from '../../../functions/domain/errors.ts';
import { redirectTo } from '../../../functions/middleware/http-chain.ts';
import { formChain, type OpenedPage, type PageKind, pageChain } from '../../../functions/middleware/page-chain.ts';
import { neutralPage, problemPage } from '../../../functions/web/pages/neutral-page.ts';
import { APPROVER, EXPIRES_AT, pendingRecord, REQUEST_ID, VOTED_AT } from '../builders.ts';
import { expectSecurityHeaders, givenLink, OTHER_SECRET, SECRET } from '../functions/approval-pages.ts';
import * as pageLinks from '../functions/fakes/page-links.ts';
import * as table from '../functions/fakes/request-table.ts';
import { requestPage } from '../functions/invoke.ts';

vi.mock('../../../functions/aws/page-links.ts', () => import('../functions/fakes/page-links.ts'));

const MINUTE = 60_000;
const KIND: PageKind = { open: pageLinks.openApproverLink, subject: ({ request }) => request.requestId };

/** Opens a page of this kind. @returns the page that the handler got, and the answer */
async function open(kind = KIND, token: string | undefined = SECRET) {
  let page: OpenedPage | undefined;
  const handler = pageChain(kind).handler(async (event) => {
    page = event.page;
    return { statusCode: 200, body: 'the page' };
  });
  return { answer: await requestPage(handler, { token }), page };
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [table, pageLinks]) fake.reset();
  table.given(pendingRecord());
  givenLink();
});

describe('pageChain', () => {
  it('hands record, holder and time to the handler, and answers with every security header', async () => {
    const { answer, page } = await open();
    expect(answer).toMatchObject({ statusCode: 200, body: 'the page' });
    expectSecurityHeaders(answer);
    expect(page).toMatchObject({ record: pendingRecord(), holder: APPROVER, now: new Date(VOTED_AT), secret: SECRET });
  });

  it('makes a nonce for this link and for what the page shows, which is recent for an hour', async () => {
    const first = (await open()).page;
    expect(first?.nonce).toBe(formNonce(SECRET, REQUEST_ID, new Date(VOTED_AT)));
    const wrong = [
      formNonce(OTHER_SECRET, REQUEST_ID, new Date(VOTED_AT)),
      formNonce(SECRET, 'something else', new Date(VOTED_AT)),
      '',
    ];
    for (const { minutes, recent } of [
      { minutes: 0, recent: true },
      { minutes: 60, recent: true },
      { minutes: 61, recent: false },
    ]) {
      vi.setSystemTime(Date.parse(VOTED_AT) + minutes * MINUTE);
      const { page } = await open();
      expect(page?.isRecent(first?.nonce ?? '')).toBe(recent);
      for (const nonce of wrong) expect(page?.isRecent(nonce)).toBe(false);
    }
  });

  it('asks the kind of page whether the link still works for its holder at this time', async () => {
    const isOpen = vi.fn(() => true);
    await open({ ...KIND, isOpen });
    expect(isOpen.mock.calls).toEqual([[pendingRecord(), APPROVER, VOTED_AT]]);
  });

  it.each([
    { what: 'unknown', given: () => open(KIND, 'u'.repeat(43)) },
    { what: 'empty', given: () => open(KIND, '') },
    { what: 'of another kind', given: () => open({ ...KIND, open: pageLinks.openRequesterLink }) },
    { what: 'no longer open', given: () => open({ ...KIND, isOpen: () => false }) },
    {
      what: 'expired',
      given: () => {
        givenLink(SECRET, APPROVER, VOTED_AT);
        return open();
      },
    },
    {
      what: 'to a request that is gone',
      given: () => {
        table.records.clear();
        return open();
      },
    },
  ])('answers with the neutral page, and does not call the handler, when the link is $what', async ({ given }) => {
    const { answer, page } = await given();
    expect(answer).toMatchObject({ statusCode: 404, body: neutralPage() });
    expectSecurityHeaders(answer);
    expect(page).toBeUndefined();
  });

  it('reads the same for an empty link as for any other', async () => {
    await open(KIND, '');
    expect(pageLinks.openApproverLink).toHaveBeenCalledOnce();
  });

  it('answers with the problem page when the link cannot be read', async () => {
    pageLinks.openApproverLink.mockRejectedValue(new Error('down'));
    const { answer } = await open();
    expect(answer).toMatchObject({ statusCode: 500, body: problemPage(500) });
  });

  it('answers with a page that asks to try again when the table does not answer', async () => {
    pageLinks.openApproverLink.mockRejectedValue(new ServiceUnavailableError('AWS DynamoDB gave no answer to GetItem'));
    const { answer } = await open();
    expect(answer).toMatchObject({ statusCode: 503, body: expect.stringContaining('Please try again in a moment') });
    expectSecurityHeaders(answer);
  });
});

describe('formChain', () => {
  it('parses the fields of the form for the handler', async () => {
    let body: unknown;
    const handler = formChain(KIND).handler(async (event) => {
      body = event.body;
      return redirectTo('https://contacts.example.com/approvals/x');
    });
    const form = { decision: 'approve', comment: 'Straße ✓ & more' };
    const answer = await requestPage(handler, { method: 'POST', token: SECRET, form });
    expect(body).toEqual(form);
    expect(answer).toMatchObject({
      statusCode: 303,
      headers: { location: 'https://contacts.example.com/approvals/x' },
      body: '',
    });
  });

  it('opens the page before it parses the form', async () => {
    vi.setSystemTime(new Date(EXPIRES_AT));
    const called = vi.fn();
    const handler = formChain(KIND).handler(async () => {
      called();
      return redirectTo('x');
    });
    const answer = await requestPage(handler, { method: 'POST', token: SECRET, form: 'not a form' });
    expect(answer).toMatchObject({ statusCode: 404, body: neutralPage() });
    expect(called).not.toHaveBeenCalled();
  });
});
