import { expect, test } from 'vitest';
import { ticketPage } from '../../../local/ticket-page.ts';

const call = (given: object) => ({
  at: '2026-01-01T12:00:00.123Z',
  method: 'POST',
  path: '/github/repos/octo/x/issues/7/comments',
  headers: { authorization: 'Bearer local-token', 'x-api-key': 'local-key' },
  body: { body: 'Applied' },
  ...given,
});

test('lists the calls, newest first, with time, method, path and comment', () => {
  const page = ticketPage([call({}), call({ path: '/jira/issue/OPS-1', body: { body: 'Rejected' } })]);
  const [jira, github] = [page.indexOf('POST /jira/issue/OPS-1'), page.indexOf('POST /github/repos/octo/x')];
  expect(jira).toBeGreaterThan(0);
  expect(github).toBeGreaterThan(jira);
  expect(page).toContain('2026-01-01 12:00:00 UTC');
  expect(page).toContain('<p>Rejected</p>');
});

test.each([
  ['a nested comment', { ticket: { comment: { body: 'Applied by Jane' } } }],
  ['work notes', { work_notes: 'Applied by Jane' }],
  ['a document', { body: { type: 'doc', content: [{ type: 'paragraph', content: [{ text: 'Applied by Jane' }] }] } }],
  ['a plain text', 'Applied by Jane'],
])('finds the comment in %s', (_what, body) => {
  expect(ticketPage([call({ body })])).toContain('<p>Applied by Jane</p>');
});

test('shows the whole body when there is no comment in it', () => {
  expect(ticketPage([call({ body: { state: 'closed' } })])).toMatch(
    /<pre>\{\n {2}&quot;state&quot;: &quot;closed&quot;\n\}/,
  );
});

test('escapes everything that comes from outside', () => {
  const hostile = `<script>alert("x")</script>'&`;
  const page = ticketPage([call({ path: `/${hostile}`, method: hostile, at: hostile, body: { body: hostile } })]);
  expect(page).not.toContain('<script>');
  expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&#39;&amp;');
});

test('keeps headers and queries to itself, as they hold secrets', () => {
  const page = ticketPage([call({ path: '/x?key=local-secret' })]);
  expect(page).not.toContain('local-');
});

test('says so when there are no calls', () => {
  expect(ticketPage([])).toContain('No ticket system has been called yet');
});
