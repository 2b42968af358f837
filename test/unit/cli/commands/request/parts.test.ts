import { describe, expect, it } from 'vitest';
import { AwsCallError } from '../../../../../cli/errors.ts';
import type { RequestRecord } from '../../../../../functions/domain/ledger/record.ts';
import type { ChangeRequest } from '../../../../../schemas/compiled/change-request.js';
import { receivedRecord } from '../../../builders.ts';
import { type CliOptions, runCli } from '../../run-cli.ts';

const HEADER = 'accountId,alternateContactType,action,name,title,emailAddress,phoneNumber';
const removal = (index: number) => `${100_000_000_000 + index},BILLING,DELETE,,,,`;
const rows = (count: number) => Array.from({ length: count }, (_, index) => removal(index));

async function request(lines: string[], options: CliOptions = {}, ...flags: string[]) {
  const words = [
    'request',
    '--file',
    '-',
    '--format',
    'csv',
    '--requested-by',
    'jane@example.com',
    '--request-id',
    'soc',
  ];
  const reason = flags.includes('--reason') ? [] : ['--reason', 'The SOC moves'];
  const result = await runCli([...words, ...reason, ...flags], { ...options, stdin: [HEADER, ...lines].join('\n') });
  const sent = result.calls.requests.map((sent): ChangeRequest => Object(sent));
  return { ...result, sent };
}

/** The records of requests that were sent before. */
function recordsOf(requests: ChangeRequest[]): Record<string, RequestRecord> {
  return Object.fromEntries(requests.map((each) => [each.requestId, { ...receivedRecord(), request: each }]));
}

describe('contacts request with more changes than a request can have', () => {
  it('sends 100 changes as one request', async () => {
    const { sent } = await request(rows(100));
    expect(sent).toMatchObject([{ requestId: 'soc', reason: 'The SOC moves' }]);
  });

  it('sends several requests that name each other', async () => {
    const { code, sent, stdout } = await request(rows(201));
    expect(code).toBe(0);
    expect(sent.map(({ requestId, reason, changes }) => [requestId, reason, changes.length])).toEqual([
      ['soc-1-of-3', 'The SOC moves (part 1 of 3: the others are soc-2-of-3, soc-3-of-3)', 100],
      ['soc-2-of-3', 'The SOC moves (part 2 of 3: the others are soc-1-of-3, soc-3-of-3)', 100],
      ['soc-3-of-3', 'The SOC moves (part 3 of 3: the others are soc-1-of-3, soc-2-of-3)', 1],
    ]);
    expect(sent.flatMap(({ changes }) => changes.map(({ accountId }) => accountId))).toEqual(
      rows(201).map((row) => row.slice(0, 12)),
    );
    expect(stdout).toContain('Sent 3 of 3 requests: 201 changes in 201 accounts, stage dev\n');
    expect(stdout).toContain('contacts status soc-2-of-3\n');
  });

  it('names the other of two', async () => {
    const { sent } = await request(rows(101));
    expect(sent[0]?.reason).toBe('The SOC moves (part 1 of 2: the other is soc-2-of-2)');
  });

  it('names many parts by the first and the last', async () => {
    const { sent } = await request(rows(501));
    expect(sent[1]?.reason).toBe('The SOC moves (part 2 of 6: the others are soc-1-of-6 to soc-6-of-6)');
  });

  it('prints one JSON document when asked to', async () => {
    const { stdout } = await request(rows(101), {}, '--json');
    expect(JSON.parse(stdout)).toEqual({
      requestId: 'soc',
      stage: 'dev',
      changes: 101,
      requests: [
        { requestId: 'soc-1-of-2', changes: 100, sentBefore: false },
        { requestId: 'soc-2-of-2', changes: 1, sentBefore: false },
      ],
    });
  });

  it('points into each part for what was not taken as it is written', async () => {
    const { sent } = await request([...rows(100), '1111-1111-1111,BILLING,DELETE,,,,']);
    expect(sent[0]).not.toHaveProperty('asWritten');
    expect(sent[1]).toMatchObject({
      changes: [{ accountId: '111111111111' }],
      asWritten: [{ pointer: '/changes/0/accountId', text: '1111-1111-1111' }],
    });
  });

  it('sends nothing when anything is wrong in any part, and names each of ten faults in two hundred rows', async () => {
    const wrong = rows(200).map((row, index) => (index % 20 === 7 ? row.replace('BILLING', 'BILL') : row));
    const { code, stderr, calls } = await request([...wrong, removal(0)]);
    expect(code).toBe(2);
    expect(stderr).toContain('there are 11 problems');
    const named = [...stderr.matchAll(/stdin:(\d+): alternateContactType must be one of/g)].map(([, line]) =>
      Number(line),
    );
    expect(named).toEqual(Array.from({ length: 10 }, (_, index) => 9 + index * 20));
    expect(stderr).toContain('stdin:202: changes the same contact as line 2\n');
    expect(calls.requests).toEqual([]);
  });

  it.each([
    { flags: ['--request-id', '-'], says: '--request-id must be' },
    { flags: ['--request-id', 'x'.repeat(81)], says: '--request-id must' },
    { flags: ['--reason', ''], says: '--reason must not be empty' },
    { flags: ['--watch'], says: 'these changes become 2 requests, and --watch follows one' },
  ])('is wrong usage when it says $says', async ({ flags, says }) => {
    const { code, stderr, calls } = await request(rows(101), {}, ...flags);
    expect(code).toBe(2);
    expect(stderr.split(says)).toHaveLength(2);
    expect(calls.requests).toEqual([]);
  });

  it('says what was sent and how to send the rest when sending fails halfway', async () => {
    const error = new AwsCallError('execute-api:Invoke', { cause: new Error('throttled') });
    const { code, stderr, sent } = await request(rows(201), { sendError: { at: 2, error } });
    expect(code).toBe(1);
    expect(sent.map(({ requestId }) => requestId)).toEqual(['soc-1-of-3']);
    expect(stderr).toContain('only soc-1-of-3 of 3 requests could be sent');
    expect(stderr).toContain('the same command and --request-id soc');
    expect(stderr).toContain('throttled');
  });

  it('sends only what is missing when it is repeated with the same id', async () => {
    const { sent } = await request(rows(201));
    const again = await request(rows(201), { stored: recordsOf(sent.slice(0, 1)) });
    expect(again.code).toBe(0);
    expect(again.sent.map(({ requestId }) => requestId)).toEqual(['soc-2-of-3', 'soc-3-of-3']);
    expect(again.stdout).toContain('soc-1-of-3: 100 changes, which was sent before\n');
    const third = await request(rows(201), { stored: recordsOf(sent) });
    expect(third.code).toBe(0);
    expect(third.sent).toEqual([]);
  });

  it('sends nothing when one of the ids belongs to a request with other changes', async () => {
    const { sent } = await request(rows(201));
    const others = rows(201).toReversed();
    const { code, stderr, calls } = await request(others, { stored: recordsOf(sent.slice(2)) });
    expect(code).toBe(1);
    expect(stderr).toContain('there already is a request soc-3-of-3, which asks for other changes');
    expect(calls.requests).toEqual([]);
  });
});
