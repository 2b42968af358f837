import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { refuseOtherSites } from 'embedded-aws/net/other-sites.ts';
import Provider, { type Configuration } from 'oidc-provider';
import { signInPage } from './sign-in-page.ts';
import { SignInStore } from './sign-in-store.ts';

/** The client of the identity provider that the service is. */
export const CLIENT_ID = 'alternate-contacts';

/** Seconds. */
const HOUR = 3600;

const PAGE = /^\/people\/[\w-]+$/;

export interface IdentityProviderOptions {
  port: number;
  /** Where people are sent back to. */
  redirectUri: string;
  /** The e-mail addresses of those who can be chosen. */
  people: string[];
}

export interface IdentityProvider {
  stop(): void;
}

/** The issuer of the identity provider on a port. It is another site than the pages of the service, as it is on AWS. */
export function issuerOn(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** Starts an OpenID provider without passwords: whoever is asked to sign in chooses who they are. */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<IdentityProvider> {
  const { port, people } = options;
  const provider = new Provider(issuerOn(port), configuration(options));
  const answer = provider.callback();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', issuerOn(port));
    if (PAGE.test(pathname)) choosePerson(provider, people, request, response).catch(() => gone(response));
    else answer(request, response);
  });
  refuseOtherSites(server);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function configuration({ redirectUri }: IdentityProviderOptions): Configuration {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    adapter: SignInStore,
    clients: [
      {
        client_id: CLIENT_ID,
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'none',
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kty: 'EC', alg: 'ES256', use: 'sig' }] },
    claims: { email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    cookies: { keys: [randomBytes(16).toString('hex')] },
    features: { devInteractions: { enabled: false } },
    ttl: { AccessToken: HOUR, AuthorizationCode: 60, Grant: HOUR, IdToken: HOUR, Interaction: HOUR, Session: HOUR },
    interactions: { url: (_, { uid }) => `/people/${uid}` },
    findAccount: (_, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, email: accountId, email_verified: true }),
    }),
    // Nobody is asked whether the service may know who they are.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: CLIENT_ID, accountId: oidc.session?.accountId ?? '' });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  };
}

/** GET shows the page, POST is its form. */
async function choosePerson(
  provider: Provider,
  people: string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { params } = await provider.interactionDetails(request, response);
  if (request.method !== 'POST') {
    const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
    response.end(signInPage(people, String(params['login_hint'] ?? '')));
    return;
  }
  const person = new URLSearchParams(await text(request)).get('person') ?? '';
  const result = person === '' ? { error: 'access_denied' } : { login: { accountId: person } };
  await provider.interactionFinished(request, response, result);
}

/** The sign-in has ended, or was begun in another browser. */
function gone(response: ServerResponse): void {
  response.writeHead(400, { 'content-type': 'text/plain' }).end('There is no such sign-in: begin again.\n');
}
