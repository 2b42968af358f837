import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { REQUEST_BYTES } from '../domain/policy/door-problems.ts';
import { readStrictJson } from '../domain/request/strict-json.ts';
import { reasonsOf } from '../wording/reason.ts';
import { unreadText } from '../wording/refused-request.ts';
import { type HttpAnswer, httpChain } from './http-chain.ts';

/** Larger bodies are refused. 100 changes with the longest contacts take about half of this. */
export const BODY_BYTES = 262_144;

const TOO_LARGE = `the body is larger than ${BODY_BYTES} bytes`;

const MESSAGES: Record<number, string> = {
  413: TOO_LARGE,
  503: 'Service Unavailable: send it again in some seconds',
};

/** The body is larger than what is read; the answer is 413. */
class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
  readonly statusCode = 413;
}

/** A call whose body has been read. */
export type JsonEvent = APIGatewayProxyEventV2 & {
  /** Exactly what was sent; nothing if it is not UTF-8, because replacement characters would hide what was sent. */
  text: string | undefined;
  /** ARN of the IAM user or session that the HTTP API authenticated, on a route with IAM authorization. */
  principal: string | undefined;
};

/** The Middy chain of a Lambda that takes and answers JSON. It does not parse the body: a proof may be about its bytes. */
export function jsonChain() {
  return httpChain<JsonEvent>({
    headers: { 'content-type': 'application/json' },
    errorBody: (statusCode) => JSON.stringify({ message: MESSAGES[statusCode] ?? 'Internal Server Error' }),
  }).use(readsBody());
}

export function jsonAnswer(statusCode: number, body: object): HttpAnswer {
  return { statusCode, body: JSON.stringify(body) };
}

/** The answer to a request that is too large for its execution. */
export function requestTooLarge(): HttpAnswer {
  const message = `the request, with all that was written where it was corrected, is larger than ${REQUEST_BYTES} bytes`;
  return jsonAnswer(413, { message });
}

/** The value of a body that is JSON, and the same to every reader; otherwise the answer, and why it is refused, for the audit. */
export function readBody(text: string): { value: unknown } | { answer: HttpAnswer; refusal: string } {
  try {
    const read = readStrictJson(text);
    if ('value' in read) return read;
    const reasons = reasonsOf(read.problems);
    return { answer: jsonAnswer(422, { message: unreadText(reasons), reasons }), refusal: 'ambiguous' };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { answer: jsonAnswer(400, { message: 'the body is not JSON' }), refusal: 'unreadable' };
  }
}

/** The object with one more field, or another value for it. Anything but an object stays as it is, and so does a field without a value. */
export function withField(value: unknown, field: string, fieldValue: unknown): unknown {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && fieldValue !== undefined ? { ...value, [field]: fieldValue } : value;
}

function readsBody(): MiddlewareObj<JsonEvent, HttpAnswer> {
  return {
    before: ({ event }) => {
      const bytes = rawBody(event);
      if (bytes.length > BODY_BYTES) throw new BodyTooLargeError(TOO_LARGE);
      event.text = exactText(bytes);
      event.principal = principalOf(event);
    },
  };
}

/** The bytes as sent. */
function rawBody({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): Buffer {
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

function exactText(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : undefined;
}

function principalOf({ requestContext }: APIGatewayProxyEventV2): string | undefined {
  const { iam } = 'authorizer' in requestContext ? Object(requestContext.authorizer) : {};
  return typeof iam?.userArn === 'string' ? iam.userArn : undefined;
}
