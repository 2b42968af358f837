import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/complete-sign-in.ts';
import { SEAL_BYTES, sealedLink, signInSecrets } from '../../../functions/domain/approval/sign-in.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import { APPROVER, VOTED_AT } from '../builders.ts';
import { FakeProvider, ISSUER } from '../confirming/fake-provider.ts';
import { expectSecurityHeaders, SECRET } from './approval-pages.ts';
import { putSignIn, reset, signIns } from './fakes/sign-ins.ts';
import { requestPage } from './invoke.ts';

vi.mock('../../../functions/aws/sign-ins.ts', () => import('./fakes/sign-ins.ts'));
vi.mock('../../../functions/aws/client-secret.ts', () => ({ readClientSecret: async () => 'the secret' }));

const BROWSER = 'b'.repeat(43);
const STATE = sealedLink(BROWSER, SECRET, Buffer.alloc(SEAL_BYTES, 7));
const { nonce, codeVerifier } = signInSecrets(BROWSER, STATE);
const CLAIMS = { email: APPROVER, email_verified: true, nonce };

let provider: FakeProvider;

const complete = (query: Record<string, string> = {}, cookies = [`__Host-sign-in=${BROWSER}`]) =>
  requestPage(handler, { cookies, query: { code: 'the-code', state: STATE, ...query } });

beforeEach(async () => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  reset();
  provider = new FakeProvider();
  provider.gives(await provider.idToken(CLAIMS));
});

describe('complete-sign-in', () => {
  it('keeps who has signed in, for this browser and this link, and leads back to the page', async () => {
    const answer = await complete();
    const location = `https://contacts.example.com/approvals/${SECRET}#decide`;
    expect(answer).toMatchObject({ statusCode: 303, headers: { location } });
    expectSecurityHeaders(answer);
    const signedIn = { person: `${ISSUER}#ana`, address: APPROVER, at: VOTED_AT };
    const idToken = expect.stringMatching(/^ey/);
    expect([...signIns]).toEqual([[`${SECRET} ${BROWSER}`, { signedIn, idToken, state: STATE }]]);
  });

  it('proves to the provider that it is the one who asked', async () => {
    await expect(complete()).resolves.toMatchObject({ statusCode: 303 });
    expect(Object.fromEntries(provider.grants[0]?.body ?? [])).toEqual({
      grant_type: 'authorization_code',
      code: 'the-code',
      redirect_uri: 'https://contacts.example.com/sign-in',
      code_verifier: codeVerifier,
      client_id: 'contacts',
    });
    expect(provider.grants[0]?.headers.get('authorization')).toBeNull();
  });

  it('uses the secret of the client where it has one', async () => {
    vi.stubEnv('SIGN_IN_SECRET_NAME', 'contacts/sign-in');
    vi.resetModules();
    const { handler: confidential } = await import('../../../functions/complete-sign-in.ts');
    const query = { code: 'the-code', state: STATE };
    const answer = await requestPage(confidential, { cookies: [`__Host-sign-in=${BROWSER}`], query });
    expect(answer.statusCode).toBe(303);
    const credentials = Buffer.from('contacts:the+secret').toString('base64');
    expect(provider.grants[0]?.headers.get('authorization')).toBe(`Basic ${credentials}`);
    vi.unstubAllEnvs();
  });

  it.each([
    { what: 'the browser has no cookie', cookies: [], query: {} },
    { what: 'it was begun in another browser', cookies: [`__Host-sign-in=${'c'.repeat(43)}`], query: {} },
    { what: 'the state was changed', cookies: undefined, query: { state: `A${STATE.slice(1)}` } },
    { what: 'there is no state', cookies: undefined, query: { state: '' } },
  ])('asks the provider nothing and keeps nothing when $what', async ({ cookies, query }) => {
    const answer = await complete(query, cookies);
    expect(answer).toMatchObject({ statusCode: 400, body: expect.stringContaining('was not begun here') });
    expectSecurityHeaders(answer);
    expect(answer.body).not.toContain(SECRET);
    expect(provider.grants).toEqual([]);
    expect(putSignIn).not.toHaveBeenCalled();
  });

  it('says that nobody is signed in, with a way back, when they have cancelled', async () => {
    const answer = await complete({ error: 'access_denied', iss: ISSUER });
    expect(answer).toMatchObject({ statusCode: 403, body: expect.stringContaining('You are not signed in') });
    expect(answer.body).toContain(`/approvals/${SECRET}`);
    expect(putSignIn).not.toHaveBeenCalled();
  });

  it.each([
    { what: 'refuses the code', arrange: () => Response.json({ error: 'invalid_grant' }, { status: 400 }) },
    { what: 'fails', arrange: () => new Response('<html>', { status: 500 }) },
    { what: 'gives no ID token', arrange: () => Response.json({ access_token: 'x', token_type: 'bearer' }) },
  ])('keeps nothing and logs no secret when the provider $what', async ({ arrange }) => {
    const error = vi.spyOn(logger, 'error');
    provider.tokenAnswer = arrange;
    const answer = await complete();
    expect(answer).toMatchObject({ statusCode: 502, body: expect.stringContaining('Signing in did not work') });
    expect(putSignIn).not.toHaveBeenCalled();
    const logs = JSON.stringify(error.mock.calls);
    for (const secret of [SECRET, BROWSER, STATE, 'the-code', codeVerifier]) expect(logs).not.toContain(secret);
  });

  it.each([
    { what: 'is for another browser', claims: { nonce: 'other' }, key: 'own' },
    { what: 'is for another client', claims: { aud: 'others' }, key: 'own' },
    { what: 'has expired', claims: { exp: 1 }, key: 'own' },
    { what: 'is signed by somebody else', claims: {}, key: 'foreign' },
  ] as const)('keeps nothing when the ID token $what', async ({ claims, key }) => {
    provider.gives(await provider.idToken({ ...CLAIMS, ...claims }, key));
    await expect(complete()).resolves.toMatchObject({ statusCode: 502 });
    expect(putSignIn).not.toHaveBeenCalled();
  });

  it('keeps nothing when the answer is of another provider', async () => {
    await expect(complete({ iss: 'https://evil.example.com' })).resolves.toMatchObject({ statusCode: 502 });
    expect(provider.grants).toEqual([]);
  });
});
