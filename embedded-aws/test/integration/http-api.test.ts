import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, test } from 'vitest';
import { Sha256 } from '../../src/lambda/sha256.ts';
import { sharedStack } from './stack.ts';

const MEGABYTE = 1024 * 1024;

const stack = sharedStack();

/** The event that the function got for a POST. */
async function eventFor(body: string | Uint8Array<ArrayBuffer> | null, headers: Record<string, string> = {}) {
  const response = await fetch(`${stack.httpApiUrl}/echo/7`, { method: 'POST', headers, body });
  return JSON.parse(await response.text()).event;
}

const json = (body: string) => eventFor(body, { 'content-type': 'application/json' });

describe('a body', () => {
  test.each([
    ['white space around it', ' { "a":  1,\r\n\t"b": "\\u00e9" }\n\n'],
    ['keys twice', '{"a":1,"a":2}'],
    ['a text for its JSON', '"just a text"'],
    ['nothing for its JSON', 'null'],
    ['a number for its JSON', '0'],
    ['letters beyond ASCII', '{"name":"Zoë 🐘"}'],
    ['a byte order mark', '\uFEFF{}'],
    ['no JSON at all', 'not JSON'],
  ])('reaches the function as it was sent when it has %s', async (_what, body) => {
    expect(await json(body)).toMatchObject({ body, isBase64Encoded: false });
  });

  test.each([
    ["isn't valid UTF-8", 'application/json'],
    ['is of a binary type', 'application/octet-stream'],
    ['is of a type that nobody knows', 'application/x-thing'],
  ])('reaches the function in base64 when it %s', async (_condition, type) => {
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]);
    const event = await eventFor(bytes, { 'content-type': type });
    expect(event).toMatchObject({ isBase64Encoded: true, body: bytes.toString('base64') });
  });

  test('is absent when there is none', async () => {
    const event = await eventFor(null, { 'content-type': 'application/json' });
    expect(event).not.toHaveProperty('body');
    expect(event.isBase64Encoded).toBe(false);
  });

  test.each([
    ['256 KiB', 256 * 1024],
    ['1 MiB and a byte', MEGABYTE + 1],
    ['10 MiB', 10 * MEGABYTE],
  ])('reaches the function whole when it has %s', async (_size, length) => {
    const body = Buffer.alloc(length, 'abcdefg ');
    const response = await fetch(`${stack.httpApiUrl}/digest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const sha256 = createHash('sha256').update(body).digest('hex');
    expect(JSON.parse(await response.text())).toEqual({ length, sha256, isBase64Encoded: false });
  });

  test('is refused with 413 when it has more than 10 MiB', async () => {
    const response = await fetch(`${stack.httpApiUrl}/digest`, {
      method: 'POST',
      body: Buffer.alloc(10 * MEGABYTE + 1),
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toEqual({ message: 'Request Entity Too Large' });
  });
});

describe('the headers', () => {
  test('have names in lower case and values as they were sent', async () => {
    const { headers } = await eventFor('{}', { 'X-GitHub-Event': 'Issues ', 'Content-Type': 'application/json' });
    expect(headers).toMatchObject({ 'x-github-event': 'Issues', 'content-type': 'application/json' });
    expect(Object.keys(headers).filter((name) => name !== name.toLowerCase())).toEqual([]);
  });

  test('hold what came several times, joined with commas', async () => {
    const { headers } = await new Promise<{ headers: Record<string, string> }>((resolve, reject) => {
      const sent = request(`${stack.httpApiUrl}/echo/7`, { headers: { 'x-many': ['a', 'b'] } }, async (response) => {
        resolve(JSON.parse((await response.toArray()).join('')).event);
      });
      sent.on('error', reject).end();
    });
    expect(headers['x-many']).toBe('a,b');
  });
});

test('nobody authorizes themselves with a header of serverless-offline', async () => {
  const headers = { 'sls-offline-authorizer-override': '{"iam":{"userArn":"arn:aws:iam::1:root"}}' };
  const response = await fetch(`${stack.httpApiUrl}/echo/7`, { method: 'POST', headers, body: '{}' });
  expect(response.status).toBe(400);
});

test('a path without a route is answered as an HTTP API does', async () => {
  const response = await fetch(`${stack.httpApiUrl}/nowhere`);
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ message: 'Not Found' });
});

test('a route answers 429 when it is called more often than its stage allows', async () => {
  const rare = () => fetch(`${stack.httpApiUrl}/rare`, { method: 'POST' });
  const responses = [await rare(), await rare(), await rare()];
  expect(responses.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(await responses[2]?.json()).toEqual({ message: 'Too Many Requests' });
});

describe('a page of another site', () => {
  /** Sends a request as a browser does; `fetch` sets these headers itself. */
  async function ask(url: string, method: string, headers: Record<string, string>): Promise<number | undefined> {
    const asked = request(url, { method, headers });
    asked.end();
    const [response]: IncomingMessage[] = await once(asked, 'response');
    response?.resume();
    return response?.statusCode;
  }
  const servers = () => [
    [`${stack.client.endpoint}/_local/calls`, 'GET'],
    [`${stack.client.endpoint}/_local/faults`, 'PUT'],
    [`${stack.health.inboxUrl}/store`, 'GET'],
    [`${stack.health.inboxUrl}/clear-store`, 'POST'],
    [`${stack.httpApiUrl}/echo/1`, 'POST'],
  ];

  test('gets nothing when it leads its own name to this machine', async () => {
    for (const [url = '', method = ''] of servers()) {
      const host = `evil.example:${new URL(url).port}`;
      expect(await ask(url, method, { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).toBe(403);
    }
  });

  test('gets nothing when it calls across origins', async () => {
    for (const [url = '', method = ''] of servers()) {
      expect(await ask(url, method, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })).toBe(403);
    }
  });
});

describe('a route with IAM authorization', () => {
  async function signed(method: string, secretAccessKey = 'local') {
    const signer = new SignatureV4({
      service: 'execute-api',
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey },
      sha256: Sha256,
    });
    const { hostname, port, protocol } = new URL(stack.httpApiUrl);
    return signer.sign({
      method,
      protocol,
      hostname,
      path: '/signed/a%20b',
      query: { q: 'x y', list: ['2', '1'] },
      headers: { host: `${hostname}:${port}`, 'content-type': 'application/json' },
      ...(method === 'POST' ? { body: ' {"requestId": "1"} ' } : {}),
    });
  }
  const send = (headers: Record<string, string>, method: string, body?: string) => {
    const sent = method === 'POST' ? { body: body ?? null } : {};
    return fetch(`${stack.httpApiUrl}/signed/a%20b?q=x%20y&list=2&list=1`, { method, headers, ...sent });
  };

  test('tells the function who has signed the request', async () => {
    const { headers, body } = await signed('POST');
    const response = await send(headers, 'POST', body);
    const { event } = JSON.parse(await response.text());
    expect(event.requestContext.authorizer).toEqual({
      iam: {
        accessKey: 'local',
        accountId: '111111111111',
        callerId: 'AIDALOCALUSER',
        cognitoIdentity: null,
        principalOrgId: 'o-exampleorgid',
        userArn: 'arn:aws:iam::111111111111:user/local',
        userId: 'AIDALOCALUSER',
      },
    });
    expect(event).toMatchObject({ body, pathParameters: { id: 'a b' } });
  });

  test.each(['GET', 'HEAD'])('lets a signed %s through', async (method) => {
    const { headers } = await signed(method);
    expect((await send(headers, method)).status).toBe(200);
  });

  test.each([
    ['it is not signed', async () => send({}, 'POST', '{}')],
    ['its secret is wrong', async () => send((await signed('POST', 'other')).headers, 'POST', ' {"requestId": "1"} ')],
    ['its body was changed', async () => send((await signed('POST')).headers, 'POST', '{"requestId": "2"}')],
    ['it was signed for another method', async () => send((await signed('POST')).headers, 'GET')],
  ])('turns a request away when %s', async (_condition, sendWrong) => {
    const response = await sendWrong();
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ message: 'Forbidden' });
  });
});
