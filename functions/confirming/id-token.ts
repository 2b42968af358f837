import { createRemoteJWKSet, decodeJwt, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { SignedIn } from '../domain/approval/sign-in.ts';
import { ANSWER_MILLISECONDS, IdentityProviderError, identityProvider, SIGN_IN } from './identity-provider.ts';

/** Signatures that need the provider's private key. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'Ed25519',
  'EdDSA',
];

/** How far the provider's clock may be ahead. */
const SKEW_MILLISECONDS = 60_000;

let keys: JWTVerifyGetKey | undefined;

/**
 * Who has signed in, by an ID token that the identity provider has signed for this service and this nonce. It may be older
 * than the token's own expiry, which is for the moment when it is received: see `signInProblem`.
 * @throws IdentityProviderError when the token is not the provider's own, or not meant for this
 */
export async function readIdToken(idToken: string, nonce: string, now: Date): Promise<SignedIn> {
  const { issuer, jwks_uri: keysUrl } = await identityProvider();
  if (keysUrl === undefined) throw new IdentityProviderError('the identity provider has no keys');
  keys ??= createRemoteJWKSet(new URL(keysUrl), { timeoutDuration: ANSWER_MILLISECONDS });
  const { clientId, audience } = SIGN_IN;
  try {
    const issuedAt = new Date((decodeJwt(idToken).iat ?? 0) * 1000);
    const { payload } = await jwtVerify(idToken, keys, {
      ...{ issuer, audience: clientId, algorithms: ALGORITHMS, currentDate: issuedAt },
      requiredClaims: ['sub', 'iat', 'exp'],
    });
    if (payload['nonce'] !== nonce) throw new Error('the ID token is for another request');
    if (audience !== '' && ![payload.aud].flat().includes(audience)) throw new Error('the ID token is for others');
    if (issuedAt.getTime() > now.getTime() + SKEW_MILLISECONDS) throw new Error('the ID token is of the future');
    return { person: `${issuer}#${payload.sub}`, ...addressIn(payload), at: issuedAt.toISOString() };
  } catch (cause) {
    throw new IdentityProviderError('the ID token does not hold', { cause });
  }
}

/** The claim `email` counts if the provider has verified it; of another one, the operator has said that it does. */
function addressIn(payload: JWTPayload): Pick<SignedIn, 'address'> {
  const address = payload[SIGN_IN.claim];
  const isVerified = SIGN_IN.claim !== 'email' || payload['email_verified'] === true;
  return typeof address === 'string' && isVerified ? { address } : {};
}
