import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { verify as verifyHmac } from '@octokit/webhooks-methods';
import { Webhook } from 'standardwebhooks';
import type { Proof } from '../../schemas/compiled/policy-schema.js';
import { isPrincipal } from '../domain/policy/principal.ts';

/** A webhook as received. Nothing in it is trusted yet. */
export interface WebhookMessage {
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
  /** Exactly as it was sent. */
  body: string;
  /** ARN of the IAM user or role that the HTTP API authenticated. */
  principal?: string | undefined;
  now: Date;
}

/** How far from now a signed timestamp may be, in either direction. */
const TIMESTAMP_SECONDS = 300;

/** After a failed proof, secrets older than this are read again: they may have been rotated. */
const RECENT_SECONDS = 10;

type SecretProof = Exclude<Proof, { kind: 'iam' }>;

/** What proves a message: the source's secret, the secret before it while that counts too, or a signature of AWS. */
export type Proven = 'current' | 'previous' | 'iam';

/**
 * What proves that the message comes from the source, if anything does. No headers count except those of the proof.
 * @param readSecrets reads the secrets that are valid now, the current one first; they may be cached for at most so many
 * seconds
 */
export async function provenBy(
  proof: Proof,
  readSecrets: (maxAgeSeconds?: number) => Promise<string[]>,
  message: WebhookMessage,
): Promise<Proven | undefined> {
  if (proof.kind === 'iam') {
    return proof.principals.some((pattern) => isPrincipal(pattern, message.principal)) ? 'iam' : undefined;
  }
  return (
    (await provenByAny(proof, await readSecrets(), message)) ??
    provenByAny(proof, await readSecrets(RECENT_SECONDS), message)
  );
}

async function provenByAny(
  proof: SecretProof,
  secrets: string[],
  message: WebhookMessage,
): Promise<Proven | undefined> {
  const proofs = await Promise.all(secrets.map((secret) => secret !== '' && isProvenBy(proof, secret, message)));
  if (!proofs.includes(true)) return undefined;
  return proofs[0] ? 'current' : 'previous';
}

async function isProvenBy(proof: SecretProof, secret: string, message: WebhookMessage): Promise<boolean> {
  const { headers, body, now } = message;
  switch (proof.kind) {
    case 'standard-webhooks':
      return isTimely(headers['webhook-timestamp'], now) && isStandardWebhook(secret, message);
    case 'zendesk':
      return isZendesk(secret, message);
    case 'hmac-sha256': {
      const signature = headers[proof.header.toLowerCase()];
      return Boolean(body && signature) && verifyHmac(secret, body, signature ?? '');
    }
    case 'header':
      return proof.headers
        .map((header) => headers[header.toLowerCase()] ?? '')
        .some((given) => isEqual(given, secret) || isEqual(given, `Bearer ${secret}`));
    case 'basic': {
      const credentials = Buffer.from(`${proof.username}:${secret}`).toString('base64');
      return isEqual(headers['authorization'] ?? '', `Basic ${credentials}`);
    }
  }
}

/** @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function isStandardWebhook(secret: string, { headers, body }: WebhookMessage): boolean {
  const own = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [name, headers[name] ?? '']);
  try {
    new Webhook(secret).verify(body, Object.fromEntries(own), { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

/** @see https://developer.zendesk.com/documentation/webhooks/verifying/ */
function isZendesk(secret: string, { headers, body, now }: WebhookMessage): boolean {
  const timestamp = headers['x-zendesk-webhook-signature-timestamp'] ?? '';
  const time = Date.parse(timestamp) / 1000;
  if (!isTimely(String(Math.floor(time)), now)) return false;
  const expected = createHmac('sha256', secret).update(`${timestamp}${body}`).digest('base64');
  return isEqual(headers['x-zendesk-webhook-signature'] ?? '', expected);
}

/** @param timestamp epoch seconds */
function isTimely(timestamp: string | undefined, now: Date): boolean {
  if (!/^\d+$/.test(timestamp ?? '')) return false;
  return Math.abs(Number(timestamp) - now.getTime() / 1000) <= TIMESTAMP_SECONDS;
}

/** Compares hashes, so that the time it takes reveals neither a length nor where the texts differ. */
function isEqual(given: string, expected: string): boolean {
  const [left, right] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}
