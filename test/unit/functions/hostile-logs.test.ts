import '../environment.ts';

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { linkHash } from '../../../functions/domain/approval/page-link.ts';
import { FakeTable } from '../aws/fake-table.ts';
import {
  APPROVER,
  approvalRequested,
  changeRequest,
  planned,
  plannedChange,
  putChange,
  requested,
  SECURITY,
  VOTED_AT,
} from '../builders.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import { invoke } from './invoke.ts';
import { IDENTITIES, JANE } from './signed-caller.ts';

vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));
vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

process.env['LOG_LEVEL'] = 'INFO';

const ROOT = join(import.meta.dirname, '../../..');
const NAME = 'Zaphod Beeblebrox';
const ADDRESS = 'zaphod@hostile.example';
const PHONE = '+99 888 777 666';
const HOSTILE = `${NAME}\n    at ${NAME} (/x:1:1) <${ADDRESS}> ${PHONE} "${NAME}"`;
const LINK = 'aB3-_'.repeat(8).concat('xyz');
const SECRET = 'the-secret-of-the-desk';
const MARKERS = /zaphod|beeblebrox|hostile\.example|888.?777/i;

type Handler = (event: unknown, context: Context) => Promise<unknown>;

const functions = readdirSync(join(ROOT, 'functions'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length));
const tasks = new Set(readdirSync(join(ROOT, 'schemas/tasks')).map((file) => file.slice(0, -'.schema.json'.length)));

/** Everything that anything wrote. */
const lines: string[] = [];

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  resetPolicy();
  policy.identities = IDENTITIES;
  policy.sources = {
    desk: { proof: { kind: 'header', headers: ['X-Api-Key'] }, reference: 'source.reference', mapping: '$' },
  };
  lines.length = 0;
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      lines.push(String(text));
      return true;
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** How AWS answers. */
const WORLDS: Record<string, () => (command: { constructor: { name: string }; input: object }) => unknown> = {
  'every call fails with words of a service': () => () => {
    throw serviceError();
  },
  'every call fails with an error of the language': () => () => {
    throw new TypeError(`Cannot read ${HOSTILE}`);
  },
  'the table knows a hostile request, and other services fail': () => {
    const table = hostileTable();
    return (command) => {
      const { name } = command.constructor;
      if (name === 'GetSecretValueCommand') return { SecretString: SECRET };
      if (/^(Get|Put|Update|Query)Command$/.test(name)) return table({ name, input: { ...command.input } });
      throw serviceError();
    };
  },
};

describe.each(functions)('%s', (name) => {
  it.each(Object.entries(WORLDS))('writes nothing that people wrote when %s', async (_what, world) => {
    const answer = world();
    vi.spyOn(Object.getPrototypeOf(SFNClient.prototype), 'send').mockImplementation(async (command) =>
      answer(Object(command)),
    );
    vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError(HOSTILE));
    const { handler }: { handler: Handler } = await import(`../../../functions/${name}.ts`);
    for (const event of eventsFor(name)) {
      await invoke(handler, event, 60_000).catch(printedByTheRuntime);
    }
    if (tasks.has(name)) expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => MARKERS.test(line))).toEqual([]);
  });
});

/** What the runtime of Lambda prints of an error that a handler throws: its name, message and stack, and every field of it. */
function printedByTheRuntime(error: unknown): void {
  const { name, message, stack } = Object(error);
  lines.push(JSON.stringify({ errorType: name, errorMessage: message, ...Object(error), stack }));
}

function serviceError(): Error {
  return Object.assign(new Error(`'${HOSTILE}' is not authorized to mail ${ADDRESS}`), {
    name: 'AccessDeniedException',
    $metadata: { requestId: NAME },
    Resource: HOSTILE,
  });
}

/** Every request that is asked for is there, and waits; its texts are hostile, and so are its contacts. */
function hostileTable(): FakeTable['answer'] {
  const table = new FakeTable();
  const contact = { name: NAME, title: NAME, emailAddress: ADDRESS, phoneNumber: PHONE };
  const request = changeRequest({ reason: HOSTILE, requestedBy: ADDRESS, changes: [putChange(SECURITY, contact)] });
  const history = [
    requested({ request }),
    planned({ plan: [plannedChange({ before: contact, after: contact })] }),
    approvalRequested(),
  ];
  return (command) => {
    const key = Object(command.input['Key'])['pk'];
    if (String(key).startsWith('REQUEST#') && !table.items.has(key)) {
      table.items.set(key, { pk: key, history: structuredClone(history), version: 1, taskToken: HOSTILE });
    }
    if (key === `LINK#${linkHash(LINK)}`) {
      return { Item: { pk: key, requestKey: 'jira/one', approver: APPROVER, requester: ADDRESS, ttl: 4_000_000_000 } };
    }
    return table.answer(command);
  };
}

function eventsFor(name: string): unknown[] {
  if (!tasks.has(name)) return httpEvents();
  const schema = JSON.parse(readFileSync(join(ROOT, `schemas/tasks/${name}.schema.json`), 'utf8'));
  const examples: unknown[] = schema.$defs.input.examples;
  return examples.flatMap((example) => [example, withHostileTexts(example), withHostileNames(example), HOSTILE]);
}

/** Calls of the HTTP API, by links and without, by forms and with JSON. */
function httpEvents(): object[] {
  const { requestId, ...rest } = changeRequest({ source: { system: 'cli', reference: HOSTILE } });
  const asked = { ...rest, requestId, reason: HOSTILE };
  const bodies = [
    ...[asked, withHostileTexts(asked), withHostileNames(asked), { requestId, reason: HOSTILE }].map((body) =>
      JSON.stringify(body),
    ),
    new URLSearchParams({ decision: HOSTILE, comment: HOSTILE, nonce: HOSTILE }).toString(),
    HOSTILE,
  ];
  const doors = [
    { source: 'desk', token: LINK, principal: JANE },
    { source: HOSTILE, token: HOSTILE, principal: `arn:aws:iam::111111111111:user/${HOSTILE}` },
  ];
  return doors.flatMap(({ source, token, principal }) =>
    bodies.map((body) => ({
      version: '2.0',
      routeKey: 'POST /any',
      rawPath: `/${HOSTILE}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': HOSTILE, 'x-api-key': SECRET },
      cookies: [`__Host-session=${HOSTILE}`],
      queryStringParameters: { state: HOSTILE, code: HOSTILE },
      pathParameters: { source, token },
      requestContext: { http: { method: 'POST', userAgent: HOSTILE }, authorizer: { iam: { userArn: principal } } },
      body,
      isBase64Encoded: false,
    })),
  );
}

function withHostileTexts(value: unknown): unknown {
  if (typeof value === 'string') return HOSTILE;
  if (Array.isArray(value)) return value.map(withHostileTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withHostileTexts(inner)]));
}

function withHostileNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withHostileNames);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, withHostileNames(inner)]);
  return { ...Object.fromEntries(entries), [HOSTILE]: HOSTILE };
}
