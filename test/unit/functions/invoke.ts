import type { Context } from 'aws-lambda';
import { NEW_CONTACT, OLD_CONTACT } from '../builders.ts';

const context: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'alternate-contacts-test',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:111111111111:function:alternate-contacts-test',
  memoryLimitInMB: '512',
  awsRequestId: '5f0a3c9e-0000-4000-8000-000000000000',
  logGroupName: '/aws/lambda/alternate-contacts-test',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => 15_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};

/** Calls a handler as Lambda does: JSON goes in, and JSON comes out. By default it has 15 s. */
export async function invoke<Event>(
  handler: (event: Event, context: Context) => Promise<unknown>,
  event: unknown,
  milliseconds = 15_000,
): Promise<unknown> {
  const getRemainingTimeInMillis = () => milliseconds;
  const output = await handler(JSON.parse(JSON.stringify(event)), { ...context, getRemainingTimeInMillis });
  return JSON.parse(JSON.stringify(output));
}

/** What a Lambda of the HTTP API answers. */
export interface PageAnswer {
  statusCode: number;
  headers: Record<string, string>;
  /** What `set-cookie` holds. */
  cookies?: string[];
  body: string;
}

/** A request for `/approvals/<token>` or `/requests/<token>`, or a form sent there. */
export interface PageRequest {
  path?: 'approvals' | 'requests';
  method?: 'GET' | 'HEAD' | 'POST';
  token?: string | undefined;
  /** What follows the token: `/plan.csv`. */
  part?: string;
  form?: Record<string, string> | string;
  headers?: Record<string, string>;
  /** `name=value` */
  cookies?: string[];
  query?: Record<string, string>;
  isBase64Encoded?: boolean;
}

/** Calls a handler as the HTTP API does. */
export async function requestPage<Event>(
  handler: (event: Event, context: Context) => Promise<unknown>,
  {
    path = 'approvals',
    method = 'GET',
    token,
    part = '',
    form,
    headers,
    cookies,
    query,
    isBase64Encoded = false,
  }: PageRequest,
): Promise<PageAnswer> {
  const rawPath = `/${path}/${token ?? ''}${part}`;
  const text = typeof form === 'object' ? new URLSearchParams(form).toString() : form;
  const answer = await invoke(handler, {
    version: '2.0',
    routeKey: `${method} /${path}/{token}${part}`,
    rawPath,
    rawQueryString: '',
    headers: { host: 'evil.example', 'content-type': 'application/x-www-form-urlencoded', ...headers },
    requestContext: { http: { method, path: rawPath } },
    ...(cookies && { cookies }),
    ...(query && { queryStringParameters: query }),
    ...(token !== undefined && { pathParameters: { token } }),
    ...(text !== undefined && { body: isBase64Encoded ? Buffer.from(text).toString('base64') : text }),
    isBase64Encoded,
  });
  if (!isPageAnswer(answer)) throw new Error(`this is not an answer of the HTTP API: ${JSON.stringify(answer)}`);
  return answer;
}

function isPageAnswer(answer: unknown): answer is PageAnswer {
  return (
    typeof answer === 'object' && answer !== null && 'statusCode' in answer && 'headers' in answer && 'body' in answer
  );
}

/** Every detail of the contacts in these tests, none of which may be logged or sent. */
export const CONTACT_DETAILS = [OLD_CONTACT, NEW_CONTACT].flatMap((contact) => Object.values(contact));
