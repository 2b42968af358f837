import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../requester.ts';
import { startStack, type TestStack } from '../stack.ts';
import { allTicketCalls, payload, replaced, send, ticketCalls, ticketEvents } from './sender.ts';
import { basicHeaders, signedHeaders } from './sign.ts';

let stack: TestStack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(async () => {
  await stack.stop();
});

const UNAUTHORIZED = { status: 401, body: { message: 'Unauthorized' } };
const GITHUB = payload('github');
const LABELED = '"label": { "name": "alternate-contact" },';

/** One bit of a character is another. */
function flipped(text: string, index: number): string {
  const character = String.fromCharCode(text.charCodeAt(index) ^ 1);
  return text.slice(0, index) + character + text.slice(index + 1);
}

describe('a webhook without a proof', () => {
  afterEach(async () => {
    expect(await ticketEvents(stack), 'events').toBe(0);
  });

  it.each(['standard', 'github', 'jira', 'jira-automation', 'zendesk', 'servicenow', 'freshservice'])(
    'of %s is refused when it has no signature, and when it has one by another secret',
    async (source) => {
      const body = payload(source);
      const secret = 'whsec_bm90LXRoZS1sb2NhbC1zdGFuZGFyZC1zZWNyZXQ=';
      expect(await send(stack, source, body, {})).toEqual(UNAUTHORIZED);
      expect(await send(stack, source, body, signedHeaders(source, body, { secret }))).toEqual(UNAUTHORIZED);
    },
  );

  it.each(['standard', 'zendesk'])('of %s is refused when it was signed six minutes ago', async (source) => {
    const body = payload(source);
    const now = new Date(Date.now() - 6 * 60_000);
    expect(await send(stack, source, body, signedHeaders(source, body, { now }))).toEqual(UNAUTHORIZED);
  });

  it('is refused when its signature is in the header of another source', async () => {
    const { 'x-hub-signature-256': signature = '' } = signedHeaders('github', GITHUB);
    expect(await send(stack, 'github', GITHUB, { 'x-hub-signature': signature })).toEqual(UNAUTHORIZED);
    const secret = 'local-github-secret';
    expect(await send(stack, 'github', GITHUB, signedHeaders('freshservice', GITHUB, { secret }))).toEqual(
      UNAUTHORIZED,
    );
    expect(await send(stack, 'github', GITHUB, signedHeaders('zendesk', GITHUB, { secret }))).toEqual(UNAUTHORIZED);
  });

  it.each(['github', 'zendesk', 'standard'])('of %s is refused when one bit of its body is flipped', async (source) => {
    const body = payload(source);
    const headers = signedHeaders(source, body);
    const account = body.indexOf('900000000');
    expect(await send(stack, source, flipped(body, account), headers)).toEqual(UNAUTHORIZED);
    expect(await send(stack, source, `${body} `, headers)).toEqual(UNAUTHORIZED);
  });

  it.each([
    ['github', 'x-hub-signature-256', 20],
    ['zendesk', 'x-zendesk-webhook-signature', 10],
    ['zendesk', 'x-zendesk-webhook-signature-timestamp', 18],
    ['standard', 'webhook-signature', 10],
    ['standard', 'webhook-timestamp', 9],
    ['standard', 'webhook-id', 10],
  ])('of %s is refused when one bit of %s is flipped', async (source, header, index) => {
    const body = payload(source);
    const headers = signedHeaders(source, body);
    const changed = { ...headers, [header]: flipped(headers[header] ?? '', index) };
    expect(await send(stack, source, body, changed)).toEqual(UNAUTHORIZED);
  });

  it('is refused in the same way for a source that does not exist', async () => {
    const headers = { ...signedHeaders('github', GITHUB), ...basicHeaders('x', 'local-nobody-secret') };
    for (const source of ['nobody', 'constructor', '__proto__', 'github%2F..', 'GITHUB'])
      expect(await send(stack, source, GITHUB, headers), source).toEqual(UNAUTHORIZED);
  });
});

describe('a webhook with a proof', () => {
  it('is refused when it is larger than 256 KB', async () => {
    const body = JSON.stringify({ filler: 'x'.repeat(262_144) });
    const { status } = await send(stack, 'github', body);
    expect(status).toBe(413);
  });

  it('is refused when it is not JSON', async () => {
    const answer = await send(stack, 'github', 'payload=%7B%7D');
    expect(answer).toEqual({ status: 400, body: { message: 'the body is not JSON' } });
  });

  it.each([
    ['a ping', 'github', payload('github-ping')],
    ['an issue with another label', 'github', replaced(GITHUB, ['"alternate-contact"', '"bug"'])],
    [
      'a pull request',
      'github',
      replaced(GITHUB, ['"opened"', '"labeled"'], ['"issue":', `${LABELED} "pull_request":`]),
    ],
    ['an event of another type', 'standard', replaced(payload('standard'), ['.change.requested', '.viewed'])],
    ['a comment in Jira', 'jira', replaced(payload('jira'), ['jira:issue_created', 'comment_created'])],
  ])('is ignored when it is %s', async (_what, source, body) => {
    const before = await ticketEvents(stack);
    expect(await send(stack, source, body)).toEqual({
      status: 200,
      body: { message: 'this event asks for no change' },
    });
    expect(await ticketEvents(stack)).toBe(before);
  });

  it('is refused, with the place, when the text of a ticket breaks out of its field', async () => {
    const subject = 'A new mailbox","requestedBy":"evil@example.com';
    const body = replaced(payload('freshservice'), ['The security mailbox moves to the new SOC', subject]);
    const before = await ticketEvents(stack);
    const answer = await send(stack, 'freshservice', body);
    expect(answer).toMatchObject({ status: 422, body: { reasons: [{ pointer: '', code: 'doubtfulName' }] } });
    expect(answer.body.message).toMatch(/has requestedBy twice, the second time in line 13, column 3/);
    expect(JSON.stringify(answer)).not.toContain('evil');
    expect(await ticketEvents(stack)).toBe(before);
    await until('the audit', async () => stack.logs.find((line) => line.includes('"ambiguous"')));
  });

  it('is answered with JSON pointers, and its ticket with the names of fields, when the request is invalid', async () => {
    const body = replaced(payload('jira'), ['OPS-42', 'OPS-142'], ['900000000103', '12345'], ['+1 555 0142', 'phone']);
    const answer = await send(stack, 'jira', body);
    const pointers = ['/changes/0/accountId', '/changes/0/contact/phoneNumber'];
    expect(answer.status).toBe(422);
    expect(answer.body.reasons?.map(({ pointer }) => pointer).sort()).toEqual(pointers);
    const [call] = await ticketCalls(stack, '/jira/rest/api/2/issue/OPS-142/', 1);
    const text: unknown = Object(call?.body).body;
    expect(text).toMatch(
      /^Alternate contact change: not accepted\. The request is not valid\. Nothing was changed\.\n/,
    );
    for (const name of ['Account', 'Phone']) expect(text).toContain(`\n- ${name} `);
    expect(text).not.toContain('/changes');
  });

  it('is refused, and its ticket gets a comment, when nobody filled in the form', async () => {
    const { issue, ...rest } = JSON.parse(GITHUB);
    const answer = await send(
      stack,
      'github',
      JSON.stringify({ ...rest, issue: { ...issue, number: 98, body: null } }),
    );
    expect(answer.status).toBe(422);
    const [call] = await ticketCalls(stack, '/github/repos/example-org/cloud-requests/issues/98/', 1);
    expect(Object(call?.body).body).toContain('- Account is required');
  });

  it('is refused, and its ticket gets a comment, when a contact uses a foreign domain', async () => {
    const body = replaced(
      payload('servicenow'),
      ['RITM0010042', 'RITM0010043'],
      ['soc@example.com', 'soc@example.net'],
    );
    const answer = await send(stack, 'servicenow', body);
    expect(answer.status).toBe(422);
    expect(answer.body.reasons?.map(({ pointer }) => pointer)).toEqual(['/changes/0/contact/emailAddress']);
    const [call] = await ticketCalls(stack, '/servicenow/', 1);
    expect(JSON.stringify(call?.body)).toContain('- Email must be in an allowed e-mail domain');
  });

  it('cannot choose its own source', async () => {
    const body = replaced(payload('standard'), ['"reason"', '"source": { "system": "organization" }, "reason"']);
    const answer = await send(stack, 'standard', body);
    expect(answer.status).toBe(422);
    expect(answer.body.reasons).toEqual([
      { pointer: '/source', code: 'notAllowedHere', message: 'is not allowed here' },
    ]);
  });

  it('is answered 422, and only source and ticket are logged, when its mapping fails', async () => {
    const { issue, ...rest } = JSON.parse(GITHUB);
    const secretive = { ...issue, number: 99, title: 'Confidential-title', body: 424_242_424_242 };
    const before = [await ticketEvents(stack), (await allTicketCalls(stack)).length];
    const answer = await send(stack, 'github', JSON.stringify({ ...rest, issue: secretive }));
    expect(answer).toEqual({ status: 422, body: { message: 'the ticket cannot be mapped to a change request' } });
    expect([await ticketEvents(stack), (await allTicketCalls(stack)).length]).toEqual(before);
    const lines = stack.logs.filter((line) => line.includes('notMapped'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('"ticket":"example-org/cloud-requests#99"');
    for (const value of ['Confidential-title', '424242424242', 'octocat', issue.html_url])
      expect(stack.logs.filter((line) => line.includes(value))).toEqual([]);
  });
});
