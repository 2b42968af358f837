import '../metrics-on.ts';
import '../environment.ts';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { audit } from '../../../functions/middleware/audit.ts';
import { audited } from '../../../functions/middleware/audited.ts';
import { Budget } from '../../../functions/middleware/budget.ts';
import { jsonAnswer, jsonChain } from '../../../functions/middleware/json-chain.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import { APPROVER, REQUEST_KEY, VOTED_AT } from '../builders.ts';
import * as eventBus from '../functions/fakes/event-bus.ts';
import { invoke } from '../functions/invoke.ts';

vi.mock('../../../functions/aws/event-bus.ts', () => import('../functions/fakes/event-bus.ts'));

const USER_AGENT = 'a browser/1.0';
const HASH = /^[0-9a-f]{64}$/;

/** The lines that were written to standard output, as CloudWatch reads them. */
const emitted: Record<string, unknown>[] = [];
const lines = () => log.mock.calls.filter(([line]) => line === 'Audit').map(([, fields]) => fields);
let log = vi.spyOn(logger, 'info');
let minutes = 0;

beforeEach(() => {
  vi.restoreAllMocks();
  eventBus.reset();
  // What strangers may leave counts for a minute.
  minutes += 1;
  vi.useFakeTimers({ now: Date.parse(VOTED_AT) + minutes * 60_000, toFake: ['Date'] });
  log = vi.spyOn(logger, 'info');
  emitted.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    emitted.push(JSON.parse(String(line)));
    return true;
  });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Calls a function whose answer has this status; the handler may note something first. */
function call(
  action: Parameters<typeof audited>[0],
  statusCode: number,
  { facts = {}, body = '{}', principal }: { facts?: object; body?: string; principal?: string } = {},
): Promise<unknown> {
  const handler = jsonChain()
    .use(audited(action))
    .handler(async ({ note }) => {
      note(facts);
      return jsonAnswer(statusCode, {});
    });
  const authorizer = principal !== undefined && { authorizer: { iam: { userArn: principal } } };
  return invoke(handler, {
    version: '2.0',
    routeKey: 'POST /x',
    headers: { 'user-agent': USER_AGENT },
    requestContext: { http: { method: 'POST', sourceIp: '203.0.113.7' }, ...authorizer },
    body,
    isBase64Encoded: false,
  });
}

describe('audited', () => {
  it('leaves one line, one event and one metric of a call that is refused', async () => {
    await call('request', 422, { principal: 'arn:aws:iam::111111111111:user/jane' });
    const common = {
      action: 'request',
      outcome: 'refused',
      code: 'invalid',
      decision: null,
      requests: [],
      ticket: null,
    };
    const from = { sourceIp: '203.0.113.7', userAgent: expect.stringMatching(HASH), statusCode: 422 };
    const by = { kind: 'principal', id: 'arn:aws:iam::111111111111:user/jane' };
    const occurredAt = new Date().toISOString();
    const [event] = eventBus.auditEvents;
    expect(eventBus.auditEvents).toEqual([{ auditId: expect.any(String), ...common, ...from, by, occurredAt }]);
    expect(lines()).toEqual([{ ...event, by: { kind: 'principal', id: expect.stringMatching(HASH) } }]);
    expect(emitted).toMatchObject([{ RequestRefused: 1 }]);
  });

  it('says nothing of a call that is accepted and is no act', async () => {
    await call('webhook', 202);
    await call('request', 200);
    expect([lines(), eventBus.auditEvents, emitted]).toEqual([[], [], []]);
  });

  it('leaves the same of an act that counts', async () => {
    const by = { kind: 'approver', id: APPROVER };
    await call('vote', 303, { facts: { by, decision: 'approve', requests: [REQUEST_KEY] } });
    expect(eventBus.auditEvents).toMatchObject([{ outcome: 'recorded', code: null, decision: 'approve', by }]);
    expect(lines()).toHaveLength(1);
    expect(emitted).toMatchObject([{ VoteRecorded: 1 }]);
  });

  it.each([
    [400, 'unreadable'],
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'unknown'],
    [409, 'conflict'],
    [413, 'tooLarge'],
    [422, 'invalid'],
  ])('names what %i means where the handler says nothing else', async (statusCode, code) => {
    await call('webhook', statusCode);
    expect(eventBus.auditEvents).toMatchObject([{ code, statusCode }]);
  });

  it('names why an act does not count although its answer is no error', async () => {
    await call('vote', 303, { facts: { refusal: 'decided' } });
    expect(eventBus.auditEvents).toMatchObject([{ outcome: 'refused', code: 'decided' }]);
  });

  it('leaves one line when a middleware refuses the call', async () => {
    await call('webhook', 202, { body: 'x'.repeat(262_145) });
    expect(eventBus.auditEvents).toMatchObject([{ code: 'tooLarge', by: { kind: 'unknown', id: null } }]);
    expect(log.mock.calls.map(([line]) => line)).toEqual(['Audit']);
  });

  it('logs neither address nor user agent, and takes no text of a ticket for its reference', async () => {
    const by = { kind: 'claimed', id: APPROVER };
    await call('cancellation', 403, { facts: { by, ticket: 'call +1 555 0100 at once' } });
    expect(eventBus.auditEvents).toMatchObject([{ ticket: null, by }]);
    expect(JSON.stringify([log.mock.calls, emitted])).not.toContain(APPROVER);
    for (const text of [USER_AGENT, '555']) {
      expect(JSON.stringify([log.mock.calls, emitted, eventBus.auditEvents])).not.toContain(text);
    }
  });

  it('logs and counts each call of strangers, and puts ten events of them in a minute', async () => {
    for (let calls = 0; calls < 25; calls += 1) await call('webhook', 401);
    expect(eventBus.auditEvents).toHaveLength(10);
    expect(lines()).toHaveLength(25);
    expect(lines().at(-1)).toMatchObject({ code: 'unauthorized', isEventLeftOut: true });
    expect(emitted).toHaveLength(25);
    const by = { kind: 'system', id: 'jira' };
    await call('webhook', 422, { facts: { by } });
    expect(eventBus.auditEvents.at(-1)).toMatchObject({ by });
  });

  it('answers as ever when the event cannot be put, and says so', async () => {
    const error = vi.spyOn(logger, 'error');
    eventBus.putAuditEvent.mockRejectedValueOnce(Object.assign(new Error('no'), { name: 'EventRefusedError' }));
    await expect(call('vote', 303)).resolves.toMatchObject({ statusCode: 303 });
    const [line] = lines();
    const { auditId } = Object(line);
    expect(error.mock.calls).toMatchObject([['An audit event was not put', { auditId, error: 'EventRefusedError' }]]);
    expect(emitted).toMatchObject([{ VoteRecorded: 1 }, { AuditEventsLost: 1 }]);
  });
});

describe('audit', () => {
  it('says of what came as an event that it was no call', async () => {
    await audit('cancellation', { by: { kind: 'system', id: 'jira' }, ticket: 'OPS-42', requests: [REQUEST_KEY] });
    expect(eventBus.auditEvents).toMatchObject([
      { ticket: 'OPS-42', requests: [REQUEST_KEY], sourceIp: null, userAgent: null, statusCode: null },
    ]);
    expect(lines()).toMatchObject([{ by: { kind: 'system', id: 'jira' } }]);
  });
});

describe('Budget', () => {
  it('lets so many through in a time, and as many again after it', () => {
    const budget = new Budget(2, 1000);
    expect([0, 1, 999].map((now) => budget.take(5000 + now))).toEqual([true, true, false]);
    expect(budget.take(6000)).toBe(true);
  });
});
