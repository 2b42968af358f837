import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** Larger bodies are refused. 100 changes with the longest contacts take about half of this. */
export const BODY_BYTES = 262_144;

/** The bytes as sent. */
export function rawBody({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): Buffer {
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

/** The bytes as text; nothing if they are not UTF-8, because replacement characters would hide what was sent. */
export function exactText(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : undefined;
}

/** The value of a JSON text; nothing if it is not JSON. */
export function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** The ARN of the IAM user or role that the HTTP API authenticated, on a route with IAM authorization. */
export function principalOf({ requestContext }: APIGatewayProxyEventV2): string | undefined {
  const { iam } = 'authorizer' in requestContext ? Object(requestContext.authorizer) : {};
  return typeof iam?.userArn === 'string' ? iam.userArn : undefined;
}
