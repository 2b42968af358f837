import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { InvalidRequestError, RefusedError, UnnamedRequesterError } from '../../../../../cli/errors.ts';
import { pendingRecord, receivedRecord } from '../../../builders.ts';
import { runCli } from '../../run-cli.ts';

const KEY = ['--account', '222222222222', '--type', 'SECURITY'];
const CONTACT = ['--name', 'SOC', '--title', 'Operations', '--email', 'soc@example.com', '--phone', '+1 555 0100'];
const WHY = ['--reason', 'The SOC moves', '--requested-by', 'jane@example.com'];
const REQUEST = ['request', ...KEY, ...CONTACT, ...WHY];
const HEADER = 'accountId,alternateContactType,action,name,title,emailAddress,phoneNumber';

const contact = { name: 'SOC', title: 'Operations', emailAddress: 'soc@example.com', phoneNumber: '+1 555 0100' };
const put = { accountId: '222222222222', alternateContactType: 'SECURITY', action: 'PUT', contact };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contacts-cli-'));
});

afterAll(() => rm(folder, { recursive: true }));

afterEach(() => vi.unstubAllEnvs());

/** `contacts request --file` with a file of this content. */
async function requestFile(name: string, content: string | Uint8Array, ...flags: string[]) {
  await writeFile(join(folder, name), content);
  return runCli(['request', '--file', join(folder, name), ...WHY, ...flags]);
}

describe('contacts request with flags', () => {
  it('puts the change on the bus and prints the next command', async () => {
    const { code, stdout, calls, settings } = await runCli([
      ...REQUEST,
      '--reference',
      'OPS-42',
      '--url',
      'https://t.example/1',
    ]);
    expect(code).toBe(0);
    const [sent] = calls.requests;
    expect(sent).toEqual({
      requestId: expect.stringMatching(/^cli-[0-9a-z]{8}-[0-9a-z]{4}$/),
      requestedBy: 'jane@example.com',
      reason: 'The SOC moves',
      source: { system: 'cli', reference: 'OPS-42', url: 'https://t.example/1' },
      changes: [put],
    });
    const { requestId } = Object(sent);
    expect(stdout).toContain(`Sent ${requestId}: 1 change in 1 account, stage dev`);
    expect(stdout).toContain(`contacts status ${requestId} --watch\n`);
    expect(settings).toHaveLength(1);
  });

  it('requests the removal of a contact', async () => {
    const { calls } = await runCli(['request', ...KEY, '--delete', ...WHY]);
    expect(calls.requests[0]).toMatchObject({
      changes: [{ accountId: '222222222222', alternateContactType: 'SECURITY', action: 'DELETE' }],
    });
  });

  it('takes the requester from the environment', async () => {
    vi.stubEnv('CONTACTS_REQUESTED_BY', 'joe@example.com');
    const { calls } = await runCli(['request', ...KEY, '--delete', '--reason', 'why']);
    expect(calls.requests[0]).toMatchObject({ requestedBy: 'joe@example.com' });
  });

  it('leaves the requester to the service, which knows who signs, when nobody is named', async () => {
    vi.stubEnv('CONTACTS_REQUESTED_BY', '');
    const { code, calls } = await runCli(['request', ...KEY, '--delete', '--reason', 'why']);
    expect(code).toBe(0);
    expect(calls.requests).toHaveLength(1);
    expect(calls.requests[0]).not.toHaveProperty('requestedBy');
  });

  it('says how to name the requester when nobody is named and the service does not know who signs', async () => {
    vi.stubEnv('CONTACTS_REQUESTED_BY', '');
    const sendError = { at: 1, error: new UnnamedRequesterError() };
    const { code, stderr } = await runCli(['request', ...KEY, '--delete', '--reason', 'why'], { sendError });
    expect(code).toBe(2);
    expect(stderr).toMatch(/--requested-by .* CONTACTS_REQUESTED_BY/);
  });

  it('names the flags of what the service finds wrong', async () => {
    const reasons = [
      { pointer: '/changes/0/accountId', code: 'unknownAccount', message: 'is unknown' } as const,
      { pointer: '/source/url', code: 'format', message: 'is wrong' } as const,
    ];
    const sendError = { at: 1, error: new InvalidRequestError('not valid', reasons) };
    const { code, stderr } = await runCli(['request', ...KEY, '--delete', ...WHY], { sendError });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: nothing was sent: there are 2 problems\n {2}--account is unknown\n {2}--url is wrong\n/,
    );
  });

  it('says why the service refuses the request', async () => {
    const sendError = { at: 1, error: new RefusedError('you are signed in as joe@example.com') };
    const { code, stderr } = await runCli(['request', ...KEY, '--delete', ...WHY], { sendError });
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'error: you are signed in as joe@example.com\n' });
  });

  it('repeats the stage in the next command when one was named', async () => {
    const { stdout } = await runCli([...REQUEST, '--stage', 'test', '--request-id', 'mine-1']);
    expect(stdout).toContain('contacts status mine-1 --watch --stage test\n');
  });

  it('prints one JSON document when asked to', async () => {
    const { stdout } = await runCli([...REQUEST, '--json', '--request-id', 'mine-1']);
    expect(JSON.parse(stdout)).toEqual({ requestId: 'mine-1', stage: 'dev', changes: 1 });
  });

  it('names every flag that is wrong and sends nothing', async () => {
    const { code, stderr, calls } = await runCli([
      ...['request', '--account', '22', '--type', 'secure', '--name', '', '--title', 'x'.repeat(51), '--email', 'none'],
      ...['--reason', '', '--requested-by', 'jane', '--request-id', '-', '--url', 'ftp://x', '--reference', ''],
    ]);
    expect(code).toBe(2);
    expect(
      stderr
        .split('\n')
        .slice(1, -1)
        .map((line) => line.trim())
        .sort(),
    ).toEqual([
      '--account must be 12 digits, for example 222222222222',
      '--email must be an e-mail address that AWS accepts, such as soc@example.com',
      '--name must not be empty',
      '--phone is required',
      '--reason must not be empty',
      '--reference must not be empty',
      expect.stringContaining(
        '--request-id must be 1 to 80 letters, digits and ._:-, beginning with a letter or digit',
      ),
      expect.stringContaining('--requested-by must be an e-mail address'),
      '--title must have at most 50 characters',
      '--type must be one of BILLING, OPERATIONS, SECURITY',
      expect.stringContaining('--url must be a URL that begins with http:// or https://, without spaces'),
    ]);
    expect(stderr).toMatch(/^error: nothing was sent: there are 11 problems\n/);
    expect(calls.requests).toEqual([]);
  });

  it.each([
    { flags: [...KEY, '--delete', '--name', 'SOC', ...WHY], says: /--delete.*cannot be used with.*--name/ },
    {
      flags: ['--file', 'a.json', '--account', '222222222222', ...WHY],
      says: /--file.*cannot be used with.*--account/,
    },
    { flags: WHY, says: /describe the change with --account/ },
    { flags: [...KEY, ...CONTACT], says: /required option '--reason/ },
    { flags: [...REQUEST.slice(1), '--colour', 'red'], says: /unknown option '--colour'/ },
  ])('is wrong usage when it says $says', async ({ flags, says }) => {
    const { code, stderr, calls } = await runCli(['request', ...flags]);
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
    expect(calls.requests).toEqual([]);
  });

  it('refuses a requestId that is taken', async () => {
    const { code, stderr, calls } = await runCli([...REQUEST, '--request-id', 'mine-1'], {
      records: [pendingRecord()],
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/there already is a request mine-1, and it is PENDING_APPROVAL/);
    expect(calls.requests).toEqual([]);
  });

  it('follows the request to its end when asked to', async () => {
    const applied = receivedRecord({ status: 'APPLIED' });
    const { code, stdout } = await runCli([...REQUEST, '--watch'], {
      records: [undefined, undefined, receivedRecord(), applied],
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/✓ Sent [\s\S]+requested the change\n[\s\S]+\n\n✓ .* is APPLIED/);
  });
});

describe('contacts request --file', () => {
  it('reads a change or an array of changes from JSON', async () => {
    const one = await requestFile('one.json', `\uFEFF${JSON.stringify(put)}`);
    const two = await requestFile('two.json', JSON.stringify([put, { ...put, alternateContactType: 'BILLING' }]));
    expect(one.calls.requests[0]).toMatchObject({ changes: [put] });
    expect(two.calls.requests[0]).toMatchObject({ changes: [put, { alternateContactType: 'BILLING' }] });
    expect(two.stdout).toContain('2 changes in 1 account');
  });

  it('reads changes from CSV with a byte order mark and CRLF', async () => {
    const text = `\uFEFF${HEADER}\r\n222222222222,SECURITY,PUT,SOC,Operations,soc@example.com,+1 555 0100\r\n`;
    const { code, calls } = await requestFile('excel.csv', text);
    expect(code).toBe(0);
    expect(calls.requests[0]).toMatchObject({ changes: [put] });
  });

  it.each([
    { format: 'json', stdin: JSON.stringify(put) },
    { format: 'csv', stdin: `${HEADER}\n222222222222,SECURITY,PUT,SOC,Operations,soc@example.com,+1 555 0100` },
  ])('reads $format from stdin', async ({ format, stdin }) => {
    const { calls } = await runCli(['request', '--file', '-', '--format', format, ...WHY], { stdin });
    expect(calls.requests[0]).toMatchObject({ changes: [put] });
  });

  it('names every wrong place of a JSON file and sends nothing', async () => {
    const changes = [
      put,
      { ...put, contact: { ...contact, name: undefined } },
      { ...put, alternateContactType: 'BILLING', accountId: 222222222222 },
      { accountId: '333333333333', alternateContactType: 'BILLING', action: 'DROP' },
      { ...put, 'co\u001Blour': 'red', accountId: '444444444444' },
      null,
      put,
    ];
    const { code, stderr, calls } = await requestFile('changes.json', JSON.stringify(changes));
    expect(code).toBe(2);
    expect(stderr.split('\n').slice(1, -1)).toEqual([
      '  changes.json: /1/contact/name is required',
      '  changes.json: /1 changes the same contact as /0',
      expect.stringContaining('  changes.json: /2/accountId must be a text'),
      '  changes.json: /3/action must be Set (PUT) or Remove (DELETE)',
      '  changes.json: /4/co?lour is not a known field',
      '  changes.json: /5 must be an object',
      '  changes.json: /6 changes the same contact as /0',
    ]);
    expect(calls.requests).toEqual([]);
  });

  it('points into the file when it holds one change', async () => {
    const { stderr } = await requestFile('one.json', JSON.stringify({ ...put, accountId: '22' }));
    expect(stderr).toContain('one.json: /accountId must be 12 digits');
    expect((await requestFile('text.json', '"text"')).stderr).toContain('text.json: / must be an object');
  });

  it('names every wrong line of a CSV file and sends nothing', async () => {
    const rows = [
      '222222222222,SECURITY,PUT,SOC,Operations,soc@example.com,+1 555 0100',
      '22222222222,SECURITY,PUT,SOC,Operations,soc@example.com,+1 555 0100',
      '',
      '333333333333,SECURITY,PUT,,Operations,soc at example.com,call me',
      '333333333333,SECURITY,DELETE,SOC,,,',
      '333333333333,bill,DELETE,,,,',
      '444444444444,BILLING,drop,SOC,Operations,soc@example.com,+1 555 0100',
      '444444444444,BILLING,DELETE',
      '44444444444X,BILLING,DELETE,,,,',
      '222222222222,SECURITY,DELETE,,,,',
    ];
    const { code, stderr, calls } = await requestFile('changes.csv', [HEADER, ...rows].join('\n'));
    expect(code).toBe(2);
    expect(stderr.split('\n').slice(1, -1)).toEqual([
      '  changes.csv:3: accountId must be 12 digits, but has 11: if a spreadsheet has dropped leading zeros, format the column as text, and enter it again',
      '  changes.csv:5: name must not be empty',
      '  changes.csv:5: emailAddress must be an e-mail address that AWS accepts, such as soc@example.com',
      expect.stringContaining('  changes.csv:5: phoneNumber may only contain digits, spaces and ()+-'),
      '  changes.csv:6: name must be empty when the action is DELETE',
      '  changes.csv:6: changes the same contact as line 5',
      '  changes.csv:7: alternateContactType must be one of BILLING, OPERATIONS, SECURITY',
      '  changes.csv:8: action must be Set (PUT) or Remove (DELETE)',
      '  changes.csv:9: has 3 fields, not 7',
      '  changes.csv:10: accountId must be 12 digits, for example 222222222222',
      '  changes.csv:11: changes the same contact as line 2',
    ]);
    expect(calls.requests).toEqual([]);
  });

  it('names the lines that the service refuses when the request is followed', async () => {
    const execution = {
      isRunning: false,
      status: 'INVALID',
      reasons: [
        { pointer: '/changes/1/accountId', code: 'inactiveAccount', message: 'names 333333333333, which is SUSPENDED' },
        { pointer: '/requestedBy', code: 'quorumOutOfReach', message: 'leaves too few approvers' },
        { pointer: '/changes/7', code: 'invalid', message: 'is not valid' },
      ],
    } as const;
    await writeFile(
      join(folder, 'changes.csv'),
      [HEADER, '', '222222222222,BILLING,DELETE,,,,', '333333333333,BILLING,DELETE,,,,'].join('\n'),
    );
    const { code, stdout } = await runCli(['request', '--file', join(folder, 'changes.csv'), ...WHY, '--watch'], {
      execution: { ...execution, reasons: [...execution.reasons] },
    });
    expect(code).toBe(1);
    expect(stdout).toContain('  changes.csv:4: accountId names 333333333333, which is SUSPENDED\n');
    expect(stdout).toContain('  --requested-by leaves too few approvers\n  /changes/7 is not valid\n');
  });

  it('lists the problems as JSON when asked to', async () => {
    const { stderr, stdout } = await requestFile('changes.csv', `${HEADER}\n22,BILLING,DELETE,,,,`, '--json');
    expect(JSON.parse(stderr)).toEqual({
      error: 'nothing was sent: there is 1 problem',
      problems: ['changes.csv:2: accountId must be 12 digits, for example 222222222222'],
    });
    expect(stdout).toBe('');
  });

  it.each([
    { name: 'empty.json', content: '[]', says: 'empty.json: has no changes' },
    { name: 'empty.csv', content: `${HEADER}\n`, says: 'empty.csv: has no changes' },
    { name: 'blank.csv', content: '', says: 'missing column accountId' },
    { name: 'broken.json', content: '[{', says: 'broken.json is not valid JSON' },
    {
      name: 'twice.json',
      content: '[{"accountId":"222222222222",\n"accoun\\u0074Id":"333333333333"}]',
      says: 'twice.json:2:1: "accountId" is there for the second time in the same object',
    },
    { name: 'proto.json', content: '{"__proto__":{}}', says: 'proto.json:1:2: "__proto__" is not allowed' },
    { name: 'deep.json', content: '['.repeat(100_000) + ']'.repeat(100_000), says: 'deep.json is nested too deeply' },
    { name: 'latin.csv', content: Buffer.from(`${HEADER}\n1,2,3,Jos\xE9`, 'latin1'), says: 'is not UTF-8' },
    { name: 'changes.xlsx', content: '', says: 'neither .json, .jsonl nor .csv: say what it contains with --format' },
  ])('refuses $name', async ({ name, content, says }) => {
    const { code, stderr, calls } = await requestFile(name, content);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(calls.requests).toEqual([]);
  });

  it.each([
    { flags: ['--file', '/no/such/file.csv'], says: 'cannot read /no/such/file.csv: there is no such file' },
    { flags: ['--file', '-'], says: 'say what stdin contains: --format json, --format jsonl or --format csv' },
    { flags: ['--file', '-', '--format', 'xml'], says: 'xml is not a format: choose one of json, jsonl, csv' },
  ])('refuses $flags', async ({ flags, says }) => {
    const { code, stderr } = await runCli(['request', ...flags, ...WHY]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });
});
