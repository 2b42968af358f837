import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import type { MailboxRules } from '../../../schemas/compiled/policy-schema.js';
import { isSameMailbox } from '../request/mailbox.ts';

/** How long a sign-in confirms votes. */
export const SIGN_IN_MINUTES = 30;

/** Bytes of the initialization vector of AES-GCM. */
export const SEAL_BYTES = 12;

const TAG_BYTES = 16;

/** Somebody who has signed in at the identity provider. */
export interface SignedIn {
  /** `<issuer>#<subject>`, which never changes for a person. */
  person: string;
  /** The e-mail address by which the provider knows them; missing if it vouches for none. */
  address?: string;
  /** ISO 8601. */
  at: string;
}

/** Why a sign-in does not confirm a vote. */
export type SignInProblem = 'notSignedIn' | 'signedInTooLongAgo' | 'signedInAsSomebodyElse';

/** Why a sign-in does not confirm a vote of this approver; nothing if it does. */
export function signInProblem(
  signedIn: SignedIn | undefined,
  approver: string,
  rules: MailboxRules,
  now: Date,
): SignInProblem | undefined {
  if (!signedIn) return 'notSignedIn';
  if (now.getTime() - Date.parse(signedIn.at) >= SIGN_IN_MINUTES * 60_000) return 'signedInTooLongAgo';
  const { address } = signedIn;
  return address !== undefined && isSameMailbox(address, approver, rules) ? undefined : 'signedInAsSomebodyElse';
}

/**
 * The `state` of an authorization request: the secret of the link that it is for, encrypted with a key that only the browser
 * has. So the answer counts in this browser only, and the identity provider learns no link.
 * @param vector `SEAL_BYTES` random bytes
 */
export function sealedLink(browserSecret: string, linkSecret: string, vector: Uint8Array): string {
  const cipher = createCipheriv('aes-256-gcm', sealKey(browserSecret), vector);
  const sealed = [cipher.update(linkSecret, 'utf8'), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([vector, ...sealed]).toString('base64url');
}

/** The secret of the link in a state; nothing if this browser has not made it. */
export function openedLink(browserSecret: string, state: string): string | undefined {
  const bytes = Buffer.from(state, 'base64url');
  if (bytes.length <= SEAL_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', sealKey(browserSecret), bytes.subarray(0, SEAL_BYTES));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(SEAL_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/** The nonce and the PKCE verifier of an authorization request with this state: only this browser can know them. */
export function signInSecrets(browserSecret: string, state: string): { nonce: string; codeVerifier: string } {
  const derived = (purpose: string) =>
    createHmac('sha256', browserSecret).update(`${purpose}.${state}`).digest('base64url');
  return { nonce: derived('nonce'), codeVerifier: derived('code verifier') };
}

function sealKey(browserSecret: string): Buffer {
  return createHash('sha256').update(`seal.${browserSecret}`).digest();
}
