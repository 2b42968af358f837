import { createHmac } from 'node:crypto';
import type { Proof } from '../../../schemas/compiled/policy-schema.js';

export type Headers = Record<string, string>;

/** A ticket system that proves its webhooks with a secret, as its documentation describes. */
export interface Sender {
  proof: Exclude<Proof, { kind: 'iam' }>;
  /** Two secrets; the first is older. */
  secrets: readonly [previous: string, current: string];
  /** The header with the signature or the secret, and the header with the time if that is signed. */
  signature: string;
  timestamp?: string;
  headersFor: (body: string, secret: string, at: Date) => Headers;
}

/** HMAC-SHA256. */
const hmac = (key: string | Buffer, text: string, encoding: 'hex' | 'base64') =>
  createHmac('sha256', key).update(text).digest(encoding);

const base64 = (text: string) => Buffer.from(text).toString('base64');
const epochSeconds = (at: Date) => String(Math.floor(at.getTime() / 1000));

const WORDS = ['the-previous-secret', 'the-current-secret'] as const;

/** A sender for each scheme, and for each variant of a scheme. */
export const SENDERS: Record<string, Sender> = {
  /** @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
  'standard-webhooks': {
    proof: { kind: 'standard-webhooks' },
    secrets: [`whsec_${base64(WORDS[0])}`, `whsec_${base64(WORDS[1])}`],
    signature: 'webhook-signature',
    timestamp: 'webhook-timestamp',
    headersFor: (body, secret, at) => {
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
      const signature = hmac(key, `msg_1.${epochSeconds(at)}.${body}`, 'base64');
      return { 'webhook-id': 'msg_1', 'webhook-timestamp': epochSeconds(at), 'webhook-signature': `v1,${signature}` };
    },
  },
  /** @see https://developer.zendesk.com/documentation/webhooks/verifying/ */
  zendesk: {
    proof: { kind: 'zendesk' },
    secrets: WORDS,
    signature: 'x-zendesk-webhook-signature',
    timestamp: 'x-zendesk-webhook-signature-timestamp',
    headersFor: (body, secret, at) => {
      const timestamp = at.toISOString().replace('.000Z', 'Z');
      return {
        'x-zendesk-webhook-signature': hmac(secret, `${timestamp}${body}`, 'base64'),
        'x-zendesk-webhook-signature-timestamp': timestamp,
      };
    },
  },
  /** @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
  'hmac-sha256 of GitHub': {
    proof: { kind: 'hmac-sha256', header: 'X-Hub-Signature-256' },
    secrets: WORDS,
    signature: 'x-hub-signature-256',
    headersFor: (body, secret) => ({ 'x-hub-signature-256': `sha256=${hmac(secret, body, 'hex')}` }),
  },
  /** @see https://developer.atlassian.com/cloud/jira/platform/webhooks/ */
  'hmac-sha256 of Jira': {
    proof: { kind: 'hmac-sha256', header: 'X-Hub-Signature' },
    secrets: WORDS,
    signature: 'x-hub-signature',
    headersFor: (body, secret) => ({ 'x-hub-signature': `sha256=${hmac(secret, body, 'hex')}` }),
  },
  'header with the secret': {
    proof: { kind: 'header', headers: ['Authorization', 'X-Api-Key'] },
    secrets: WORDS,
    signature: 'x-api-key',
    headersFor: (_body, secret) => ({ 'x-api-key': secret }),
  },
  'header with a bearer token': {
    proof: { kind: 'header', headers: ['Authorization', 'X-Api-Key'] },
    secrets: WORDS,
    signature: 'authorization',
    headersFor: (_body, secret) => ({ authorization: `Bearer ${secret}` }),
  },
  basic: {
    proof: { kind: 'basic', username: 'service-now' },
    secrets: WORDS,
    signature: 'authorization',
    headersFor: (_body, secret) => ({ authorization: `Basic ${base64(`service-now:${secret}`)}` }),
  },
};

/** Every copy of the text with one of the eight lowest bits of one character flipped. */
export function flips(text: string): string[] {
  return Array.from(text.split(''), (character, index) =>
    Array.from({ length: 8 }, (_, bit) => {
      const flipped = String.fromCharCode(character.charCodeAt(0) ^ (1 << bit));
      return `${text.slice(0, index)}${flipped}${text.slice(index + 1)}`;
    }),
  ).flat();
}
