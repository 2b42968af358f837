import {
  type AuthorizationServer,
  allowInsecureRequests,
  type Client,
  discoveryRequest,
  processDiscoveryResponse,
} from 'oauth4webapi';
import { environmentVariable } from '../runtime/environment.ts';

/** Where people sign in; see docs/deploy.md. All are empty where nobody does. */
export const SIGN_IN = {
  issuer: process.env['SIGN_IN_ISSUER'] ?? '',
  clientId: process.env['SIGN_IN_CLIENT_ID'] ?? '',
  /** A further audience that ID tokens must name. */
  audience: process.env['SIGN_IN_AUDIENCE'] ?? '',
  /** The claim that holds a person's e-mail address. */
  claim: process.env['SIGN_IN_CLAIM'] || 'email',
};

/** Fixed configuration: whatever the Host header says, the identity provider sends people here. */
export const REDIRECT_URI = `${environmentVariable('BASE_URL')}/sign-in`;

export const CLIENT: Client = { client_id: SIGN_IN.clientId };

/** The identity provider does not answer, or not as it should, or there is none. */
export class IdentityProviderError extends Error {
  override readonly name = 'IdentityProviderError';
}

/** How long the provider has for an answer: three of them must fit into the function's time. */
export const ANSWER_MILLISECONDS = 4000;

/** How the identity provider is called. Only on this machine may it be without TLS. */
export function callOptions() {
  return { signal: AbortSignal.timeout(ANSWER_MILLISECONDS), [allowInsecureRequests]: isLoopback(SIGN_IN.issuer) };
}

/** What the identity provider says about itself. @throws IdentityProviderError */
export function identityProvider(): Promise<AuthorizationServer> {
  discovered ??= discover().catch((cause) => {
    discovered = undefined;
    throw new IdentityProviderError('the identity provider cannot be discovered', { cause });
  });
  return discovered;
}

let discovered: Promise<AuthorizationServer> | undefined;

async function discover(): Promise<AuthorizationServer> {
  const issuer = new URL(SIGN_IN.issuer);
  return processDiscoveryResponse(issuer, await discoveryRequest(issuer, callOptions()));
}

function isLoopback(url: string): boolean {
  return /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?(\/|$)/.test(url);
}
