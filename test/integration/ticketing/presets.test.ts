import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Requester } from '../requester.ts';
import type { TestStack } from '../stack.ts';
import { useStack } from '../use-stack.ts';
import { allTicketCalls, payload, replaced, request, send, ticketCalls } from './sender.ts';
import { signedHeaders } from './sign.ts';

let stack: TestStack;
let user: Requester;

useStack((used) => {
  ({ stack, user } = used);
});

const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;

/** A preset, the call that writes to its tickets, and who is asked to change what. */
interface Preset {
  source: string;
  requestId: RegExp;
  accountId: string;
  title: string;
  method: string;
  path: string;
  authorization: string;
  body: (text: unknown) => unknown;
}

const PRESETS: Preset[] = [
  {
    source: 'github',
    requestId: /^github-17-[0-9a-f]{12}$/,
    accountId: '900000000102',
    title: 'On call, GitHub',
    method: 'POST',
    path: '/github/repos/example-org/cloud-requests/issues/17/comments',
    authorization: 'Bearer local-token',
    body: (text) => ({ body: text }),
  },
  {
    source: 'jira',
    requestId: /^jira-OPS-42-20877$/,
    accountId: '900000000103',
    title: 'On call, Jira',
    method: 'POST',
    path: '/jira/rest/api/2/issue/OPS-42/comment',
    authorization: basic('local-username:local-token'),
    body: (text) => ({ body: text }),
  },
  {
    source: 'jira-automation',
    requestId: /^jira-automation-OPS-43-[0-9a-f]{12}$/,
    accountId: '900000000104',
    title: 'On call, automation',
    method: 'POST',
    path: '/jira/rest/api/2/issue/OPS-43/comment',
    authorization: basic('local-username:local-token'),
    body: (text) => ({ body: text }),
  },
  {
    source: 'zendesk',
    requestId: /^zendesk-35436-[0-9a-f]{12}$/,
    accountId: '900000000105',
    title: 'On call, Zendesk',
    method: 'PUT',
    path: '/zendesk/api/v2/tickets/35436.json',
    authorization: basic('local-email/token:local-token'),
    body: (text) => ({ ticket: { comment: { body: text, public: false } } }),
  },
  {
    source: 'servicenow',
    requestId: /^servicenow-RITM0010042-[0-9a-f]{12}$/,
    accountId: '900000000106',
    title: 'On call, ServiceNow',
    method: 'PATCH',
    path: '/servicenow/api/now/table/sc_req_item/9d385017c611228701d22104cc95c371',
    authorization: basic('local-username:local-password'),
    body: (text) => ({ work_notes: text }),
  },
  {
    source: 'freshservice',
    requestId: /^freshservice-264-[0-9a-f]{12}$/,
    accountId: '900000000107',
    title: 'On call, Freshservice',
    method: 'POST',
    path: '/freshservice/api/v2/tickets/264/notes',
    authorization: basic('local-apiKey:X'),
    body: (text) => ({ body: text, private: true }),
  },
];

const contact = (title: string) => ({
  name: 'Security operations centre',
  title,
  emailAddress: 'soc@example.com',
  phoneNumber: '+1 555 0142',
});

describe.each(PRESETS)('a ticket of $source', (preset) => {
  it('becomes a request, whose contact is applied after one click in the mail', async () => {
    const requestId = await request(stack, preset.source, payload(preset.source));
    expect(requestId).toMatch(preset.requestId);
    await user.vote(await user.link(requestId), 'approve');
    expect((await user.end(requestId)).output.status).toBe('APPLIED');
    expect(await user.contact(preset.accountId, 'SECURITY')).toEqual(contact(preset.title));
    expect((await user.record(requestId)).request).toMatchObject({
      requestedBy: 'jane@example.com',
      reason: 'The security mailbox moves to the new SOC',
      source: { system: preset.source, url: expect.stringMatching(/^https:\/\//) },
    });
  });

  it('hears that the request waits for approval, and what became of it', async () => {
    const { method, path } = preset;
    const calls = await ticketCalls(stack, path, 2);
    const told = (news: string) => {
      const account = `${preset.accountId} (Bulk ${Number(preset.accountId.slice(-4))}, Root / Bulk)`;
      const lines = [news, `- SECURITY contact of ${account}`, `Request: ${preset.source}-`];
      return preset.body(expect.stringContaining(lines.join('\n')));
    };
    expect(calls.map(({ body }) => body)).toEqual([
      told(
        'Alternate contact change: waiting for approval. The approvers have been notified. Nothing has been changed yet.',
      ),
      told('Alternate contact change: applied. Every change is in place.'),
    ]);
    for (const call of calls) {
      expect(call).toMatchObject({ method, path, headers: { authorization: preset.authorization } });
      expect(call.headers['content-type']).toMatch(/^application\/json/);
    }
  });
});

describe('a ticket of a portal with Standard Webhooks', () => {
  it('becomes a request whose outcome is reported by mail only', async () => {
    const before = (await allTicketCalls(stack)).length;
    const requestId = await request(stack, 'standard', payload('standard'));
    expect(requestId).toBe('portal-4711');
    await user.vote(await user.link(requestId), 'approve');
    expect((await user.end(requestId)).output.status).toBe('APPLIED');
    expect(await user.contact('900000000101', 'SECURITY')).toEqual(contact('On call, portal'));
    expect((await allTicketCalls(stack)).length).toBe(before);
  });

  it('can carry several signatures, as it does while its sender rotates the secret', async () => {
    const body = replaced(payload('standard'), ['portal-4711', 'portal-4712'], ['900000000101', '900000000111']);
    const headers = signedHeaders('standard', body);
    const several = `v1,${'A'.repeat(43)}= ${headers['webhook-signature']}`;
    expect((await send(stack, 'standard', body, { ...headers, 'webhook-signature': several })).status).toBe(202);
  });
});

describe('a GitHub issue', () => {
  it('gets its comment in the form that the GitHub API requires', async () => {
    const [call] = await ticketCalls(stack, '/github/', 1);
    expect(call?.headers).toMatchObject({
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      'user-agent': 'Amazon/EventBridge/ApiDestinations',
    });
  });

  it('can ask for a removal, by the answers in its form', async () => {
    const body = replaced(
      payload('github'),
      ['Action\\n\\nSet', 'Action\\n\\nRemove'],
      ['"number": 17', '"number": 18'],
    );
    const requestId = await request(stack, 'github', body);
    await user.vote(await user.link(requestId), 'approve');
    expect((await user.end(requestId)).output.status).toBe('APPLIED');
    expect(await user.contact('900000000102', 'SECURITY')).toBeUndefined();
  });
});

describe('a rejected request', () => {
  it('tells its ticket who rejected it and why', async () => {
    const body = replaced(payload('zendesk'), ['35436', '35437'], ['900000000105', '900000000115']);
    const requestId = await request(stack, 'zendesk', body);
    await user.vote(await user.link(requestId), 'reject', 'Use the shared "SOC" mailbox');
    expect((await user.end(requestId)).output.status).toBe('REJECTED');
    const [, call] = await ticketCalls(stack, '/zendesk/api/v2/tickets/35437.json', 2);
    expect(Object(call?.body).ticket.comment.body).toMatch(
      /^Alternate contact change: rejected\. Nothing was changed\./,
    );
    expect(Object(call?.body).ticket.comment.body).toContain('Use the shared "SOC" mailbox');
  });
});

describe('a reported ticket', () => {
  const reported = (name: string): object => JSON.parse(readFileSync(`test/fixtures/reported/${name}.json`, 'utf8'));
  const applied = async (body: object) => {
    const requestId = await request(stack, 'servicenow', JSON.stringify(body));
    await user.vote(await user.link(requestId), 'approve');
    return (await user.end(requestId)).output.status;
  };

  it('removes the contact that it would have overwritten', async () => {
    const ticket = reported('servicenow-lower-case-remove');
    const set = { ticket: 'RITM0000610', action: 'set', email: 'soc@example.com', phone: '+1 555 0142' };
    expect(await applied({ ...ticket, ...set })).toBe('APPLIED');
    expect(await user.contact('900000000611', 'SECURITY')).toMatchObject({ name: 'Someone who left' });
    expect(await applied(ticket)).toBe('APPLIED');
    expect(await user.contact('900000000611', 'SECURITY')).toBeUndefined();
  });

  it('is refused in the words of its form, in the answer and in the comment', async () => {
    const { status, body } = await send(stack, 'zendesk', JSON.stringify(reported('zendesk-dashed-account-id')));
    expect(status).toBe(422);
    const message = 'may only contain digits, spaces and ()+-, no letters, for example +1 555 0123';
    expect(body.reasons).toEqual([{ pointer: '/changes/0/contact/phoneNumber', code: 'format', message }]);
    const [call] = await ticketCalls(stack, '/zendesk/api/v2/tickets/9001.json', 1);
    const comment: string = Object(call?.body).ticket.comment.body;
    expect(comment).toContain(`- Phone ${message}`);
    expect(comment).not.toMatch(/\/changes|[\\^]/);
  });
});
