import { describe, expect, it } from 'vitest';
import {
  openedLink,
  SEAL_BYTES,
  type SignedIn,
  sealedLink,
  signInProblem,
  signInSecrets,
} from '../../../../functions/domain/approval/sign-in.ts';
import { APPROVER, VOTED_AT } from '../../builders.ts';

const BROWSER = 'b'.repeat(43);
const LINK = 'l'.repeat(43);
const vector = (byte = 1) => Buffer.alloc(SEAL_BYTES, byte);

describe('sealedLink', () => {
  it('is opened by the browser that has sealed it, and tells nothing of the link', () => {
    const state = sealedLink(BROWSER, LINK, vector());
    expect(openedLink(BROWSER, state)).toBe(LINK);
    expect(state).not.toContain(LINK);
    expect(Buffer.from(state, 'base64url').toString('latin1')).not.toContain(LINK);
  });

  it('differs each time', () => {
    expect(sealedLink(BROWSER, LINK, vector(1))).not.toBe(sealedLink(BROWSER, LINK, vector(2)));
  });

  it.each([
    { what: 'another browser opens it', browser: 'c'.repeat(43), change: (state: string) => state },
    { what: 'no browser opens it', browser: '', change: (state: string) => state },
    { what: 'it was changed', browser: BROWSER, change: (state: string) => `${state.slice(0, 20)}A${state.slice(21)}` },
    { what: 'it is cut off', browser: BROWSER, change: (state: string) => state.slice(0, 30) },
    { what: 'it is empty', browser: BROWSER, change: () => '' },
    { what: 'it is no base64', browser: BROWSER, change: () => '!'.repeat(90) },
  ])('is not opened when $what', ({ browser, change }) => {
    expect(openedLink(browser, change(sealedLink(BROWSER, LINK, vector(9))))).toBeUndefined();
  });
});

describe('signInSecrets', () => {
  it('are a nonce and a verifier that nobody can tell from the state', () => {
    const { nonce, codeVerifier } = signInSecrets(BROWSER, 'state');
    expect(nonce).not.toBe(codeVerifier);
    for (const secret of [nonce, codeVerifier]) expect(secret).toMatch(/^[\w-]{43}$/);
    expect(signInSecrets('c'.repeat(43), 'state').nonce).not.toBe(nonce);
    expect(signInSecrets(BROWSER, 'other').nonce).not.toBe(nonce);
  });
});

describe('signInProblem', () => {
  const signedIn: SignedIn = { person: 'https://id.example.com#1', address: APPROVER, at: VOTED_AT };
  const later = (minutes: number) => new Date(Date.parse(VOTED_AT) + minutes * 60_000);

  it.each([APPROVER, APPROVER.toUpperCase(), 'approver-1+aws@example.com'])(
    'is nothing when the person is signed in as %s, which is the same mailbox',
    (address) => {
      expect(signInProblem({ ...signedIn, address }, APPROVER, {}, later(29.9))).toBeUndefined();
    },
  );

  it.each(['jane@example.com', 'approver-1@example.org', ''])(
    'is that it is somebody else when they are signed in as %j',
    (address) => {
      expect(signInProblem({ ...signedIn, address }, APPROVER, {}, later(0))).toBe('signedInAsSomebodyElse');
    },
  );

  it('is that it is somebody else when the provider vouches for no address', () => {
    const { address: _, ...nameless } = signedIn;
    expect(signInProblem(nameless, APPROVER, {}, later(0))).toBe('signedInAsSomebodyElse');
  });

  it('is that it was too long ago, after half an hour', () => {
    expect(signInProblem(signedIn, APPROVER, {}, later(30))).toBe('signedInTooLongAgo');
  });

  it('is that nobody is signed in', () => {
    expect(signInProblem(undefined, APPROVER, {}, later(0))).toBe('notSignedIn');
  });
});
