import '../environment.ts';

import { SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readIdToken } from '../../../functions/confirming/id-token.ts';
import { SIGN_IN } from '../../../functions/confirming/identity-provider.ts';
import { APPROVER } from '../builders.ts';
import { FakeProvider, ISSUER } from './fake-provider.ts';

const NOW = new Date('2026-06-01T12:00:00.000Z');
const NONCE = 'n'.repeat(43);
const VERIFIED = { email: APPROVER, email_verified: true, nonce: NONCE };

const seconds = (minutes: number) => NOW.getTime() / 1000 + minutes * 60;
const read = (idToken: string) => readIdToken(idToken, NONCE, NOW);

let provider: FakeProvider;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  provider = new FakeProvider();
});
afterEach(() => {
  Object.assign(SIGN_IN, { audience: '', claim: 'email' });
});

describe('readIdToken', () => {
  it('says who has signed in, by which address, and when', async () => {
    await expect(read(await provider.idToken(VERIFIED))).resolves.toEqual({
      person: `${ISSUER}#ana`,
      address: APPROVER,
      at: NOW.toISOString(),
    });
  });

  it('accepts a token that has expired since it was received', async () => {
    const idToken = await provider.idToken({ ...VERIFIED, iat: seconds(-20), exp: seconds(-15) });
    await expect(read(idToken)).resolves.toMatchObject({ at: '2026-06-01T11:40:00.000Z' });
  });

  it.each([
    { what: 'is for another request', claims: { nonce: 'other' } },
    { what: 'has no nonce', claims: { nonce: undefined } },
    { what: 'is for another client', claims: { aud: 'others' } },
    { what: 'is of another issuer', claims: { iss: 'https://evil.example.com' } },
    { what: 'has no subject', claims: { sub: undefined } },
    { what: 'does not say when it was issued', claims: { iat: undefined } },
    { what: 'does not say when it expires', claims: { exp: undefined } },
    { what: 'had expired before it was issued', claims: { exp: seconds(-1) } },
    { what: 'comes from the future', claims: { iat: seconds(2), exp: seconds(7) } },
  ])('refuses a token that $what', async ({ claims }) => {
    const idToken = await provider.idToken({ ...VERIFIED, ...claims });
    await expect(read(idToken)).rejects.toMatchObject({ name: 'IdentityProviderError' });
  });

  it('refuses a token that somebody else has signed', async () => {
    await expect(read(await provider.idToken(VERIFIED, 'foreign'))).rejects.toMatchObject({
      name: 'IdentityProviderError',
    });
  });

  it('refuses a token whose claims were changed', async () => {
    const [head, , signature] = (await provider.idToken(VERIFIED)).split('.');
    const [, claims] = (await provider.idToken({ ...VERIFIED, email: 'evil@example.com' })).split('.');
    await expect(read([head, claims, signature].join('.'))).rejects.toMatchObject({ name: 'IdentityProviderError' });
  });

  it('refuses a token with a signature that needs no private key', async () => {
    const claims = JSON.parse(atob((await provider.idToken(VERIFIED)).split('.')[1] ?? ''));
    const symmetric = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32, 1));
    const unsigned = `${btoa('{"alg":"none"}')}.${symmetric.split('.')[1]}.`;
    for (const idToken of [symmetric, unsigned, 'nothing', '']) {
      await expect(read(idToken)).rejects.toMatchObject({ name: 'IdentityProviderError' });
    }
  });

  it('knows no address when the provider has not verified it', async () => {
    for (const claims of [{ email_verified: false }, { email_verified: undefined }, { email_verified: 'true' }]) {
      const signedIn = await read(await provider.idToken({ ...VERIFIED, ...claims }));
      expect(signedIn).not.toHaveProperty('address');
    }
  });

  it('takes the address from the claim that the operator names', async () => {
    SIGN_IN.claim = 'upn';
    const idToken = await provider.idToken({ ...VERIFIED, upn: 'ana@example.com', email_verified: false });
    await expect(read(idToken)).resolves.toMatchObject({ address: 'ana@example.com' });
    await expect(read(await provider.idToken(VERIFIED))).resolves.not.toHaveProperty('address');
  });

  it('wants the further audience that the operator names', async () => {
    SIGN_IN.audience = 'bank';
    await expect(read(await provider.idToken({ ...VERIFIED, aud: ['contacts', 'bank'] }))).resolves.toBeDefined();
    await expect(read(await provider.idToken(VERIFIED))).rejects.toMatchObject({ name: 'IdentityProviderError' });
  });
});

describe('readIdToken, in a function that has just started', () => {
  beforeEach(() => vi.resetModules());

  it('knows the issuer by the name that it gives itself, with or without a slash at the end', async () => {
    const { readIdToken: readLate } = await import('../../../functions/confirming/id-token.ts');
    const { SIGN_IN: late } = await import('../../../functions/confirming/identity-provider.ts');
    late.issuer = `${ISSUER}/`;
    await expect(readLate(await provider.idToken(VERIFIED), NONCE, NOW)).resolves.toMatchObject({
      person: `${ISSUER}#ana`,
    });
  });

  it('fails as long as the provider cannot be reached, and not after', async () => {
    const { readIdToken: readLate } = await import('../../../functions/confirming/id-token.ts');
    const idToken = await provider.idToken(VERIFIED);
    provider.isReachable = false;
    await expect(readLate(idToken, NONCE, NOW)).rejects.toMatchObject({ name: 'IdentityProviderError' });
    provider.isReachable = true;
    await expect(readLate(idToken, NONCE, NOW)).resolves.toMatchObject({ address: APPROVER });
  });
});
