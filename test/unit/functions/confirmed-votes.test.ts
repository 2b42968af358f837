import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as decideHandler } from '../../../functions/decide-approval.ts';
import { CODE_TRIES, newCode } from '../../../functions/domain/approval/one-time-code.ts';
import { formNonce, linkHash } from '../../../functions/domain/approval/page-link.ts';
import { SEAL_BYTES, sealedLink, signInSecrets } from '../../../functions/domain/approval/sign-in.ts';
import { handler as showHandler } from '../../../functions/show-approval.ts';
import {
  APPROVER,
  approvalOf,
  OTHER_APPROVER,
  pendingRecord,
  REQUEST_KEY,
  requirement,
  VOTED_AT,
} from '../builders.ts';
import { FakeProvider, ISSUER } from '../confirming/fake-provider.ts';
import { givenLink, OTHER_SECRET, SECRET } from './approval-pages.ts';
import * as evidence from './fakes/evidence.ts';
import * as codes from './fakes/one-time-codes.ts';
import * as pageLinks from './fakes/page-links.ts';
import { reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import * as signIns from './fakes/sign-ins.ts';
import * as workflow from './fakes/workflow.ts';
import { requestPage } from './invoke.ts';

vi.mock('../../../functions/aws/page-links.ts', () => import('./fakes/page-links.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/evidence.ts', () => import('./fakes/evidence.ts'));
vi.mock('../../../functions/aws/signatures.ts', () => import('./fakes/signatures.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => import('./fakes/open-requests.ts'));
vi.mock('../../../functions/aws/one-time-codes.ts', () => import('./fakes/one-time-codes.ts'));
vi.mock('../../../functions/aws/sign-ins.ts', () => import('./fakes/sign-ins.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const BROWSER = 'b'.repeat(43);
const OTHER_BROWSER = 'c'.repeat(43);
const CODE = '01234567';

const stored = () => table.records.get(REQUEST_KEY);
const votes = () => stored()?.votes ?? [];
const fingerprint = () => stored()?.fingerprint ?? '';
const minutesLater = (minutes: number) => new Date(Date.parse(VOTED_AT) + minutes * 60_000);

interface Sent {
  cookies?: string[];
  secret?: string;
  fields?: Record<string, string>;
}

const decide = ({ cookies = [], secret = SECRET, fields = {} }: Sent = {}) => {
  const form = { decision: 'approve', comment: 'fine', nonce: formNonce(secret, fingerprint(), new Date()), ...fields };
  return requestPage(decideHandler, { method: 'POST', token: secret, form, cookies });
};
const show = (cookies: string[] = []) => requestPage(showHandler, { token: SECRET, cookies });

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [table, evidence, pageLinks, workflow, codes, signIns]) fake.reset();
  resetPolicy();
  givenLink(SECRET, APPROVER);
  givenLink(OTHER_SECRET, OTHER_APPROVER);
});

describe('a vote under a rule with confirm: code', () => {
  const cookies = [`__Host-code=${BROWSER}`];

  /** Stores a code for the approver's link, as if it had been mailed. */
  function givenCode({ browserSecret = BROWSER, linkSecret = SECRET, at = new Date(VOTED_AT) } = {}): void {
    const use = { browserSecret, linkSecret, fingerprint: fingerprint() };
    codes.codes.set(linkHash(linkSecret), newCode(CODE, use, undefined, at));
  }

  beforeEach(() => {
    table.given(pendingRecord({ approval: approvalOf(1, { requirements: [requirement({ confirm: 'code' })] }) }));
  });

  it('counts with the code, in the browser that asked for it', async () => {
    givenCode();
    await expect(decide({ cookies, fields: { code: '0123 4567' } })).resolves.toMatchObject({ statusCode: 303 });
    expect(votes()).toMatchObject([{ approver: APPROVER, confirmation: { kind: 'code', person: APPROVER } }]);
    expect(evidence.votes).toMatchObject([{ confirmation: { kind: 'code', person: APPROVER } }]);
  });

  it.each([
    { what: 'there is no code', arrange: () => {}, cookies, problem: 'Ask for one, then decide' },
    { what: 'the link is all there is', arrange: givenCode, cookies: [], problem: 'on another page' },
    {
      what: 'another browser asked for the code',
      arrange: givenCode,
      cookies: [`__Host-code=${OTHER_BROWSER}`],
      problem: 'on another page',
    },
    {
      what: 'the code is of another link of the same browser',
      arrange: () => givenCode({ linkSecret: OTHER_SECRET }),
      cookies,
      problem: 'Ask for one, then decide',
    },
    {
      what: 'the code is ten minutes old',
      arrange: () => givenCode({ at: minutesLater(-10) }),
      cookies,
      problem: 'older than 10 minutes',
    },
  ])('does not count when $what', async ({ arrange, cookies: sent, problem }) => {
    arrange();
    const answer = await decide({ cookies: sent, fields: { code: CODE } });
    expect(answer).toMatchObject({ statusCode: 422, body: expect.stringContaining(problem) });
    expect(votes()).toEqual([]);
  });

  it('does not count with a wrong code, keeps the comment, and counts with the right one after it', async () => {
    givenCode();
    const wrong = await decide({ cookies, fields: { code: '01234568' } });
    expect(wrong).toMatchObject({ statusCode: 422, body: expect.stringContaining('You have 4 tries left') });
    expect(wrong.body).toContain('>\nfine</textarea>');
    await expect(decide({ cookies, fields: { code: CODE } })).resolves.toMatchObject({ statusCode: 303 });
  });

  it('takes no try when what was typed cannot be a code', async () => {
    givenCode();
    const answer = await decide({ cookies, fields: { code: '123' } });
    expect(answer.body).toContain('8 digits');
    expect(codes.takeTry).not.toHaveBeenCalled();
  });

  it('counts no code after five wrong ones, not even of many at the same time', async () => {
    givenCode();
    const guesses = Array.from({ length: 20 }, (_, guess) =>
      decide({ cookies, fields: { code: String(90_000_000 + guess) } }),
    );
    await Promise.all(guesses);
    expect(codes.takeTry.mock.results.filter(({ value }) => value).length).toBeGreaterThanOrEqual(CODE_TRIES);
    await expect(decide({ cookies, fields: { code: CODE } })).resolves.toMatchObject({ statusCode: 422 });
    expect(votes()).toEqual([]);
  });

  it('does not count with a code that has served', async () => {
    table.given(
      pendingRecord({ approval: approvalOf(2, { requirements: [requirement({ quorum: 2, confirm: 'code' })] }) }),
    );
    givenCode();
    await decide({ cookies, fields: { code: CODE } });
    const again = await decide({ cookies, fields: { code: CODE, decision: 'reject' } });
    expect(again).toMatchObject({ statusCode: 422, body: expect.stringContaining('used up') });
    expect(votes()).toMatchObject([{ decision: 'approve' }]);
  });

  it('needs no second code when only the comment was missing', async () => {
    givenCode();
    const fields = { code: CODE, decision: 'reject', comment: '' };
    const answer = await decide({ cookies, fields });
    expect(answer.body).toContain(`value="${CODE}"`);
    await expect(decide({ cookies, fields: { ...fields, comment: 'no' } })).resolves.toMatchObject({ statusCode: 303 });
  });

  it('does not count with a code for a plan that has changed since', async () => {
    givenCode();
    const approval = approvalOf(1, { requirements: [requirement({ confirm: 'code' })] });
    table.given(pendingRecord({ approval, plan: [] }));
    await expect(decide({ cookies, fields: { code: CODE } })).resolves.toMatchObject({ statusCode: 422 });
    expect(votes()).toEqual([]);
  });

  it('has a page without the buttons until a code is sent, and with them after', async () => {
    const before = await show(cookies);
    expect(before.body).toContain(`action="${SECRET}/code"`);
    expect(before.body).not.toContain('value="approve"');
    givenCode();
    const after = await show(cookies);
    expect(after.body).toContain('name="code"');
    expect(after.body).toContain('value="approve"');
    expect((await show([])).body).not.toContain('value="approve"');
  });
});

describe('a vote under a rule with confirm: signIn', () => {
  const cookies = [`__Host-sign-in=${BROWSER}`];
  const state = sealedLink(BROWSER, SECRET, Buffer.alloc(SEAL_BYTES, 3));
  let provider: FakeProvider;

  /** Stores a sign-in as `complete-sign-in` does, or as somebody does who could write there. */
  async function givenSignIn(claims: Record<string, unknown> = {}, key: 'own' | 'foreign' = 'own'): Promise<void> {
    const { nonce } = signInSecrets(BROWSER, state);
    const idToken = await provider.idToken({ email: APPROVER, email_verified: true, nonce, ...claims }, key);
    const signedIn = { person: `${ISSUER}#ana`, address: APPROVER, at: new Date().toISOString() };
    await signIns.putSignIn({ browserSecret: BROWSER, linkSecret: SECRET }, { signedIn, idToken, state });
  }

  beforeEach(() => {
    provider = new FakeProvider();
    table.given(pendingRecord({ approval: approvalOf(1, { requirements: [requirement({ confirm: 'signIn' })] }) }));
  });

  it('counts when the approver is signed in, and says as whom', async () => {
    await givenSignIn();
    await expect(decide({ cookies })).resolves.toMatchObject({ statusCode: 303 });
    const confirmation = { kind: 'signIn', person: `${ISSUER}#ana` };
    expect(votes()).toMatchObject([{ approver: APPROVER, confirmation }]);
    expect(evidence.votes).toMatchObject([{ confirmation }]);
  });

  it.each([
    { what: 'nobody is signed in', claims: undefined, sent: cookies, problem: 'Sign in, then decide' },
    {
      what: 'another browser is',
      claims: {},
      sent: [`__Host-sign-in=${OTHER_BROWSER}`],
      problem: 'Sign in, then decide',
    },
    { what: 'somebody else is', claims: { email: OTHER_APPROVER }, sent: cookies, problem: 'somebody else' },
    { what: 'the address is not verified', claims: { email_verified: false }, sent: cookies, problem: 'somebody else' },
    { what: 'it is for another request', claims: { nonce: 'x' }, sent: cookies, problem: 'cannot be checked' },
  ])('does not count when $what, whatever the stored item says', async ({ claims, sent, problem }) => {
    if (claims) await givenSignIn(claims);
    const answer = await decide({ cookies: sent });
    expect(answer).toMatchObject({ statusCode: 422, body: expect.stringContaining(problem) });
    expect(votes()).toEqual([]);
  });

  it('does not count when the stored item was forged by whoever may write it', async () => {
    await givenSignIn({}, 'foreign');
    await expect(decide({ cookies })).resolves.toMatchObject({ statusCode: 422 });
    expect(votes()).toEqual([]);
  });

  it('does not count by the sign-in for another link', async () => {
    await givenSignIn();
    const [stolen] = signIns.signIns.values();
    if (stolen) await signIns.putSignIn({ browserSecret: BROWSER, linkSecret: OTHER_SECRET }, stolen);
    await expect(decide({ cookies, secret: OTHER_SECRET })).resolves.toMatchObject({ statusCode: 422 });
    expect(votes()).toEqual([]);
  });

  it('does not count half an hour after signing in', async () => {
    await givenSignIn();
    vi.setSystemTime(minutesLater(30));
    const answer = await decide({ cookies });
    expect(answer).toMatchObject({ statusCode: 422, body: expect.stringContaining('too long ago') });
    expect(votes()).toEqual([]);
  });

  it('shows who must sign in, then who has, or that it is somebody else', async () => {
    expect((await show(cookies)).body).toContain(`href="${SECRET}/sign-in"`);
    await givenSignIn();
    const signedIn = await show(cookies);
    expect(signedIn.body).toContain('You are signed in as');
    expect(signedIn.body).toContain('value="approve"');
    const [own] = signIns.signIns.values();
    const other = { ...own?.signedIn, person: 'x', at: VOTED_AT, address: 'eve@example.com' };
    if (own) await signIns.putSignIn({ browserSecret: BROWSER, linkSecret: SECRET }, { ...own, signedIn: other });
    const wrong = await show(cookies);
    expect(wrong.body).toContain('eve@example.com');
    expect(wrong.body).not.toContain('value="approve"');
  });
});
