import {
  authorizationCodeGrantRequest,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  calculatePKCECodeChallenge,
  None,
  processAuthorizationCodeResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import { readClientSecret } from '../aws/client-secret.ts';
import { signInSecrets } from '../domain/approval/sign-in.ts';
import { environmentVariable } from '../runtime/environment.ts';
import { CLIENT, callOptions, IdentityProviderError, identityProvider, SIGN_IN } from './identity-provider.ts';

/** Fixed configuration: whatever the Host header says, the identity provider sends people here. */
const REDIRECT_URI = `${environmentVariable('BASE_URL')}/sign-in`;

const SECRET_NAME = process.env['SIGN_IN_SECRET_NAME'] ?? '';

/** An authorization request of a browser. */
export interface Authorization {
  browserSecret: string;
  /** See `sealedLink`. */
  state: string;
}

/**
 * The address at which a person signs in.
 * @param hint the e-mail address to propose
 * @param isAgain whether the provider must ask who it is, even if somebody is signed in there
 * @throws IdentityProviderError
 */
export async function authorizationUrl(
  { browserSecret, state }: Authorization,
  { hint, isAgain }: { hint: string; isAgain: boolean },
): Promise<string> {
  const { authorization_endpoint: endpoint } = await identityProvider();
  if (endpoint === undefined) throw new IdentityProviderError('the identity provider has no authorization endpoint');
  const { nonce, codeVerifier } = signInSecrets(browserSecret, state);
  const url = new URL(endpoint);
  const parameters = {
    client_id: SIGN_IN.clientId,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: SIGN_IN.claim === 'email' ? 'openid email' : 'openid email profile',
    code_challenge: await calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    login_hint: hint,
    ...{ state, nonce },
    ...(isAgain && { prompt: 'login' }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

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
    if (idToken === undefined) throw new IdentityProviderError('there is no ID token');
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
