import '../environment.ts';

import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/begin-sign-in.ts';
import { openedLink, signInSecrets } from '../../../functions/domain/approval/sign-in.ts';
import { APPROVER, approvalOf, pendingRecord, requirement, VOTED_AT } from '../builders.ts';
import { FakeProvider, ISSUER } from '../confirming/fake-provider.ts';
import { expectSecurityHeaders, givenLink, SECRET } from './approval-pages.ts';
import * as pageLinks from './fakes/page-links.ts';
import { reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import { type PageRequest, requestPage } from './invoke.ts';

vi.mock('../../../functions/aws/page-links.ts', () => import('./fakes/page-links.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const SIGN_IN = approvalOf(1, { requirements: [requirement({ confirm: 'signIn' })] });
const PAGE = `https://contacts.example.com/approvals/${SECRET}`;

let provider: FakeProvider;

const begin = (request: PageRequest = {}) => requestPage(handler, { token: SECRET, ...request });

/** Where the answer leads, and the secret in its cookie. */
async function begun(request: PageRequest = {}) {
  const { headers, cookies = [] } = await begin(request);
  const secret = /^__Host-sign-in=([\w-]{43}); Path=\/; HttpOnly; SameSite=Lax; Secure$/.exec(cookies[0] ?? '')?.[1];
  return { url: new URL(headers['location'] ?? ''), secret: secret ?? '' };
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [table, pageLinks]) fake.reset();
  resetPolicy();
  provider = new FakeProvider();
  table.given(pendingRecord({ approval: SIGN_IN }));
  givenLink();
});

describe('begin-sign-in', () => {
  it('leads to the provider, with PKCE, state and nonce that only this browser can know', async () => {
    const { url, secret } = await begun();
    expect(`${url.origin}${url.pathname}`).toBe(`${ISSUER}/authorize`);
    const state = url.searchParams.get('state') ?? '';
    const { nonce, codeVerifier } = signInSecrets(secret, state);
    expect(openedLink(secret, state)).toBe(SECRET);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      tenant: '1',
      client_id: 'contacts',
      redirect_uri: 'https://contacts.example.com/sign-in',
      response_type: 'code',
      scope: 'openid email',
      code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
      login_hint: APPROVER,
      state,
      nonce,
    });
    expect(url.href).not.toContain(SECRET);
    expect(url.href).not.toContain(secret);
  });

  it('has every security header, and writes nothing', async () => {
    expectSecurityHeaders(await begin());
    expect(table.updateRecord).not.toHaveBeenCalled();
  });

  it('keeps the secret of a browser that has one, so that other pages of it stay signed in', async () => {
    const { secret } = await begun();
    const again = await begun({ cookies: [`__Host-sign-in=${secret}`] });
    expect(again.secret).toBe(secret);
    const forged = await begun({ cookies: ['__Host-sign-in=short', 'sign-in=x'] });
    expect(forged.secret).toMatch(/^[\w-]{43}$/);
  });

  it('lets the provider ask who it is when somebody else is signed in', async () => {
    const { url } = await begun({ query: { again: 'yes' } });
    expect(url.searchParams.get('prompt')).toBe('login');
  });

  it.each([
    { what: 'the rules want no sign-in', record: pendingRecord() },
    { what: 'the request is decided', record: pendingRecord({ approval: SIGN_IN, status: 'REJECTED' }) },
  ])('leads back to the page when $what', async ({ record }) => {
    table.given(record);
    const answer = await begin();
    expect(answer).toMatchObject({ statusCode: 303, headers: { location: PAGE } });
    expect(answer.cookies).toBeUndefined();
  });

  it('ends at the neutral page when the link is invalid', async () => {
    await expect(begin({ token: 'u'.repeat(43) })).resolves.toMatchObject({ statusCode: 404 });
  });

  it('says that signing in does not work when the provider cannot be reached', async () => {
    vi.resetModules();
    const { handler: fresh } = await import('../../../functions/begin-sign-in.ts');
    provider.isReachable = false;
    const answer = await requestPage(fresh, { token: SECRET });
    expect(answer).toMatchObject({ statusCode: 502, body: expect.stringContaining('Signing in did not work') });
    expectSecurityHeaders(answer);
  });
});
