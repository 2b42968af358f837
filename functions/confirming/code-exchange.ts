import {
  authorizationCodeGrantRequest,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  None,
  processAuthorizationCodeResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import { readClientSecret } from '../aws/client-secret.ts';
import { signInSecrets } from '../domain/approval/sign-in.ts';
import type { Authorization } from './authorization-request.ts';
import { CLIENT, callOptions, IdentityProviderError, identityProvider, REDIRECT_URI } from './identity-provider.ts';

const SECRET_NAME = process.env['SIGN_IN_SECRET_NAME'] ?? '';

/**
 * Exchanges the code, with which the provider has sent the person back, for an ID token. Its signature is left to
 * `readIdToken`.
 * @throws IdentityProviderError when the answer is not to this request, or the provider refuses it
 */
export async function exchangeCode({ browserSecret, state }: Authorization, answer: URLSearchParams): Promise<string> {
  const provider = await identityProvider();
  const { nonce, codeVerifier } = signInSecrets(browserSecret, state);
  try {
    const valid = validateAuthResponse(provider, CLIENT, answer, state);
    const auth = await clientAuthentication(provider.token_endpoint_auth_methods_supported);
    const grant = [provider, CLIENT, auth, valid, REDIRECT_URI, codeVerifier, callOptions()] as const;
    const response = await authorizationCodeGrantRequest(...grant);
    const check = { expectedNonce: nonce, requireIdToken: true };
    const { id_token: idToken } = await processAuthorizationCodeResponse(provider, CLIENT, response, check);
    if (idToken === undefined) throw new Error('there is no ID token');
    return idToken;
  } catch (cause) {
    throw new IdentityProviderError('the identity provider has not signed anybody in', { cause });
  }
}

/** A client without a secret is public: PKCE is all that proves it. */
async function clientAuthentication(methods: string[] = ['client_secret_basic']): Promise<ClientAuth> {
  if (SECRET_NAME === '') return None();
  const secret = await readClientSecret(SECRET_NAME);
  return methods.includes('client_secret_basic') ? ClientSecretBasic(secret) : ClientSecretPost(secret);
}
