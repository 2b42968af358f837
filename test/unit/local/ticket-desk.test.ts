import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TicketDesk } from '../../../local/ticket-desk.ts';

let server: Server;
let desk: string;

beforeEach(async () => {
  const { path, answer } = bound(new TicketDesk());
  server = createServer(async (request, response) => {
    answer(request, Buffer.concat(await request.toArray()), response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  desk = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}${path}`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

function bound(ticketDesk: TicketDesk) {
  return { path: ticketDesk.path, answer: ticketDesk.answer.bind(ticketDesk) };
}

const calls = async () => JSON.parse(await (await fetch(desk)).text());

test('accepts any call with 201, and keeps it', async () => {
  const response = await fetch(`${desk}/jira/issue/OPS-1?notify=false`, { method: 'PUT', body: 'not JSON' });
  expect(response.status).toBe(201);
  expect(await response.json()).toEqual({});
  await fetch(`${desk}/jira/issue/OPS-1`, { method: 'POST', body: '{"body":"Applied"}' });
  expect(await calls()).toMatchObject([
    {
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      method: 'PUT',
      path: '/jira/issue/OPS-1?notify=false',
      body: 'not JSON',
    },
    { method: 'POST', body: { body: 'Applied' } },
  ]);
});

test('shows a browser the calls as a page without their secrets', async () => {
  const headers = { authorization: 'Bearer top-secret' };
  await fetch(`${desk}/page`, { method: 'POST', headers, body: '{"body":"<b>Applied</b>"}' });
  const response = await fetch(desk, { headers: { accept: 'text/html,application/xhtml+xml' } });
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const page = await response.text();
  expect(page).toContain('POST /page');
  expect(page).toContain('&lt;b&gt;Applied&lt;/b&gt;');
  expect(page).not.toContain('top-secret');
});
