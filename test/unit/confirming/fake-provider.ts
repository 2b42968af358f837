import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { vi } from 'vitest';

export const ISSUER = 'https://id.example.com';

const { privateKey, publicKey } = await generateKeyPair('ES256');
const foreign = await generateKeyPair('ES256');

/** An identity provider behind `fetch`, as the environment of the tests names it. */
export class FakeProvider {
  /** What the token endpoint was sent, newest last. */
  readonly grants: { headers: Headers; body: URLSearchParams }[] = [];
  /** What the token endpoint answers. */
  tokenAnswer: () => Promise<Response> | Response = () => new Response(null, { status: 500 });
  isReachable = true;

  constructor() {
    vi.stubGlobal('fetch', (input: string | URL | Request, init: RequestInit = {}) =>
      this.#answer(String(input), init),
    );
  }

  /** An ID token with these claims besides the usual ones; `undefined` leaves one out. */
  async idToken(claims: Record<string, unknown> = {}, key: 'own' | 'foreign' = 'own'): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const all = { iss: ISSUER, aud: 'contacts', sub: 'ana', iat: now, exp: now + 300, ...claims };
    const jwt = new SignJWT(JSON.parse(JSON.stringify(all))).setProtectedHeader({ alg: 'ES256', kid: 'key' });
    return jwt.sign(key === 'own' ? privateKey : foreign.privateKey);
  }

  /** Lets the token endpoint answer with this ID token. */
  gives(idToken: string): void {
    this.tokenAnswer = () => Response.json({ access_token: 'x', token_type: 'bearer', id_token: idToken });
  }

  async #answer(url: string, { headers, body }: RequestInit): Promise<Response> {
    if (!this.isReachable) throw new TypeError('fetch failed');
    switch (url) {
      case `${ISSUER}/.well-known/openid-configuration`:
        return Response.json({
          issuer: ISSUER,
          authorization_endpoint: `${ISSUER}/authorize?tenant=1`,
          token_endpoint: `${ISSUER}/token`,
          jwks_uri: `${ISSUER}/keys`,
          id_token_signing_alg_values_supported: ['ES256'],
        });
      case `${ISSUER}/keys`:
        return Response.json({ keys: [{ ...(await exportJWK(publicKey)), kid: 'key', alg: 'ES256', use: 'sig' }] });
      case `${ISSUER}/token`:
        this.grants.push({ headers: new Headers(headers), body: new URLSearchParams(String(body)) });
        return this.tokenAnswer();
      default:
        return new Response(null, { status: 404 });
    }
  }
}
