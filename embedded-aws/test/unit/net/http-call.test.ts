import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { callHttp } from '../../../src/net/http-call.ts';

const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close().closeAllConnections());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

test('sends method, headers and body, and gives back the whole answer', async () => {
  const url = await serve(async (request, response) => {
    const body = (await request.toArray()).join('');
    response.writeHead(201, { 'x-answer': 'yes' }).end(`${request.method} ${request.headers['x-asked']} ${body}`);
  });
  const { status, headers, body } = await callHttp(url, { method: 'PUT', headers: { 'x-asked': 'so' }, body: 'ü' });
  expect({ status, body: body.toString() }).toEqual({ status: 201, body: 'PUT so ü' });
  expect(headers['x-answer']).toBe('yes');
});

test('uses another connection when a kept one is closed just then', async () => {
  const requests = new Map<unknown, number>();
  const url = await serve(({ socket }, response) => {
    requests.set(socket, (requests.get(socket) ?? 0) + 1);
    if (requests.get(socket) === 1) response.end('answered');
    else socket.resetAndDestroy();
  });
  const call = () => callHttp(url, { method: 'POST', body: '' });
  await call();
  expect((await call()).body.toString()).toBe('answered');
  expect([...requests.values()]).toEqual([2, 1]);
});

test('fails when a new connection is closed', async () => {
  const url = await serve(({ socket }) => void socket.destroy());
  await expect(callHttp(url, { method: 'POST', body: '' })).rejects.toMatchObject({ code: 'ECONNRESET' });
});
