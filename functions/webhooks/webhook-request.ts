import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** Larger bodies are refused. A request of 100 changes with the longest contacts takes about half of it. */
export const BODY_BYTES = 262_144;

/** The bytes that were sent. */
export function rawBody({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): Buffer {
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

/** The bytes as text, or nothing when they are no UTF-8: a replacement character would stand for any of them. */
export function exactText(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : undefined;
}

/** The value of a JSON text, or nothing when it is none. */
export function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** The ARN of the IAM user or role that the HTTP API has authenticated, on a route that asks it to. */
export function principalOf({ requestContext }: APIGatewayProxyEventV2): string | undefined {
  const { iam } = 'authorizer' in requestContext ? Object(requestContext.authorizer) : {};
  return typeof iam?.userArn === 'string' ? iam.userArn : undefined;
}
