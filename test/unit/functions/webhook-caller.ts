import type { Context } from 'aws-lambda';
import { invoke } from './invoke.ts';

/** What the HTTP API answers to a webhook. */
export interface WebhookAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

/** A webhook: its body as text, as bytes, or as what is made JSON of. */
export interface Webhook {
  source?: string | undefined;
  headers?: Record<string, string>;
  body?: object | string | Buffer | null | undefined;
  isBase64Encoded?: boolean;
  /** The ARN that the HTTP API has authenticated. */
  principal?: string;
}

/** Calls a handler as the HTTP API does. */
export async function sendWebhook<Event>(
  handler: (event: Event, context: Context) => Promise<unknown>,
  { source, headers = {}, body, isBase64Encoded = Buffer.isBuffer(body), principal }: Webhook,
): Promise<WebhookAnswer> {
  const bytes = bytesOf(body);
  const answer = await invoke(handler, {
    version: '2.0',
    routeKey: principal === undefined ? 'POST /webhooks/{source}' : 'POST /webhooks/iam/{source}',
    rawPath: `/webhooks/${source ?? ''}`,
    rawQueryString: '',
    headers: { 'content-type': 'application/json', host: 'evil.example', ...headers },
    requestContext: {
      http: { method: 'POST' },
      ...(principal !== undefined && { authorizer: { iam: { userArn: principal } } }),
    },
    ...(source !== undefined && { pathParameters: { source } }),
    ...(bytes !== undefined && { body: bytes.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  });
  return readAnswer(answer);
}

/** The bytes of a webhook's body. */
export function bytesOf(body: Webhook['body']): Buffer | undefined {
  if (body === undefined || Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function readAnswer(answer: unknown): WebhookAnswer {
  const { statusCode, headers, body } = Object(answer);
  return { statusCode, headers, body: JSON.parse(body) };
}
