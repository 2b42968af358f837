import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { csvPlaces } from '../../../../../cli/input/changes.ts';
import { checkedRequest } from '../../../../../cli/input/check-request.ts';
import type { ChangeRequest } from '../../../../../schemas/compiled/change-request.js';
import type { Reason } from '../../../../../schemas/compiled/reason.js';
import { receivedRecord } from '../../../builders.ts';
import { type CliOptions, runCli } from '../../run-cli.ts';

const HEADER = 'accountId,alternateContactType,action,name,title,emailAddress,phoneNumber';
const removal = (index: number) => `${100_000_000_000 + index},BILLING,DELETE,,,,`;
const rows = (count: number) => Array.from({ length: count }, (_, index) => removal(index));
const WORDS = ['request', '--file', '-', '--requested-by', 'jane@example.com', '--request-id', 'soc'];

async function request(lines: string[], options: CliOptions = {}, ...flags: string[]) {
  const reason = flags.includes('--reason') ? [] : ['--reason', 'The SOC moves'];
  const format = flags.includes('--format') ? [] : ['--format', 'csv'];
  const stdin = [...(format.length > 0 ? [HEADER] : []), ...lines].join('\n');
  const result = await runCli([...WORDS, ...reason, ...format, ...flags], { ...options, stdin });
  const sent = result.calls.requests.map((sent): ChangeRequest => Object(sent));
  return { ...result, sent, uploaded: result.calls.changeSets };
}

describe('contacts request with more changes than a request can have', () => {
  it('sends 100 changes as one request that holds them', async () => {
    const { sent, uploaded } = await request(rows(100));
    expect(sent).toMatchObject([{ requestId: 'soc', reason: 'The SOC moves' }]);
    expect(sent[0]?.changes).toHaveLength(100);
    expect(sent[0]).not.toHaveProperty('changeSet');
    expect(uploaded).toEqual([]);
  });

  it('uploads 101 changes, in their order, one to a line, and sends one request that names them', async () => {
    const put = '222222222222,security,put, SOC ,Lead,soc@example.com,+1 555 0100';
    const { code, sent, uploaded, stdout } = await request([put, ...rows(100).toReversed()]);
    expect(code).toBe(0);
    const text = uploaded[0]?.text ?? '';
    const sha256 = createHash('sha256').update(text).digest('hex');
    const key = `change-sets/${sha256}.jsonl`;
    expect(uploaded).toEqual([{ key, sha256, text }]);
    expect(text.endsWith('}\n')).toBe(true);
    const lines = text.trimEnd().split('\n');
    expect(lines[0]).toBe(
      '{"accountId":"222222222222","alternateContactType":"SECURITY","action":"PUT","contact":{"name":"SOC","title":"Lead","emailAddress":"soc@example.com","phoneNumber":"+1 555 0100"}}',
    );
    expect(lines[1]).toBe('{"accountId":"100000000099","alternateContactType":"BILLING","action":"DELETE"}');
    expect(lines).toHaveLength(101);
    expect(sent).toEqual([
      {
        requestId: 'soc',
        requestedBy: 'jane@example.com',
        reason: 'The SOC moves',
        source: { system: 'cli' },
        changes: [],
        changeSet: { key, sha256, count: 101 },
      },
    ]);
    expect(stdout).toContain('Sent soc: 101 changes in 101 accounts, as one campaign, stage dev\n');
  });

  it('gives the same changes the same name whatever order their fields have', async () => {
    const change = { action: 'DELETE', alternateContactType: 'BILLING' };
    const ids = rows(101).map((row) => row.slice(0, 12));
    const lines = ids.map((accountId) => JSON.stringify({ ...change, accountId }));
    const [fromLines, fromRows] = [await request(lines, {}, '--format', 'jsonl'), await request(rows(101))];
    expect(fromLines.uploaded).toEqual(fromRows.uploaded);
    expect(fromLines.uploaded).toHaveLength(1);
  });

  it('prints one JSON document when asked to', async () => {
    const { stdout, sent } = await request(rows(101), { isInteractive: true, answer: 'n' }, '--json');
    expect(JSON.parse(stdout)).toEqual({
      ...{ requestId: 'soc', stage: 'dev', changes: 101 },
      changeSet: sent[0]?.changeSet,
    });
  });

  it('shows on a terminal what is asked for in how many accounts, and sends nothing when somebody says no', async () => {
    const put = (id: number) => `${200_000_000_000 + id},SECURITY,PUT,SOC,Lead,soc@example.com,+1 555 0100`;
    const lines = [...rows(40), ...Array.from({ length: 61 }, (_, index) => put(index))];
    const refused = await request(lines, { isInteractive: true, answer: 'n', width: 120 });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /ACCOUNTS +TYPE .*\n61 +SECURITY +PUT +SOC .*\n40 +BILLING +DELETE\n\nRequest 101 changes in 101 accounts, as one campaign\? \[y\/N\] \nerror: nothing was sent\n/,
    );
    expect([...refused.uploaded, ...refused.sent]).toEqual([]);
    const agreed = await request(lines, { isInteractive: true, answer: 'Yes' });
    expect(agreed.sent).toHaveLength(1);
    expect(agreed.spun).toContain('████████████░░░░░░░░░░░░ uploading 101 changes, 0.0 MB');
  });

  it('does not ask with --yes, nor about a request that holds its changes', async () => {
    const told = await request(rows(101), { isInteractive: true, answer: 'n' }, '--yes');
    expect(told.sent).toHaveLength(1);
    const small = await request(rows(100), { isInteractive: true, answer: 'n' });
    expect(small.sent).toHaveLength(1);
  });

  it('shows groups with --dry-run, and uploads nothing', async () => {
    const { stdout, sent, uploaded } = await request(rows(101), {}, '--dry-run');
    expect(stdout).toMatch(/^Would send soc: 101 changes in 101 accounts, as one campaign, stage dev\n/);
    expect(stdout).toMatch(/\n101 +BILLING +DELETE\n$/);
    expect([...sent, ...uploaded]).toEqual([]);
    const { stdout: json } = await request(rows(101), {}, '--dry-run', '--json');
    expect(JSON.parse(json)).toMatchObject({
      dryRun: true,
      request: { changes: [], changeSet: { count: 101 } },
      groups: [{ alternateContactType: 'BILLING', action: 'DELETE', contact: null, count: 101 }],
    });
  });

  it('sends nothing when anything is wrong anywhere, and names each of ten faults in two hundred rows', async () => {
    const wrong = rows(200).map((row, index) => (index % 20 === 7 ? row.replace('BILLING', 'BILL') : row));
    const { code, stderr, sent, uploaded } = await request([...wrong, removal(0)]);
    expect(code).toBe(2);
    expect(stderr).toContain('there are 11 problems');
    const named = [...stderr.matchAll(/stdin:(\d+): alternateContactType must be one of/g)].map(([, line]) =>
      Number(line),
    );
    expect(named).toEqual(Array.from({ length: 10 }, (_, index) => 9 + index * 20));
    expect(stderr).toContain('stdin:202: changes the same contact as line 2\n');
    expect([...sent, ...uploaded]).toEqual([]);
  });

  it('names the first hundred problems and the number of the others, and all of them in JSON', async () => {
    const wrong = rows(150).map((row) => row.replace('BILLING', 'BILL'));
    const { stderr } = await request(wrong);
    expect(stderr).toContain('there are 150 problems');
    expect(stderr).toMatch(/stdin:101: [^\n]+\n {2}and 50 more: --json lists all\n/);
    expect(stderr).not.toContain('stdin:102');
    const { stderr: json } = await request(wrong, {}, '--json');
    expect(JSON.parse(json).problems).toHaveLength(150);
  });

  it('takes no more changes than a campaign can have', () => {
    const places = csvPlaces('big.csv', []);
    const check = () => checkedRequest({ requestId: 'soc', reason: 'x' }, { changes: Array(150_001).fill({}), places });
    expect(check).toThrow(
      expect.objectContaining({
        problems: ['big.csv: has 150,001 changes, and a request at most 150,000: split it'],
      }),
    );
  });

  it.each([
    { flags: ['--request-id', '-'], says: '--request-id must be' },
    { flags: ['--request-id', 'x'.repeat(81)], says: '--request-id must' },
    { flags: ['--reason', ''], says: '--reason must not be empty' },
  ])('is wrong usage when it says $says', async ({ flags, says }) => {
    const { code, stderr, sent, uploaded } = await request(rows(101), {}, ...flags);
    expect(code).toBe(2);
    expect(stderr.split(says)).toHaveLength(2);
    expect([...sent, ...uploaded]).toEqual([]);
  });

  it('names the line of the file where the service finds something wrong later', async () => {
    const reasons: Reason[] = [
      { pointer: '/changeSet/101/accountId', code: 'unknownAccount', message: 'names an account that is not there' },
      { pointer: '/changeSet', code: 'furtherProblems', message: 'has 7 further problems' },
    ];
    const { code, stdout } = await request(
      rows(101),
      { execution: { isRunning: false, status: 'INVALID', reasons } },
      '--watch',
    );
    expect(code).toBe(1);
    expect(stdout).toContain('stdin:102: accountId names an account that is not there\n');
    expect(stdout).toContain('/changeSet has 7 further problems\n');
  });

  it('uploads nothing when there is a request with this id', async () => {
    const { code, stderr, uploaded } = await request(rows(101), { records: [receivedRecord()] });
    expect(code).toBe(1);
    expect(stderr).toContain('there already is a request soc');
    expect(uploaded).toEqual([]);
  });
});

describe('contacts request with a file of JSON Lines', () => {
  it('names the line of what is wrong', async () => {
    const right = '{"accountId":"222222222222","alternateContactType":"BILLING","action":"DELETE"}';
    const { stderr } = await request([right, '', right.replace('222222222222', '2')], {}, '--format', 'jsonl');
    expect(stderr).toContain('stdin:3: /accountId must be 12 digits');
    const broken = await request([right, '{"accountId'], {}, '--format', 'jsonl');
    expect(broken.stderr).toContain('stdin:2 is not valid JSON');
    const twice = await request([right, right], {}, '--format', 'jsonl');
    expect(twice.stderr).toContain('stdin:2: changes the same contact as line 1');
  });
});
