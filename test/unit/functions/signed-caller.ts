import type { Context } from 'aws-lambda';
import { invoke } from './invoke.ts';

const ROLE = 'arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Operators_0123456789abcdef';

/** Somebody who is signed in by IAM Identity Center, under their address. */
export const signedInAs = (address: string) => `${ROLE}/${address}`;

export const JANE = signedInAs('jane@example.com');

/** Signed in by IAM Identity Center, too, under a name that is no address. */
export const NAMELESS = `${ROLE}/jane`;

/** An IAM user that the policy of these tests does not know. */
export const STRANGER = 'arn:aws:iam::111111111111:user/local';

/** What the policy of these tests says about signed callers. */
export const IDENTITIES = [
  { principals: ['arn:aws:sts::*:assumed-role/AWSReservedSSO_*/*'], person: 'session-name' as const },
];

/** Calls a handler as the HTTP API does for a signed request. */
export async function callSigned<Event>(
  handler: (event: Event, context: Context) => Promise<unknown>,
  body: object | string,
  principal: string | undefined = JANE,
): Promise<{ statusCode: number; headers: Record<string, string>; body: Record<string, unknown> }> {
  const answer = await invoke(handler, {
    version: '2.0',
    routeKey: 'POST /signed',
    headers: { 'content-type': 'application/json' },
    requestContext: {
      http: { method: 'POST' },
      ...(principal !== '' && { authorizer: { iam: { userArn: principal } } }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    isBase64Encoded: false,
  });
  const { statusCode, headers, body: text } = Object(answer);
  return { statusCode, headers, body: JSON.parse(text) };
}
