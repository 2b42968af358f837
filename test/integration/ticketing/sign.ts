import { createHmac, randomUUID } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from 'embedded-aws/lambda/sha256.ts';
import { webhookKey } from '../../../local/secret-values.ts';

type Headers = Record<string, string>;

/** What differs from a sender that has the embedded AWS's secret and a good clock. */
export interface SigningOptions {
  secret?: string;
  now?: Date;
}

type Signer = (body: string, secret: string, now: Date) => Headers;

/** How each source of the default policy signs. */
const SIGNERS: Record<string, Signer> = {
  standard: signStandardWebhook,
  github: (body, secret) => ({ 'x-hub-signature-256': hmacSha256(body, secret) }),
  jira: (body, secret) => ({ 'x-hub-signature': hmacSha256(body, secret) }),
  'jira-automation': (_body, secret) => ({ authorization: `Bearer ${secret}` }),
  zendesk: signZendesk,
  servicenow: (_body, secret) => ({ 'x-api-key': secret }),
  freshservice: (_body, secret) => ({ authorization: `Bearer ${secret}` }),
};

/** The headers by which a source of the default policy proves a body. */
export function signedHeaders(source: string, body: string, options: SigningOptions = {}): Headers {
  const signer = SIGNERS[source];
  if (!signer) throw new Error(`nobody knows how ${source} signs`);
  return signer(body, options.secret ?? webhookKey(source), options.now ?? new Date());
}

/** The headers of the proof `basic`. */
export function basicHeaders(username: string, secret: string): Headers {
  return { authorization: `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}` };
}

/** The headers of a POST that is signed with Signature Version 4 by the embedded AWS's one IAM user. */
export async function iamHeaders(url: string, body: string): Promise<Headers> {
  const { host, hostname, pathname: path, protocol } = new URL(url);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const signer = new SignatureV4({ service: 'execute-api', region: 'us-east-1', credentials, sha256: Sha256 });
  const headers = { host, 'content-type': 'application/json' };
  return (await signer.sign({ method: 'POST', protocol, hostname, path, headers, body })).headers;
}

/** @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function signStandardWebhook(body: string, secret: string, now: Date): Headers {
  const id = `msg_${randomUUID()}`;
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/** @see https://developer.zendesk.com/documentation/webhooks/verifying/ */
function signZendesk(body: string, secret: string, now: Date): Headers {
  const timestamp = now.toISOString().replace(/\.\d+Z$/, 'Z');
  const signature = createHmac('sha256', secret).update(`${timestamp}${body}`).digest('base64');
  return { 'x-zendesk-webhook-signature': signature, 'x-zendesk-webhook-signature-timestamp': timestamp };
}

function hmacSha256(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
