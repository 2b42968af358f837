import '../environment.ts';

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/receive-webhook.ts';
import * as eventBus from '../functions/fakes/event-bus.ts';
import * as proofs from '../functions/fakes/intake-proofs.ts';
import { policy, reset as resetPolicy } from '../functions/fakes/policy.ts';
import * as webhookKeys from '../functions/fakes/webhook-keys.ts';
import { sendWebhook } from '../functions/webhook-caller.ts';
import { plainPayload, preset } from './payloads.ts';

vi.mock('../../../functions/aws/event-bus.ts', () => import('../functions/fakes/event-bus.ts'));
vi.mock('../../../functions/aws/intake-proofs.ts', () => import('../functions/fakes/intake-proofs.ts'));
vi.mock('../../../functions/aws/webhook-keys.ts', () => import('../functions/fakes/webhook-keys.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('../functions/fakes/policy.ts'));

type Fields = Record<string, string>;

const SECRET = 'the-current-secret';

/** What the system itself knows of a ticket. */
const KNOWN: Fields = {
  ticket: '35436',
  url: 'https://desk.example.com/35436',
  contributors: 'agent@example.com',
  requestedBy: 'jane@example.com',
};
/** What people write. */
const WRITTEN = Object.entries(plainPayload()).filter(([key]) => !(key in KNOWN));
const WRITTEN_KEYS = WRITTEN.map(([key]) => key);

const blocks = (name: string, language: string) => {
  const page = readFileSync(join(import.meta.dirname, `../../../docs/ticketing/${name}.md`), 'utf8');
  return new RegExp(`\`\`\`${language}\\n(.*?)\\n\\s*\`\`\``, 's').exec(page)?.[1] ?? '';
};

/** The body that a documented template gives, if the system puts each value in its place as it is. */
function rendered(template: string, fields: Fields): string {
  return template.replaceAll(/"(\w+)": "\{\{.*\}\}"/g, (_, key: string) => `"${key}": "${fields[key] ?? ''}"`);
}

/** Sends the body as the source, signed. */
async function sendAs(name: string, body: string) {
  policy.sources = { [name]: { ...preset(name), proof: { kind: 'header', headers: ['X-Api-Key'] } } };
  webhookKeys.keys.set(name, [SECRET]);
  return sendWebhook(handler, { source: name, headers: { 'x-api-key': SECRET }, body });
}

/** Everything that was put, as requests or cancellations, in the name of somebody or something else than the ticket's. */
function inAnothersName(): object[] {
  const requests = eventBus.requestEvents.filter((detail) => {
    const { requestedBy, contributors = [], source, changes, replaces } = Object(detail);
    const own = { by: [KNOWN['requestedBy']], with: [KNOWN['contributors']], of: KNOWN['ticket'], url: KNOWN['url'] };
    const told = { by: [requestedBy], with: contributors, of: source?.reference, url: source?.url };
    return JSON.stringify(told) !== JSON.stringify(own) || changes?.length !== 1 || replaces !== 'all';
  });
  const cancellations = eventBus.cancellationEvents.filter(
    (detail) => Object(detail).source.reference !== KNOWN['ticket'],
  );
  return [...requests, ...cancellations];
}

beforeEach(() => {
  vi.restoreAllMocks();
  for (const fake of [eventBus, proofs, webhookKeys]) fake.reset();
  resetPolicy();
});

describe.each(['zendesk', 'freshservice', 'jira-automation'])('the documented template of %s', (name) => {
  const template = blocks(name, 'json');
  const keys = [...template.matchAll(/^\s+"(\w+)": /gm)].map(([, key]) => key);
  const harmless = { ...Object.fromEntries(WRITTEN), ...KNOWN };
  const sendWith = (fields: Fields) => sendAs(name, rendered(template, { ...harmless, ...fields }));

  it('ends with what the system itself knows', () => {
    expect(keys.slice(-4)).toEqual(Object.keys(KNOWN));
    expect(keys.slice(0, -4).toSorted()).toEqual(WRITTEN_KEYS.toSorted());
  });

  it('makes the request of a harmless ticket', async () => {
    await expect(sendWith({})).resolves.toMatchObject({ statusCode: 202 });
    expect(eventBus.requestEvents).toMatchObject([{ requestedBy: 'jane@example.com', reason: harmless['reason'] }]);
    expect(inAnothersName()).toEqual([]);
  });

  it.each([
    'x","requestedBy":"evil@example.com',
    'x", "requested\\u0042y" : "evil@example.com", "more": "',
    'x","contributors":"',
    'x","ticket":"1","url":"https://evil.example","requestedBy":"evil@example.com',
    'x","action":"Cancel","email":"',
    'x","requestedBy":"evil@example.com"}',
    'x","requestedBy":"evil@example.com","rest":{"a":"',
    'x","__proto__":{"requestedBy":"evil@example.com"},"a":"',
    '"',
    'x\\',
    'two\nlines',
    '{"requestedBy":"evil@example.com"}',
  ])('is refused when any text of the ticket is %j', async (text) => {
    for (const field of WRITTEN_KEYS) {
      const { statusCode } = await sendWith({ [field]: text });
      expect([400, 422], field).toContain(statusCode);
    }
    expect([...eventBus.requestEvents, ...eventBus.cancellationEvents]).toEqual([]);
  });

  it('is refused when one text opens an object, and another one closes it', async () => {
    const fields = { reason: 'x","rest":{"a":"', phone: '"},"requestedBy":"evil@example.com","b":"' };
    const { statusCode } = await sendWith(fields);
    expect(statusCode).toBe(422);
    expect(eventBus.requestEvents).toEqual([]);
  });

  it('would let two texts speak for somebody else if what the system knows stood between them', async () => {
    const lines = template
      .split('\n')
      .slice(1, -1)
      .map((line) => line.replace(/,$/, ''));
    const [first = '', ...others] = lines.slice(0, -4);
    const unsafe = `{${[first, ...lines.slice(-4), ...others].join(',\n')}}`;
    const evil = '"},"requestedBy":"evil@example.com","contributors":"","ticket":"1","url":"https://evil.example"';
    const fields = { ...harmless, reason: 'x","rest":{"a":"', account: `${evil},"account":"222222222222` };
    await expect(sendAs(name, rendered(unsafe, fields))).resolves.toMatchObject({ statusCode: 202 });
    expect(inAnothersName()).toMatchObject([{ requestedBy: 'evil@example.com' }]);
  });

  it('lets nobody speak for somebody else, whatever they write in all of its fields', async () => {
    const pieces = ['"', '\\', '{', '}', '[', ']', ',', ':', '\n', ' ', 'x', '\\u0022', '"rest":{"a":"', '"},'];
    const texts = ['","requestedBy":"evil@example.com', '","ticket":"1', '","contributors":"', '"action":"Cancel"'];
    const text = fc.array(fc.constantFrom(...pieces, ...texts), { maxLength: 6 }).map((parts) => parts.join(''));
    const either = (usual: string) => fc.oneof(fc.constant(usual), text);
    const fields = fc.record(Object.fromEntries(WRITTEN.map(([key, usual]) => [key, either(usual)])));
    await fc.assert(
      fc.asyncProperty(fields, async (written) => {
        await sendWith(written);
        expect(inAnothersName()).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the documented script of servicenow', () => {
  it('keeps each text in its field, whatever people write', async () => {
    const hostile = 'x","requestedBy":"evil@example.com\n{}\\';
    const variable = { toString: () => hostile };
    const sent: string[] = [];
    class RESTMessageV2 {
      disableForcedVariableSubstitution() {}
      setRequestBody(body: string) {
        sent.push(body);
      }
      execute() {
        return { getStatusCode: () => 202, getBody: () => '' };
      }
    }
    runInNewContext(blocks('servicenow', 'js'), {
      current: {
        variables: new Proxy({}, { get: () => variable }),
        getValue: () => KNOWN['ticket'],
        getUniqueValue: () => '9d385017',
        getLink: () => '35436',
        opened_by: { email: KNOWN['requestedBy'] },
        request: { requested_for: { email: KNOWN['contributors'] } },
      },
      gs: { getProperty: () => 'https://desk.example.com/', getUser: () => ({ getEmail: () => '' }) },
      sn_ws: { RESTMessageV2 },
    });
    expect(sent.map((body) => JSON.parse(body))).toEqual([
      {
        ...Object.fromEntries(WRITTEN_KEYS.map((key) => [key, hostile])),
        ...KNOWN,
        contributors: [KNOWN['contributors']],
        sysId: '9d385017',
      },
    ]);
    await sendAs('servicenow', sent[0] ?? '');
    expect(eventBus.requestEvents).toMatchObject([{ requestedBy: KNOWN['requestedBy'], reason: hostile }]);
  });
});
