import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Decision } from '../ledger/events.ts';
import { sha256 } from '../request/digest.ts';

/** Bytes of a link's secret; 43 characters in base64url. */
export const LINK_SECRET_BYTES = 32;

/** How long a form can be sent after its page was shown. */
const NONCE_MINUTES = 60;

/** How long requesters can open their page: long enough to see the request end, and to come back later. */
const REQUEST_LINK_DAYS = 90;

/** When a requester's link that is made now expires, in ISO 8601. */
export function requestLinkExpiry(now: Date): string {
  return new Date(now.getTime() + REQUEST_LINK_DAYS * 86_400_000).toISOString();
}

/** SHA-256 (hex) of a link's secret, under which the link is stored, or of a proof. */
export function linkHash(secret: string): string {
  return sha256(secret);
}

/** What only the holder of a link's secret can make, for one decision: SHA-256 (hex). A vote carries it. */
export function linkProof(secret: string, decision: Decision): string {
  return sha256(`${decision} ${secret}`);
}

/** What is stored with a link, so that whoever cannot make a proof can check one: the SHA-256 (hex) of the proof of each decision. */
export type LinkCommitments = Record<Decision, string>;

export function linkCommitments(secret: string): LinkCommitments {
  return { approve: linkHash(linkProof(secret, 'approve')), reject: linkHash(linkProof(secret, 'reject')) };
}

/**
 * What a form must send back to prove that its page was shown recently to the holder of the link:
 * `<time>.<HMAC-SHA256>`, keyed with the link's secret.
 * @param subject what the page showed: the fingerprint of a plan, or a requestId
 */
export function formNonce(secret: string, subject: string, at: Date): string {
  const time = at.getTime().toString(36);
  return `${time}.${createHmac('sha256', secret).update(`${time}.${subject}`).digest('base64url')}`;
}

/** Whether the nonce was made for this link and this subject, at most an hour ago. */
export function isNonceValid(nonce: string, secret: string, subject: string, now: Date): boolean {
  const shownAt = new Date(Number.parseInt(nonce.split('.')[0] ?? '', 36));
  const ageMinutes = (now.getTime() - shownAt.getTime()) / 60_000;
  if (!(ageMinutes >= 0 && ageMinutes <= NONCE_MINUTES)) return false;
  const expected = Buffer.from(formNonce(secret, subject, shownAt));
  const given = Buffer.from(nonce);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
