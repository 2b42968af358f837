import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { EventRefusedError } from '../../../functions/domain/errors.ts';
import { BODY_BYTES } from '../../../functions/middleware/json-chain.ts';
import { handler } from '../../../functions/receive-webhook.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { TicketSource } from '../../../schemas/compiled/policy-schema.js';
import { changeRequest, deleteChange, NEW_CONTACT, putChange, REQUEST_ID, REQUESTER, SECURITY } from '../builders.ts';
import { githubPayload, jiraPayload, plainPayload, preset, standardPayload } from '../webhooks/payloads.ts';
import { SENDERS } from '../webhooks/senders.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as proofs from './fakes/intake-proofs.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as webhookKeys from './fakes/webhook-keys.ts';
import { CONTACT_DETAILS } from './invoke.ts';
import { bytesOf, sendWebhook, type Webhook } from './webhook-caller.ts';

vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/intake-proofs.ts', () => import('./fakes/intake-proofs.ts'));
vi.mock('../../../functions/aws/webhook-keys.ts', () => import('./fakes/webhook-keys.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const NOW = new Date('2026-06-01T12:00:00.000Z');
const SECRET = 'the-current-secret';
const { source: _, ...REQUEST } = changeRequest();
const desk: TicketSource = { proof: { kind: 'header', headers: ['X-Api-Key'] }, reference: 'ticket', mapping: '$' };

/** Sends a webhook to the source `desk`, by default with the right secret. */
const send = (body: Webhook['body'], differences: Webhook = {}) =>
  sendWebhook(handler, { source: 'desk', headers: { 'x-api-key': SECRET }, body, ...differences });

/** Sends a webhook by a source of the repository's policy, signed as its system does. */
function sendByPreset(name: string, scheme: string, body: object, differences: Webhook = {}) {
  const sender = SENDERS[scheme];
  if (!sender) throw new Error(`there is no sender ${scheme}`);
  const [, secret] = sender.secrets;
  policy.sources = { [name]: preset(name) };
  webhookKeys.keys.set(name, [secret]);
  const headers = sender.headersFor(JSON.stringify(body), secret, NOW);
  return sendWebhook(handler, { source: name, headers, body, ...differences });
}

beforeEach(() => {
  vi.restoreAllMocks();
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  eventBus.reset();
  proofs.reset();
  webhookKeys.reset();
  resetPolicy();
  policy.sources = { desk: { ...desk } };
  webhookKeys.keys.set('desk', [SECRET]);
});

describe('receive-webhook, 202', () => {
  it('puts the request with its source and answers its requestId', async () => {
    const answer = await send(REQUEST);
    expect(answer).toMatchObject({ statusCode: 202, body: { requestId: REQUEST_ID } });
    const detail = { ...REQUEST, source: { system: 'desk' } };
    expect(eventBus.requestEvents).toEqual([detail]);
    expect(proofs.proofs).toEqual([{ detail, provenBy: 'signature' }]);
    expect(eventBus.putRequestEvent).not.toHaveBeenCalled();
    const [proven] = proofs.putProof.mock.invocationCallOrder;
    const [put] = eventBus.putTicketRequestEvent.mock.invocationCallOrder;
    expect(proven).toBeLessThan(Number(put));
  });

  it('puts a cancellation with its proof when the ticket takes its request back', async () => {
    policy.sources = { desk: { ...desk, reference: 'key', cancel: 'state = "closed"' } };
    const answer = await send({ key: 'OPS-42', state: 'closed' });
    expect(answer.statusCode).toBe(202);
    const detail = {
      source: { system: 'desk', reference: 'OPS-42' },
      takenBackAt: expect.stringMatching(/^2\d{3}-.*\.\d{3}Z$/),
    };
    expect(eventBus.cancellationEvents).toEqual([detail]);
    expect(proofs.proofs).toEqual([{ detail, provenBy: 'signature' }]);
    expect(eventBus.requestEvents).toEqual([]);
  });

  it.each(['', 'x'.repeat(201)])('puts no cancellation for a ticket whose key cannot be one: %j', async (key) => {
    policy.sources = { desk: { ...desk, reference: 'key', cancel: 'state = "closed"' } };
    const answer = await send({ key, state: 'closed' });
    expect(answer).toMatchObject({ statusCode: 422, body: { reasons: [{ pointer: '/source/reference' }] } });
    expect(eventBus.cancellationEvents).toEqual([]);
  });

  it('names ticket and page in the source when the ticket has them', async () => {
    policy.sources = {
      desk: { ...desk, reference: '"OPS-" & 42', url: '"https://desk.example.com/42"', mapping: '$' },
    };
    await send(REQUEST);
    const source = { system: 'desk', reference: 'OPS-42', url: 'https://desk.example.com/42' };
    expect(eventBus.requestEvents).toEqual([{ ...REQUEST, source }]);
  });

  it('answers with JSON that must not be cached', async () => {
    const { headers } = await send(REQUEST);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  });

  it.each([
    { name: 'standard', scheme: 'standard-webhooks', body: standardPayload(REQUEST) },
    { name: 'github', scheme: 'hmac-sha256 of GitHub', body: githubPayload() },
    { name: 'jira', scheme: 'hmac-sha256 of Jira', body: jiraPayload() },
    { name: 'jira-automation', scheme: 'header with the secret', body: plainPayload() },
    { name: 'zendesk', scheme: 'zendesk', body: plainPayload() },
    { name: 'servicenow', scheme: 'header with a bearer token', body: plainPayload({ sysId: '9d385017' }) },
    { name: 'freshservice', scheme: 'header with the secret', body: plainPayload() },
  ])('is the answer to what $name sends', async ({ name, scheme, body }) => {
    await expect(sendByPreset(name, scheme, body)).resolves.toMatchObject({ statusCode: 202 });
    expect(eventBus.requestEvents).toMatchObject([
      { source: { system: name }, requestedBy: REQUESTER, changes: [{ contact: NEW_CONTACT }] },
    ]);
  });

  it('takes a body that the HTTP API has encoded as base64', async () => {
    const body = Buffer.from(JSON.stringify(githubPayload()));
    const answer = await sendByPreset('github', 'hmac-sha256 of GitHub', githubPayload(), { body });
    expect(answer.statusCode).toBe(202);
  });

  it('takes characters of several bytes, encoded or not', async () => {
    const reason = 'naïve 名前 😀';
    await expect(send({ ...REQUEST, reason })).resolves.toMatchObject({ statusCode: 202 });
    await expect(send(bytesOf({ ...REQUEST, reason }))).resolves.toMatchObject({ statusCode: 202 });
    expect(eventBus.requestEvents).toMatchObject([{ reason }, { reason }]);
  });

  it('takes the webhook of an IAM role that the source names', async () => {
    policy.sources = {
      desk: { ...desk, proof: { kind: 'iam', principals: ['arn:aws:sts::111111111111:assumed-role/Desk/*'] } },
    };
    const principal = 'arn:aws:sts::111111111111:assumed-role/Desk/session';
    await expect(send(REQUEST, { headers: {}, principal })).resolves.toMatchObject({ statusCode: 202 });
    expect(webhookKeys.readLiveKeys).not.toHaveBeenCalled();
  });

  it('takes a webhook with the secret before the current one, and says that somebody has to enter the new one', async () => {
    const warn = vi.spyOn(logger, 'warn').mockReturnValue();
    webhookKeys.keys.set('desk', ['new', SECRET]);
    await expect(send(REQUEST)).resolves.toMatchObject({ statusCode: 202 });
    webhookKeys.keys.set('desk', [SECRET, 'old']);
    await expect(send(REQUEST)).resolves.toMatchObject({ statusCode: 202 });
    expect(warn.mock.calls).toEqual([[expect.any(String), { source: 'desk', keyChange: 'pending' }]]);
    warn.mockRestore();
  });

  it('takes a webhook with a new secret when the cached one has been rotated', async () => {
    webhookKeys.readLiveKeys.mockImplementation(async (_source, maxAgeSeconds) =>
      maxAgeSeconds === undefined ? ['old'] : [SECRET],
    );
    await expect(send(REQUEST)).resolves.toMatchObject({ statusCode: 202 });
    expect(webhookKeys.readLiveKeys.mock.calls).toEqual([
      ['desk', undefined],
      ['desk', 10],
    ]);
  });

  it('puts what people mean, and what they wrote', async () => {
    const { contact, ...key } = { ...putChange(), contact: { ...NEW_CONTACT, name: ` ${NEW_CONTACT.name}\u00A0` } };
    const changes = [{ ...key, accountId: '2222-2222-2222', action: 'update', contact }];
    await expect(send({ ...REQUEST, requestedBy: ` ${REQUESTER}`, changes })).resolves.toMatchObject({
      statusCode: 202,
    });
    expect(eventBus.requestEvents).toEqual([
      {
        ...REQUEST,
        source: { system: 'desk' },
        changes: [putChange()],
        asWritten: [
          { pointer: '/changes/0/accountId', text: '2222-2222-2222' },
          { pointer: '/changes/0/action', text: 'update' },
          { pointer: '/changes/0/contact/name', text: contact.name },
        ],
      },
    ]);
  });

  it('takes a request of 100 changes with the longest contacts', async () => {
    const longDomain = `${`${'b'.repeat(58)}.`.repeat(3)}example.com`;
    policy.allowedEmailDomains = [longDomain];
    const contact = {
      name: '田'.repeat(64),
      title: '田'.repeat(50),
      emailAddress: `${'a'.repeat(64)}@${longDomain}`,
      phoneNumber: '1'.repeat(25),
    };
    const changes = Array.from({ length: 100 }, (__, index) =>
      putChange({ ...SECURITY, accountId: String(900_000_000_001 + index) }, contact),
    );
    const reason = '🦊'.repeat(10_000);
    await expect(send({ ...REQUEST, reason, changes })).resolves.toMatchObject({ statusCode: 202 });
  });
});

describe('receive-webhook, 200', () => {
  it('ignores a webhook that the filter leaves out', async () => {
    policy.sources = { desk: { ...desk, filter: 'asks' } };
    await expect(send({ ...REQUEST, asks: false })).resolves.toMatchObject({
      statusCode: 200,
      body: { message: 'this event asks for no change' },
    });
    expect(eventBus.requestEvents).toEqual([]);
  });

  it('leaves a ping of GitHub', async () => {
    const ping = { zen: 'Keep it logically awesome.', hook_id: 1 };
    await expect(sendByPreset('github', 'hmac-sha256 of GitHub', ping)).resolves.toMatchObject({ statusCode: 200 });
  });

  it('leaves other types of Standard Webhooks', async () => {
    const other = standardPayload(REQUEST, 'invoice.paid');
    await expect(sendByPreset('standard', 'standard-webhooks', other)).resolves.toMatchObject({ statusCode: 200 });
  });
});

describe('receive-webhook, 400', () => {
  it.each(['', 'no JSON', '{', '{"a":1}}', '\uFEFF{}', 'undefined', "{'a':1}"])(
    'refuses the body %j, which is not JSON',
    async (body) => {
      await expect(send(body)).resolves.toMatchObject({ statusCode: 400, body: { message: 'the body is not JSON' } });
      expect(eventBus.requestEvents).toEqual([]);
    },
  );

  it('refuses a webhook without a body', async () => {
    await expect(send(undefined)).resolves.toMatchObject({ statusCode: 400 });
  });
});

describe('receive-webhook, 401', () => {
  const unauthorized = { statusCode: 401, body: { message: 'Unauthorized' } };

  it.each([{}, { 'x-api-key': 'wrong' }, { 'x-api-key': '' }, { authorization: SECRET }])(
    'refuses the headers %j',
    async (headers) => {
      await expect(send(REQUEST, { headers })).resolves.toMatchObject(unauthorized);
      expect(eventBus.requestEvents).toEqual([]);
    },
  );

  it.each([undefined, '', 'unknown', 'Desk', '__proto__', 'constructor', 'toString', 'desk/'])(
    'refuses the source %j, which the policy does not name, and reads no secret',
    async (source) => {
      await expect(send(REQUEST, { source })).resolves.toMatchObject(unauthorized);
      expect(webhookKeys.readLiveKeys).not.toHaveBeenCalled();
    },
  );

  it('refuses every source when the policy has none', async () => {
    delete policy.sources;
    await expect(send(REQUEST)).resolves.toMatchObject(unauthorized);
  });

  it('refuses a webhook when its source has no secret', async () => {
    webhookKeys.keys.clear();
    await expect(send(REQUEST)).resolves.toMatchObject(unauthorized);
  });

  it('refuses the secret of another source', async () => {
    policy.sources = { desk, other: desk };
    webhookKeys.keys.set('other', ['the secret of the other']);
    await expect(send(REQUEST, { source: 'other' })).resolves.toMatchObject(unauthorized);
  });

  it('does not say what is wrong: invalid JSON and a wrong proof look alike', async () => {
    const wrong = await send('no JSON', { headers: {} });
    expect(wrong).toEqual(await send(REQUEST, { source: 'unknown' }));
  });

  it('refuses a signed body with any one bit flipped', async () => {
    const payload = { zen: 'x' };
    const bytes = Buffer.from(JSON.stringify(payload));
    const flipped = [...bytes].flatMap((byte, index) =>
      Array.from({ length: 8 }, (__, bit) => {
        const copy = Buffer.from(bytes);
        copy[index] = byte ^ (1 << bit);
        return copy;
      }),
    );
    const scheme = 'hmac-sha256 of GitHub';
    const answers = await Promise.all(flipped.map((body) => sendByPreset('github', scheme, payload, { body })));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([401]));
    expect((await sendByPreset('github', scheme, payload, { body: bytes })).statusCode).toBe(200);
  });

  it('refuses bytes that are not UTF-8, though their replacement characters are signed', async () => {
    const body = Buffer.concat([Buffer.from('{"zen":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    const headers = SENDERS['hmac-sha256 of GitHub']?.headersFor(body.toString('utf8'), SECRET, NOW) ?? {};
    policy.sources = { github: preset('github') };
    webhookKeys.keys.set('github', [SECRET]);
    await expect(sendWebhook(handler, { source: 'github', headers, body })).resolves.toMatchObject(unauthorized);
  });

  it.each([undefined, 'arn:aws:sts::111111111111:assumed-role/Other/session'])(
    'refuses the principal %j when the source names another',
    async (principal) => {
      const proof: TicketSource['proof'] = {
        kind: 'iam',
        principals: ['arn:aws:sts::111111111111:assumed-role/Desk/*'],
      };
      policy.sources = { desk: { ...desk, proof } };
      await expect(send(REQUEST, principal === undefined ? {} : { principal })).resolves.toMatchObject(unauthorized);
    },
  );

  it('refuses a principal on the route for IAM when the source has another proof', async () => {
    const principal = 'arn:aws:iam::111111111111:user/someone';
    await expect(send(REQUEST, { headers: {}, principal })).resolves.toMatchObject(unauthorized);
  });
});

describe('receive-webhook, 413', () => {
  it('puts nothing when the request would be too large with what was written where it was corrected', async () => {
    const contact = { ...NEW_CONTACT, name: `SOC${'\u3000'.repeat(297)}`, title: `SOC${'\u3000'.repeat(297)}` };
    const changes = Array.from({ length: 100 }, (_, index) =>
      putChange({ ...SECURITY, accountId: String(222_222_222_222 + index) }, contact),
    );
    expect(JSON.stringify({ ...REQUEST, changes }).length).toBeLessThan(BODY_BYTES / 2);
    await expect(send({ ...REQUEST, changes })).resolves.toMatchObject({ statusCode: 413 });
    expect(eventBus.requestEvents).toEqual([]);
  });

  const ofBytes = (count: number) => `"${'x'.repeat(count - 2)}"`;

  it.each([
    { bytes: BODY_BYTES, statusCode: 422 },
    { bytes: BODY_BYTES + 1, statusCode: 413 },
  ])('answers $statusCode when the body has $bytes bytes, encoded or not', async ({ bytes, statusCode }) => {
    await expect(send(ofBytes(bytes))).resolves.toMatchObject({ statusCode });
    await expect(send(Buffer.from(ofBytes(bytes)))).resolves.toMatchObject({ statusCode });
  });

  it('counts bytes and not characters, before anything is proven', async () => {
    const body = `"${'é'.repeat(BODY_BYTES / 2)}"`;
    await expect(send(body, { headers: {} })).resolves.toMatchObject({ statusCode: 413 });
    expect(webhookKeys.readLiveKeys).not.toHaveBeenCalled();
  });
});

describe('receive-webhook, 422', () => {
  const message = expect.stringMatching(/^the ticket is not a valid change request: [A-Z“]/);
  const reasonsOf = async (request: object) => (await send(request)).body['reasons'];

  it('returns the reasons, and puts the request all the same, so that ticket and requester are notified', async () => {
    const { reason: __, ...incomplete } = REQUEST;
    const answer = await send({ ...incomplete, ticket: 'OPS-42' });
    expect(answer).toMatchObject({
      statusCode: 422,
      body: {
        message,
        reasons: expect.arrayContaining([
          { pointer: '/reason', code: 'required', message: 'is required' },
          { pointer: '', code: 'unknownProperties', message: 'has a property that is not known' },
        ]),
      },
    });
    expect(eventBus.requestEvents).toEqual([
      { ...incomplete, ticket: 'OPS-42', source: { system: 'desk', reference: 'OPS-42' } },
    ]);
  });

  it.each<{ what: string; differences: Partial<ChangeRequest>; pointer: string; code: string; reason: string }>([
    {
      what: 'two changes are of one contact',
      differences: { changes: [putChange(SECURITY), deleteChange(SECURITY)] },
      pointer: '/changes/1',
      code: 'repeatedContact',
      reason: 'changes the same contact as change 1',
    },
    {
      what: 'a contact is outside the allowed domains',
      differences: { changes: [putChange(SECURITY, { ...NEW_CONTACT, emailAddress: 'a@evil.test' })] },
      pointer: '/changes/0/contact/emailAddress',
      code: 'emailDomainNotAllowed',
      reason: 'must be in an allowed e-mail domain (example.com)',
    },
    {
      what: 'an account id has eleven digits',
      differences: { changes: [deleteChange({ ...SECURITY, accountId: '22222222222' })] },
      pointer: '/changes/0/accountId',
      code: 'format',
      reason: 'must be 12 digits, for example 222222222222',
    },
    {
      what: 'the requestId has a space',
      differences: { requestId: 'OPS 42' },
      pointer: '/requestId',
      code: 'format',
      reason: 'must be 1 to 80 letters, digits and ._:-, beginning with a letter or digit',
    },
  ])('names $pointer when $what', async ({ differences, pointer, code, reason }) => {
    await expect(reasonsOf({ ...REQUEST, ...differences })).resolves.toEqual([{ pointer, code, message: reason }]);
    expect(eventBus.requestEvents).toHaveLength(1);
  });

  it('names a reference that is too long', async () => {
    policy.sources = { desk: { ...desk, reference: '$join([1..201].("x"))' } };
    await expect(reasonsOf(REQUEST)).resolves.toMatchObject([{ pointer: '/source/reference' }]);
  });

  it.each([{ system: 'organization' }, { system: 'desk' }, null])(
    'refuses a mapping that makes the source %j itself, and puts nothing',
    async (source) => {
      await expect(send({ ...REQUEST, source })).resolves.toMatchObject({
        statusCode: 422,
        body: { message, reasons: [{ pointer: '/source', code: 'notAllowedHere', message: 'is not allowed here' }] },
      });
      expect(eventBus.requestEvents).toEqual([]);
    },
  );

  it.each([
    { what: 'a field', inserted: '"requestedBy":"evil@example.com",', says: 'has requestedBy twice' },
    { what: 'an escaped field', inserted: '"requested\\u0042y":"evil@example.com",', says: 'has requestedBy twice' },
    { what: 'the same value', inserted: `"requestedBy":"${REQUESTER}",`, says: 'has requestedBy twice' },
  ])('puts nothing, and repeats nothing but where it is, when the body has $what twice', async ({ inserted, says }) => {
    const logs = [vi.spyOn(logger, 'warn'), vi.spyOn(logger, 'error'), vi.spyOn(logger, 'info')];
    const body = JSON.stringify(REQUEST).replace('{', `{${inserted}`);
    const answer = await send(body);
    expect(answer).toMatchObject({
      statusCode: 422,
      body: {
        message: expect.stringContaining(says),
        reasons: [{ pointer: '', code: 'doubtfulName', message: expect.stringMatching(/line 1, column \d+/) }],
      },
    });
    for (const secret of [...CONTACT_DETAILS, 'evil', REQUESTER]) {
      expect(JSON.stringify([answer, logs.map(({ mock }) => mock.calls)])).not.toContain(secret);
    }
    expect(eventBus.requestEvents).toEqual([]);
  });

  it('finds a field that is there twice wherever it is', async () => {
    const body = JSON.stringify({ ...REQUEST, deep: { Secret: [{}] } }).replace('{}', '{"a b":1,"a b":2}');
    const answer = await send(body);
    expect(answer).toMatchObject({ statusCode: 422, body: { reasons: [{ pointer: '', code: 'doubtfulName' }] } });
    expect(JSON.stringify(answer)).not.toMatch(/Secret|a b/);
    expect(eventBus.requestEvents).toEqual([]);
  });

  it('takes nothing from what every object has', async () => {
    const body = JSON.stringify(REQUEST).replace('{', '{"__proto__":{"source":{"system":"organization"}},');
    await expect(send(body)).resolves.toMatchObject({
      statusCode: 422,
      body: { reasons: [{ pointer: '', code: 'doubtfulName', message: expect.stringContaining('__proto__') }] },
    });
    expect(eventBus.requestEvents).toEqual([]);
  });

  it('names an encoded domain when the policy refuses them', async () => {
    policy.allowedEmailDomains = ['xn--80ak6aa92e.com'];
    const body = {
      ...REQUEST,
      changes: [putChange(SECURITY, { ...NEW_CONTACT, emailAddress: 'a@xn--80ak6aa92e.com' })],
    };
    await expect(send(body)).resolves.toMatchObject({ statusCode: 202 });
    policy.confusableDomains = 'refuse';
    const reasons = [{ pointer: '/changes/0/contact/emailAddress', code: 'confusableDomain' }];
    await expect(send(body)).resolves.toMatchObject({ statusCode: 422, body: { reasons } });
    delete policy.confusableDomains;
  });

  it('repeats no value of the ticket', async () => {
    const contact = { ...NEW_CONTACT, phoneNumber: 'a secret', emailAddress: 'a secret' };
    const answer = await send({ ...REQUEST, changes: [putChange(SECURITY, contact)] });
    expect(answer.statusCode).toBe(422);
    for (const secret of [...CONTACT_DETAILS, 'a secret', SECRET]) {
      expect(JSON.stringify(answer)).not.toContain(secret);
    }
  });

  it('answers the reasons, and logs no value, when the invalid request cannot be put', async () => {
    const log = vi.spyOn(logger, 'error');
    eventBus.putTicketRequestEvent.mockRejectedValue(new EventRefusedError(`too large: ${NEW_CONTACT.emailAddress}`));
    await expect(send({ ...REQUEST, requestId: '' })).resolves.toMatchObject({
      statusCode: 422,
      body: { message, reasons: [{ pointer: '/requestId' }] },
    });
    expect(log.mock.calls).toEqual([
      [
        'The workflow did not get an invalid request',
        { source: 'desk', error: 'EventRefusedError', stack: expect.any(Array) },
      ],
    ]);
    for (const secret of CONTACT_DETAILS) expect(JSON.stringify(log.mock.calls)).not.toContain(secret);
  });

  it('logs source and ticket, and nothing of the payload, when the ticket cannot be mapped', async () => {
    const logs = [vi.spyOn(logger, 'warn'), vi.spyOn(logger, 'error'), vi.spyOn(logger, 'info')];
    policy.sources = { desk: { ...desk, mapping: '{ "requestId": $number(changes[0].contact.name) }' } };
    await expect(send({ ...REQUEST, ticket: 'OPS-42' })).resolves.toMatchObject({
      statusCode: 422,
      body: { message: 'the ticket cannot be mapped to a change request' },
    });
    expect(logs.flatMap((log) => log.mock.calls)).toMatchObject([
      ['Audit', { by: { kind: 'system', id: 'desk' }, ticket: 'OPS-42', code: 'notMapped' }],
    ]);
    expect(eventBus.requestEvents).toEqual([]);
  });

  it('refuses a body that is nested too deeply to be mapped', async () => {
    const body = `{"nested":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    await expect(send(body)).resolves.toMatchObject({ statusCode: 422 });
    expect(eventBus.requestEvents).toEqual([]);
  });

  it.each(['null', '42', '"text"', '[]', 'true'])(
    'refuses the body %s when the mapping makes no object of it',
    async (body) => {
      await expect(send(body)).resolves.toMatchObject({ statusCode: 422, body: { message: expect.any(String) } });
      expect(eventBus.requestEvents).toEqual([]);
    },
  );
});

describe('receive-webhook, 503', () => {
  it('is the answer when the event is refused, so that the sender tries again, and a second try succeeds', async () => {
    eventBus.putTicketRequestEvent.mockRejectedValueOnce(new EventRefusedError('EventBridge refused an event'));
    const answer = await send(REQUEST);
    expect(answer).toMatchObject({ statusCode: 503, body: { message: expect.stringContaining('send it again') } });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'retry-after': '10',
    });
    await expect(send(REQUEST)).resolves.toMatchObject({ statusCode: 202 });
  });
});

describe('receive-webhook, 500', () => {
  const problem = { statusCode: 500, body: { message: 'Internal Server Error' } };

  it('is the answer when the keys cannot be read', async () => {
    webhookKeys.readLiveKeys.mockRejectedValue(Object.assign(new Error('no key'), { name: 'DecryptionFailure' }));
    await expect(send(REQUEST)).resolves.toMatchObject(problem);
    expect(eventBus.requestEvents).toEqual([]);
  });

  it('logs the route and the error, and nothing of the request', async () => {
    const error = vi.spyOn(logger, 'error');
    eventBus.putTicketRequestEvent.mockRejectedValue(new EventRefusedError(`refused ${NEW_CONTACT.emailAddress}`));
    await send(REQUEST);
    expect(error.mock.calls).toEqual([
      [
        'Request failed',
        {
          routeKey: 'POST /webhooks/{source}',
          error: 'EventRefusedError',
          stack: expect.any(Array),
        },
      ],
    ]);
    for (const secret of [...CONTACT_DETAILS, SECRET]) expect(JSON.stringify(error.mock.calls)).not.toContain(secret);
  });
});
