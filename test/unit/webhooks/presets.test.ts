import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalRequest } from '../../../functions/domain/request/canonical-request.ts';
import { formProblems } from '../../../functions/domain/request/form-problems.ts';
import { readTicket, TicketMappingError } from '../../../functions/webhooks/ticket-mapping.ts';
import { reasonsOf, reasonTexts } from '../../../functions/wording/reason.ts';
import validateRequest from '../../../schemas/compiled/change-request.js';
import { BILLING, changeRequest, deleteChange, NEW_CONTACT, putChange } from '../builders.ts';
import { githubForm, githubPayload, jiraPayload, plainPayload, preset, standardPayload } from './payloads.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const CHANGE = { ...putChange(), contact: NEW_CONTACT };
const DELETION = { accountId: '222222222222', alternateContactType: 'SECURITY', action: 'DELETE' };

/** The ticket as a preset maps it and the service reads it, and the resulting request. */
async function mapByPreset(name: string, body: object) {
  const ticket = await readTicket(preset(name), name, body);
  if (ticket === 'left' || 'takenBack' in ticket) throw new Error(`${name} maps no request`);
  const { mapped: raw, ...place } = ticket;
  const mapped = canonicalRequest(raw);
  const request: Record<string, unknown> = { ...mapped, source: { system: name, ...place } };
  return { place, mapped, request, valid: validateRequest(request) };
}

describe('the preset standard', () => {
  const { source: _, ...data } = changeRequest({ changes: [putChange(), deleteChange(BILLING)] });

  it('uses the request as it is, without a ticket', async () => {
    const { place, mapped, valid } = await mapByPreset('standard', standardPayload(data));
    expect(mapped).toEqual(data);
    expect(place).toEqual({});
    expect(valid).toBe(true);
  });

  it.each(['ping', 'alternate-contact.change.approved', 'ALTERNATE-CONTACT.CHANGE.REQUESTED'])(
    'leaves the type %s',
    async (type) => {
      await expect(readTicket(preset('standard'), 'standard', standardPayload(data, type))).resolves.toBe('left');
    },
  );

  it.each([{}, { type: null }, [], 42, null])('leaves the body %j', async (body) => {
    await expect(readTicket(preset('standard'), 'standard', body)).resolves.toBe('left');
  });

  it('throws TicketMappingError when there is no data', async () => {
    const { data: __, ...body } = Object(standardPayload(data));
    await expect(readTicket(preset('standard'), 'standard', body)).rejects.toBeInstanceOf(TicketMappingError);
  });
});

describe('the preset github', () => {
  const digest = (body = githubForm()) => sha256(`octo-org/accounts${body}`).slice(0, 12);

  it('maps an issue form', async () => {
    const { place, mapped, valid } = await mapByPreset('github', githubPayload());
    expect(place).toEqual({ reference: 'octo-org/accounts#17', url: 'https://github.com/octo-org/accounts/issues/17' });
    expect(mapped).toEqual({
      requestId: `github-17-${digest()}`,
      requestedBy: 'jane@example.com',
      contributors: ['jane@example.com'],
      replaces: 'all',
      reason: 'The security mailbox moves\n\nto the new team',
      changes: [CHANGE],
    });
    expect(valid).toBe(true);
  });

  it.each(['opened', 'edited', 'labeled'])('names who %s the issue as a contributor', async (action) => {
    const payload = githubPayload({
      ...{ action, label: { name: 'alternate-contact' }, changes: { body: { from: '' } } },
      sender: { login: 'hubot' },
    });
    const { mapped, valid } = await mapByPreset('github', payload);
    expect(mapped).toMatchObject({
      requestedBy: 'jane@example.com',
      contributors: ['hubot@users.noreply.github.com'],
    });
    expect(valid).toBe(true);
  });

  it('makes a new request when the text is edited, even back to what it was, and the same when it is sent again', async () => {
    const edited = (updated_at: string) =>
      githubPayload({ action: 'edited', changes: { body: { from: 'x' } } }, { updated_at });
    const ids = [githubPayload(), edited('2026-06-01T12:00:00Z'), edited('2026-06-01T12:05:00Z')].map(
      async (payload) => (await mapByPreset('github', payload)).mapped['requestId'],
    );
    expect(new Set(await Promise.all(ids)).size).toBe(3);
    const [first, again] = await Promise.all(
      [edited('2026-06-01T12:00:00Z'), edited('2026-06-01T12:00:00Z')].map((payload) => mapByPreset('github', payload)),
    );
    expect(again).toEqual(first);
  });

  it.each([
    { what: 'is closed', payload: githubPayload({ action: 'closed' }) },
    { what: 'is deleted', payload: githubPayload({ action: 'deleted' }) },
    { what: 'is transferred', payload: githubPayload({ action: 'transferred' }) },
    {
      what: 'loses the label',
      payload: githubPayload({ action: 'unlabeled', label: { name: 'alternate-contact' } }, { labels: [] }),
    },
  ])('takes the request back when the issue $what', async ({ payload }) => {
    await expect(readTicket(preset('github'), 'github', payload)).resolves.toEqual({
      takenBack: 'octo-org/accounts#17',
    });
  });

  it("uses GitHub's own address when the person is not named", async () => {
    const { mapped, valid } = await mapByPreset('github', githubPayload({}, { user: { login: 'hubot' } }));
    expect(mapped['requestedBy']).toBe('hubot@users.noreply.github.com');
    expect(valid).toBe(true);
  });

  it('accepts the type in any letter case', async () => {
    const body = githubForm({ 'Contact type': 'Security' });
    expect((await mapByPreset('github', githubPayload({}, { body }))).valid).toBe(true);
  });

  it('removes the contact, without one, when the action says so', async () => {
    const body = githubForm({
      Action: 'Remove',
      Name: undefined,
      Title: undefined,
      Email: undefined,
      Phone: undefined,
    });
    const { mapped, valid } = await mapByPreset('github', githubPayload({}, { body }));
    expect(mapped['changes']).toEqual([DELETION]);
    expect(valid).toBe(true);
  });

  it('sets the contact when the form names no action', async () => {
    const body = githubForm().replace('### Action\n\nSet\n\n', '');
    expect((await mapByPreset('github', githubPayload({}, { body }))).mapped['changes']).toEqual([CHANGE]);
  });

  it('makes no valid request when a field was left empty', async () => {
    for (const heading of ['Account', 'Contact type', 'Name', 'Title', 'Email', 'Phone', 'Reason']) {
      const body = githubForm({ [heading]: undefined });
      expect((await mapByPreset('github', githubPayload({}, { body }))).valid).toBe(false);
    }
  });

  it('has the same requestId when the webhook is sent again, or the issue is labelled', async () => {
    const label = { action: 'labeled', label: { name: 'alternate-contact' } };
    const ids = [githubPayload(), githubPayload({ sender: { login: 'hubot' } }), githubPayload(label)].map(
      async (payload) => (await mapByPreset('github', payload)).mapped['requestId'],
    );
    expect(new Set(await Promise.all(ids))).toEqual(new Set([`github-17-${digest()}`]));
  });

  it('has another requestId when the text, number or repository of the issue differs', async () => {
    const payloads = [
      githubPayload(),
      githubPayload({}, { body: githubForm({ Phone: '+1 555 0198' }) }),
      githubPayload({}, { number: 18 }),
      githubPayload({ repository: { full_name: 'octo-org/other' } }),
    ];
    const ids = payloads.map(async (payload) => (await mapByPreset('github', payload)).mapped['requestId']);
    expect(new Set(await Promise.all(ids)).size).toBe(payloads.length);
  });

  const otherLabels = { labels: [{ name: 'bug' }] };
  it.each([
    { what: 'an issue that is opened without the label', payload: githubPayload({}, otherLabels) },
    { what: 'an issue that is opened without labels', payload: githubPayload({}, { labels: [] }) },
    {
      what: 'an issue whose title is edited',
      payload: githubPayload({ action: 'edited', changes: { title: { from: 'x' } } }),
    },
    {
      what: 'a closed issue that is edited',
      payload: githubPayload({ action: 'edited', changes: { body: { from: 'x' } } }, { state: 'closed' }),
    },
    { what: 'a closed issue without the label', payload: githubPayload({ action: 'closed' }, otherLabels) },
    { what: 'an issue that gets another label', payload: githubPayload({ action: 'labeled', label: { name: 'bug' } }) },
    {
      what: 'an issue that loses another label',
      payload: githubPayload({ action: 'unlabeled', label: { name: 'bug' } }),
    },
    {
      what: 'a pull request that gets the label',
      payload: { action: 'labeled', label: { name: 'alternate-contact' }, pull_request: { number: 17 } },
    },
    { what: 'a ping', payload: { zen: 'Keep it logically awesome.', hook_id: 1, hook: { type: 'Repository' } } },
    { what: 'a comment', payload: { action: 'created', issue: { labels: [] }, comment: { body: 'x' } } },
    {
      what: 'a comment that is edited',
      payload: githubPayload({ action: 'edited', changes: { body: { from: 'x' } }, comment: { body: 'y' } }),
    },
    { what: 'a comment that is deleted', payload: githubPayload({ action: 'deleted', comment: { body: 'y' } }) },
  ])('leaves $what', async ({ payload }) => {
    await expect(readTicket(preset('github'), 'github', payload)).resolves.toBe('left');
  });

  it('maps an issue that is opened with only the label', async () => {
    const labels = [{ name: 'alternate-contact' }];
    expect((await mapByPreset('github', githubPayload({}, { labels }))).valid).toBe(true);
  });

  it('makes no valid request, and names the issue, when it has no text', async () => {
    for (const body of [null, '', 'no form']) {
      const { place, valid } = await mapByPreset('github', githubPayload({}, { body }));
      expect(place).toMatchObject({ reference: 'octo-org/accounts#17' });
      expect(valid).toBe(false);
    }
  });
});

describe('the preset jira', () => {
  it('maps an issue that is created', async () => {
    const { place, mapped, valid } = await mapByPreset('jira', jiraPayload());
    expect(place).toEqual({ reference: 'OPS-42', url: 'https://example.atlassian.net/browse/OPS-42' });
    expect(mapped).toEqual({
      requestId: 'jira-OPS-42-10124',
      requestedBy: 'jane@example.com',
      contributors: [],
      replaces: 'all',
      reason: 'The security mailbox moves to the new team',
      changes: [CHANGE],
    });
    expect(valid).toBe(true);
  });

  const requestedAgain = {
    webhookEvent: 'jira:issue_updated',
    changelog: { id: '10301', items: [{ field: 'status', fromString: 'Rejected', toString: 'Requested' }] },
  };

  it('maps an issue that is requested again, by the id of that change', async () => {
    const { mapped, valid } = await mapByPreset('jira', jiraPayload(requestedAgain));
    expect(mapped['requestId']).toBe('jira-OPS-42-10301');
    expect(valid).toBe(true);
  });

  it('names who created and who moved the issue as contributors, as far as Jira shows their addresses', async () => {
    const user = { accountId: '99:1', emailAddress: 'mover@example.com' };
    const creator = { accountId: '99:2', emailAddress: 'creator@example.com' };
    const { mapped, valid } = await mapByPreset('jira', jiraPayload({ ...requestedAgain, user }, { creator }));
    expect(mapped['contributors']).toEqual(['creator@example.com', 'mover@example.com']);
    expect(valid).toBe(true);
  });

  it.each([
    { what: 'is deleted', payload: jiraPayload({ webhookEvent: 'jira:issue_deleted' }) },
    {
      what: 'moves to a status that is done',
      payload: jiraPayload(requestedAgain, { status: { name: 'Cancelled', statusCategory: { key: 'done' } } }),
    },
    {
      what: 'is resolved',
      payload: jiraPayload(
        { ...requestedAgain, changelog: { id: '1', items: [{ field: 'resolution' }] } },
        { resolution: { name: "Won't do" } },
      ),
    },
  ])('takes the request back when the issue $what', async ({ payload }) => {
    await expect(readTicket(preset('jira'), 'jira', payload)).resolves.toEqual({ takenBack: 'OPS-42' });
  });

  it('finds the page of an issue when Jira has a base path', async () => {
    const payload: { issue?: object } = jiraPayload();
    const issue = { ...payload.issue, self: 'https://tickets.example.com/jira/rest/api/2/issue/10124' };
    const { place } = await mapByPreset('jira', { ...payload, issue });
    expect(place).toMatchObject({ url: 'https://tickets.example.com/jira/browse/OPS-42' });
  });

  it('removes the contact, without one, when the field says so', async () => {
    const { mapped, valid } = await mapByPreset('jira', jiraPayload({}, { customfield_10056: { value: 'Remove' } }));
    expect(mapped['changes']).toEqual([DELETION]);
    expect(valid).toBe(true);
  });

  it('makes no valid request when Jira hides the address of the reporter', async () => {
    const { valid } = await mapByPreset('jira', jiraPayload({}, { reporter: { accountId: '99:27935d01' } }));
    expect(valid).toBe(false);
  });

  it('leaves out a field that is null in Jira', async () => {
    const { mapped, valid } = await mapByPreset('jira', jiraPayload({}, { customfield_10055: null }));
    expect(mapped['changes']).toMatchObject([{ contact: { name: 'Response team' } }]);
    expect(valid).toBe(false);
  });

  it.each([
    { what: 'an issue of another type', payload: jiraPayload({}, { issuetype: { name: 'Task' } }) },
    {
      what: 'an issue of another type that is deleted',
      payload: jiraPayload({ webhookEvent: 'jira:issue_deleted' }, { issuetype: { name: 'Task' } }),
    },
    {
      what: 'an issue whose resolution is cleared',
      payload: jiraPayload(
        { ...requestedAgain, changelog: { id: '1', items: [{ field: 'resolution' }] } },
        { resolution: null },
      ),
    },
    {
      what: 'an issue whose other fields are changed',
      payload: jiraPayload({ ...requestedAgain, changelog: { id: '1', items: [{ field: 'summary' }] } }),
    },
    {
      what: 'an issue that moves to another status',
      payload: jiraPayload(requestedAgain, { status: { name: 'In review' } }),
    },
    { what: 'an update without a changelog', payload: jiraPayload({ webhookEvent: 'jira:issue_updated' }) },
    { what: 'a comment', payload: { webhookEvent: 'comment_created', comment: { id: '1' } } },
  ])('leaves $what', async ({ payload }) => {
    await expect(readTicket(preset('jira'), 'jira', payload)).resolves.toBe('left');
  });
});

describe.each([
  { name: 'jira-automation', more: {}, reference: 'OPS-42' },
  { name: 'zendesk', more: {}, reference: 'OPS-42' },
  { name: 'servicenow', more: { sysId: '9d385017' }, reference: 'OPS-42/9d385017' },
  { name: 'freshservice', more: {}, reference: 'OPS-42' },
])('the preset $name', ({ name, more, reference }) => {
  const map = (differences: object = {}) => mapByPreset(name, plainPayload({ ...more, ...differences }));

  it('maps the body that docs/ticketing describes', async () => {
    const { place, mapped, valid } = await map();
    expect(place).toEqual({ reference, url: 'https://example.atlassian.net/browse/OPS-42' });
    expect(mapped).toEqual({
      requestId: expect.stringMatching(new RegExp(`^${name}-OPS-42-[0-9a-f]{12}$`)),
      requestedBy: 'jane@example.com',
      contributors: [],
      replaces: 'all',
      reason: 'The security mailbox moves to the new team',
      changes: [CHANGE],
    });
    expect(valid).toBe(true);
  });

  it.each([
    { contributors: 'agent@example.com', named: ['agent@example.com'] },
    { contributors: 'a@example.com, b@example.com', named: ['a@example.com', 'b@example.com'] },
    { contributors: ['a@example.com', 'b@example.com'], named: ['a@example.com', 'b@example.com'] },
    { contributors: '', named: [] },
    { contributors: null, named: [] },
  ])('names the contributors $named of the body', async ({ contributors, named }) => {
    const { mapped, valid } = await map({ contributors });
    expect(mapped['contributors']).toEqual(named);
    expect(valid).toBe(true);
  });

  it('makes no valid request when a contributor is no e-mail address', async () => {
    expect((await map({ contributors: 'Agent Smith' })).valid).toBe(false);
  });

  it.each(['Cancel', 'cancel', 'CANCEL'])('takes the request back when the action is %s', async (action) => {
    const body = plainPayload({ ...more, action });
    await expect(readTicket(preset(name), name, body)).resolves.toEqual({ takenBack: reference });
  });

  it('removes the contact, without one, when the action says so', async () => {
    const { mapped, valid } = await map({ action: 'Remove' });
    expect(mapped['changes']).toEqual([DELETION]);
    expect(valid).toBe(true);
  });

  it('sets the contact when there is no action', async () => {
    expect((await map({ action: undefined })).mapped['changes']).toEqual([CHANGE]);
  });

  it('has the same requestId when the ticket is sent again, and another when anything in it differs', async () => {
    const ids = [{}, {}, { phone: '+1 555 0198' }, { reason: 'another' }].map(
      async (differences) => (await map(differences)).mapped['requestId'],
    );
    const [first, again, ...others] = await Promise.all(ids);
    expect(again).toBe(first);
    expect(new Set([first, ...others]).size).toBe(3);
  });

  it('accepts a ticket that is a number', async () => {
    const { place, valid } = await map({ ticket: 4711 });
    expect(place).toMatchObject({ reference: reference.replace('OPS-42', '4711') });
    expect(valid).toBe(true);
  });

  it.each(['account', 'contactType', 'name', 'title', 'email', 'phone', 'reason', 'requestedBy'])(
    'makes no valid request when there is no %s',
    async (field) => {
      expect((await map({ [field]: undefined })).valid).toBe(false);
    },
  );

  it('ignores everything that the mapping does not name', async () => {
    const { request } = await map({ source: { system: 'organization' }, changes: [], requestId: 'mine' });
    expect(request).toMatchObject({ source: { system: name }, changes: [CHANGE] });
    expect(request['requestId']).not.toBe('mine');
  });
});

describe('a reported ticket', () => {
  const reported = (name: string): object =>
    JSON.parse(readFileSync(join(import.meta.dirname, `../../fixtures/reported/${name}.json`), 'utf8'));

  it('removes the contact when its action is in lower case', async () => {
    const { mapped, request } = await mapByPreset('servicenow', reported('servicenow-lower-case-remove'));
    const change = { accountId: '900000000611', alternateContactType: 'SECURITY', action: 'DELETE' };
    expect(mapped['changes']).toEqual([change]);
    expect(formProblems(request)).toEqual([]);
    expect(mapped['asWritten']).toContainEqual({ pointer: '/changes/0/action', text: 'remove' });
    expect(mapped['asWritten']).toContainEqual({ pointer: '/changes/0/contact/name', text: 'Someone who left' });
  });

  it('names the account when its id has dashes, and only the letter in the phone is refused', async () => {
    const { mapped, request } = await mapByPreset('zendesk', reported('zendesk-dashed-account-id'));
    expect(mapped['changes']).toMatchObject([{ accountId: '222222222222', alternateContactType: 'SECURITY' }]);
    const reasons = reasonsOf(formProblems(request));
    expect(reasonTexts(reasons, request)).toEqual([
      'Phone may only contain digits, spaces and ()+-, no letters, for example +1 555 0123',
    ]);
  });

  it.each(['Entfernen', 'removed', '', ' ', 'DROP', true, 0])('is refused when its action is %j', async (action) => {
    const body = { ...reported('servicenow-lower-case-remove'), action };
    const { request } = await mapByPreset('servicenow', body);
    expect(formProblems(request).map(({ pointer }) => pointer)).toContain('/changes/0/action');
  });
});
