import { calculatePKCECodeChallenge } from 'oauth4webapi';
import { signInSecrets } from '../domain/approval/sign-in.ts';
import { IdentityProviderError, identityProvider, REDIRECT_URI, SIGN_IN } from './identity-provider.ts';

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
