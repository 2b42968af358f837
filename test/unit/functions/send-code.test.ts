import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { browserHash, isCode } from '../../../functions/domain/approval/one-time-code.ts';
import { formNonce, linkHash } from '../../../functions/domain/approval/page-link.ts';
import { handler } from '../../../functions/send-code.ts';
import { APPROVER, approvalOf, pendingRecord, REQUEST_KEY, requirement, VOTED_AT } from '../builders.ts';
import { expectSecurityHeaders, givenLink, OTHER_SECRET, SECRET } from './approval-pages.ts';
import * as mailer from './fakes/mailer.ts';
import * as codes from './fakes/one-time-codes.ts';
import * as pageLinks from './fakes/page-links.ts';
import { reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import { CONTACT_DETAILS, requestPage } from './invoke.ts';

vi.mock('../../../functions/aws/mailer.ts', () => import('./fakes/mailer.ts'));
vi.mock('../../../functions/aws/one-time-codes.ts', () => import('./fakes/one-time-codes.ts'));
vi.mock('../../../functions/aws/page-links.ts', () => import('./fakes/page-links.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const CODE = approvalOf(1, { requirements: [requirement({ confirm: 'code' })] });
const LOCATION = `https://contacts.example.com/approvals/${SECRET}#decide`;

const fingerprint = () => table.records.get(REQUEST_KEY)?.fingerprint ?? '';
const stored = () => codes.codes.get(linkHash(SECRET));

const ask = ({ nonce = formNonce(SECRET, fingerprint(), new Date()), cookies = [] as string[] } = {}) =>
  requestPage(handler, { method: 'POST', token: SECRET, form: { nonce }, cookies });

/** The code in the last mail. */
const mailedCode = () => /^YOUR CODE: (\d{4} \d{4})$/m.exec(mailer.outbox.at(-1)?.text ?? '')?.[1] ?? '';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [table, pageLinks, codes, mailer]) fake.reset();
  resetPolicy();
  table.given(pendingRecord({ approval: CODE }));
  givenLink();
});

describe('send-code', () => {
  it('mails the approver a code for the browser that asks, and leads back to the page', async () => {
    const answer = await ask();
    expect(answer).toMatchObject({ statusCode: 303, headers: { location: LOCATION } });
    expectSecurityHeaders(answer);
    const cookie = /^__Host-code=([\w-]{43}); Path=\/; HttpOnly; SameSite=Strict; Secure$/;
    const browserSecret = cookie.exec(answer.cookies?.[0] ?? '')?.[1] ?? '';
    expect(mailer.outbox).toMatchObject([{ to: APPROVER, requestKey: REQUEST_KEY }]);
    const sent = stored();
    const use = { browserSecret, linkSecret: SECRET, fingerprint: fingerprint() };
    expect(sent && isCode(sent, mailedCode(), use)).toBe(true);
  });

  it('mails no contact details and no link', async () => {
    await ask();
    const [mail] = mailer.outbox;
    for (const part of [mail?.text, mail?.html, mail?.subject]) {
      for (const detail of [...CONTACT_DETAILS, SECRET, 'href']) expect(part).not.toContain(detail);
    }
  });

  it('makes another code each time, for the same browser, and the one before does not count any more', async () => {
    const browserSecret = 'b'.repeat(43);
    const cookies = [`other=1`, `__Host-code=${browserSecret}`];
    await ask({ cookies });
    const first = mailedCode();
    await ask({ cookies });
    expect(stored()).toMatchObject({ browser: browserHash(browserSecret), triesLeft: 5 });
    const use = { browserSecret, linkSecret: SECRET, fingerprint: fingerprint() };
    const sent = stored();
    expect(sent && [first, mailedCode()].map((code) => isCode(sent, code, use))).toEqual([false, true]);
  });

  it('sends no sixth code within an hour', async () => {
    for (let code = 0; code < 6; code += 1) await ask();
    expect(mailer.outbox).toHaveLength(5);
    vi.setSystemTime(new Date(Date.parse(VOTED_AT) + 3_600_000));
    await ask();
    expect(mailer.outbox).toHaveLength(6);
  });

  it('sends one code when the form is sent twice at the same time', async () => {
    await Promise.all([ask(), ask()]);
    expect(mailer.outbox).toHaveLength(1);
  });

  it.each([
    { what: 'the rules want no code', approval: approvalOf() },
    {
      what: 'the rules want a sign-in',
      approval: approvalOf(1, { requirements: [requirement({ confirm: 'signIn' })] }),
    },
  ])('sends nothing when $what', async ({ approval }) => {
    table.given(pendingRecord({ approval }));
    const answer = await ask();
    expect(answer).toMatchObject({ statusCode: 303, headers: { location: LOCATION } });
    expect([mailer.outbox, [...codes.codes]]).toEqual([[], []]);
  });

  it('sends nothing when the request is decided', async () => {
    table.given(pendingRecord({ approval: CODE, status: 'REJECTED' }));
    await ask();
    expect(mailer.outbox).toEqual([]);
  });

  it.each(['', formNonce(OTHER_SECRET, 'x', new Date(VOTED_AT))])(
    'sends nothing when the form is not of a recent page: %j',
    async (nonce) => {
      await expect(ask({ nonce })).resolves.toMatchObject({ statusCode: 303, headers: { location: LOCATION } });
      expect(mailer.outbox).toEqual([]);
    },
  );

  it('ends at the neutral page when the link is invalid', async () => {
    const answer = await requestPage(handler, { method: 'POST', token: 'u'.repeat(43), form: {} });
    expect(answer.statusCode).toBe(404);
  });
});
