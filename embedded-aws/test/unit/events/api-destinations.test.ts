import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { addressOf } from '../../../src/endpoint/stand-in.ts';
import { ApiDestinations } from '../../../src/events/api-destinations.ts';
import { findFreePort } from '../../../src/net/ports.ts';
import { apiDestinationModel } from '../models.ts';

const DELIVERY = { event: {}, input: '{"body":"hello"}' };
const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const unchanged = (url: string) => url;

/** A server on this machine, and an API destination that leads there. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void, callsPerSecond = 300) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close().closeAllConnections());
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
  const model = apiDestinationModel({ endpoint: `${url}tickets`, callsPerSecond });
  const destinations = new ApiDestinations([model], unchanged, 200);
  return { url, call: (answered?: number) => destinations.call(model.arn, {}, DELIVERY, answered) };
}

test('sends the input with the method and content type of the destination', async () => {
  const seen: object[] = [];
  const { call } = await serve(async (request, response) => {
    const { method, url, headers } = request;
    seen.push({ method, url, type: headers['content-type'], body: (await request.toArray()).join('') });
    response.end();
  });
  await call();
  const type = 'application/json; charset=utf-8';
  expect(seen).toEqual([{ method: 'POST', url: '/tickets', type, body: DELIVERY.input }]);
});

describe('the answer', () => {
  test.each([401, 407, 409, 429, 500, 503])('%i lets the delivery be tried again', async (status) => {
    const { call } = await serve((_request, response) => response.writeHead(status).end());
    await expect(call()).rejects.toMatchObject({ name: 'DeliveryError', isFinal: false, code: 'SDK_CLIENT_ERROR' });
  });

  test.each([301, 400, 403, 404, 422])('%i ends the delivery', async (status) => {
    const { call } = await serve((_request, response) => response.writeHead(status, { location: '/' }).end());
    await expect(call()).rejects.toMatchObject({ isFinal: true, message: expect.stringContaining(String(status)) });
  });

  test.each([
    ['30', { retryAfterSeconds: 30, isFinal: false }],
    ['-1', { isFinal: true }],
    ['Fri, 31 Dec 1999 23:59:59 GMT', { retryAfterSeconds: 0, isFinal: false }],
    ['soon', { retryAfterSeconds: 0, isFinal: false }],
  ])('is obeyed when it asks to retry after %j', async (header, expected) => {
    const { call } = await serve((_request, response) => response.writeHead(503, { 'retry-after': header }).end());
    await expect(call()).rejects.toMatchObject(expected);
  });

  test('may be a date to retry after', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    const { call } = await serve((_request, response) => response.writeHead(429, { 'retry-after': date }).end());
    const error = await call().catch((thrown) => thrown);
    expect(error.retryAfterSeconds).toBeGreaterThan(50);
  });

  test('is taken from a fault without a call when there is one', async () => {
    let calls = 0;
    const { call } = await serve((_request, response) => {
      calls += 1;
      response.end();
    });
    await expect(call(503)).rejects.toMatchObject({ isFinal: false });
    expect(calls).toBe(0);
  });
});

describe('the delivery may be tried again', () => {
  test('when the endpoint does not answer in time', async () => {
    const { call } = await serve(() => {});
    await expect(call()).rejects.toMatchObject({
      isFinal: false,
      code: 'UNKNOWN',
      message: expect.stringContaining('Timeout'),
    });
  });

  test('when nobody listens', async () => {
    const model = apiDestinationModel({ endpoint: `http://127.0.0.1:${await findFreePort()}/` });
    const call = new ApiDestinations([model], unchanged).call(model.arn, {}, DELIVERY);
    await expect(call).rejects.toMatchObject({ isFinal: false, message: expect.stringContaining('ECONNREFUSED') });
  });
});

test('calls the endpoint when a stand-in answers for the address', async () => {
  const urls: unknown[] = [];
  const { url } = await serve((request, response) => {
    urls.push(request.url);
    response.end();
  });
  const model = apiDestinationModel({ endpoint: 'https://tickets.local/github/repos' });
  const standIn = { url: 'https://tickets.local/', path: '/_local/tickets', answer: () => {} };
  const called = (address: string) => addressOf(address, [standIn], url.slice(0, -1));
  await new ApiDestinations([model], called).call(model.arn, {}, DELIVERY);
  expect(urls).toEqual(['/_local/tickets/github/repos']);
});

test('calls no more often than the invocation rate allows', async () => {
  const { call } = await serve((_request, response) => response.end(), 20);
  const startedAt = performance.now();
  await Promise.all([call(), call(), call()]);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(95);
});
