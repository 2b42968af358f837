import { describe, expect, it } from 'vitest';
import { AwsCallError } from '../../../../../cli/errors.ts';
import { runCli } from '../../run-cli.ts';
import { keptEvent, letterLike, letters, undeliveredRequest, unforwarded, unhandledCancellation } from './letters.ts';

const list = (options: Parameters<typeof runCli>[1] = {}, ...flags: string[]) =>
  runCli(['dead-letters', 'list', ...flags], options);

describe('contacts dead-letters list', () => {
  it('says of each what it is about, where it comes from, and why it is there, the newest first', async () => {
    const { code, stdout } = await list({ deadLetters: letters.toReversed(), width: Number.POSITIVE_INFINITY });
    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/ {2,}/)),
    ).toEqual([
      ['ID', 'AGE', 'READ', 'ABOUT', 'FROM', 'WHY'],
      [
        ...['1aaaaaaa', '1 hour', '1', 'Change Requested: request r-7', 'rule change-requested'],
        'EventBridge may not call the target (NO_PERMISSIONS)',
      ],
      [
        ...[
          '2aaaaaaa',
          '2 hours',
          '1',
          'Ticket Comment: request jira-OPS-42-10124, ticket OPS-42',
          'rule tickets-jira',
        ],
        'the target refused it (SDK_CLIENT_ERROR): The destination answered 404',
      ],
      [
        ...['3aaaaaaa', '3 hours', '1', 'Ticket Comment: request jira-OPS-42-10124, ticket OPS-42'],
        ...['rule tickets-jira-done', 'the target refused it (SDK_CLIENT_ERROR): The destination answered 400'],
      ],
      [
        ...['4aaaaaaa', '4 hours', '1', 'Change Cancellation Requested: request r-8', 'function cancel-request'],
        'the function failed again and again (ProvisionedThroughputExceededException)',
      ],
      [
        ...['5aaaaaaa', '5 hours', '1', 'Email Bounced: request r-9', 'rule undelivered-mail'],
        'the target had too much to do (THROTTLING)',
      ],
      [
        ...['6aaaaaaa', '6 hours', '1', 'CreateAccountResult: account 444444444444', 'workflow'],
        'the account was not ready within a day (AccountNotReadyError)',
      ],
      ['7aaaaaaa', '7 hours', '1', 'Change Requested', 'workflow', 'its execution says why'],
      ['9aaaaaaa', '9 hours', '1', 'not an event', 'unknown', 'nothing says why'],
    ]);
  });

  it('shows none of what the events hold but what they are about', async () => {
    const { stdout } = await list({ deadLetters: letters }, '--json');
    expect(stdout).not.toContain('jane@example.com');
    expect(JSON.parse(stdout)[0]).toEqual({
      id: undeliveredRequest.id,
      sentAt: '2026-06-01T12:00:00.000Z',
      received: 1,
      origin: {
        kind: 'undelivered',
        rule: undeliveredRequest.attributes['RULE_ARN'],
        target: undeliveredRequest.attributes['TARGET_ARN'],
      },
      error: {
        code: 'NO_PERMISSIONS',
        message: 'not authorized to perform: states:StartExecution',
        meaning: 'EventBridge may not call the target (NO_PERMISSIONS)',
      },
      subject: { type: 'Alternate Contact Change Requested', requestId: 'r-7' },
      replay: { to: 'workflow' },
    });
  });

  it.each([
    [{ requestId: 'r-1', changes: [] }, 'event of an unknown kind, with requestId, changes: request r-1'],
    [{}, 'event of an unknown kind'],
    [['a'], 'not an event'],
    [
      { executionArn: 'arn:aws:states:us-east-1:111111111111:execution:m:e-1', end: { status: 'ABORTED' } },
      'Step Functions Execution Status Change: execution e-1',
    ],
    [
      { 'detail-type': 'Step Functions Execution Status Change', detail: { executionArn: 'arn:x:e-2' } },
      'Step Functions Execution Status Change: execution e-2',
    ],
  ])('says as much as can be known of %j', async (requestPayload, about) => {
    const body = JSON.stringify({ ...JSON.parse(unhandledCancellation.body), requestPayload });
    const letter = letterLike(unhandledCancellation, 1, { body });
    const { stdout } = await list({ deadLetters: [letter], width: Number.POSITIVE_INFINITY });
    expect(stdout.split('\n')[1]?.split(/ {2,}/)[3]).toBe(about);
  });

  it('has in JSON what the execution says of an event that the workflow has kept, as `show` has', async () => {
    const { stdout } = await list({ deadLetters: letters, cause: 'it is PENDING_ACTIVATION' }, '--json');
    const entries: { id: string; cause?: string }[] = JSON.parse(stdout);
    const causes = entries.flatMap(({ id, cause }) => (cause === undefined ? [] : { id, cause }));
    expect(causes).toEqual([{ id: keptEvent.id, cause: 'it is PENDING_ACTIVATION' }]);
  });

  it('lists everything although an execution cannot be looked at', async () => {
    const cause = new AwsCallError('states:DescribeExecution', { cause: new Error('Invalid Arn') });
    const { code, stdout } = await list({ deadLetters: letters, cause }, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toHaveLength(letters.length);
    expect(stdout).toContain('Invalid Arn');
  });

  it('keeps within 80 columns', async () => {
    const { stdout } = await list({ deadLetters: letters });
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('shows as much of the ids as tells them apart', async () => {
    const twin = letterLike(undeliveredRequest, 2, { id: '1aaaaaaa-2222-4222-8333-444444444444' });
    const { stdout } = await list({ deadLetters: [undeliveredRequest, twin] });
    expect(stdout).toMatch(/^1aaaaaaa-1 /m);
    expect(stdout).toMatch(/^1aaaaaaa-2 /m);
  });

  it('spells out what would play tricks on the terminal', async () => {
    const detail = { requestId: 'r\u001B[2J\u202E-7' };
    const body = JSON.stringify({ 'detail-type': 'x\ny', detail });
    const hostile = letterLike(undeliveredRequest, 1, {
      body,
      attributes: { RULE_ARN: 'a/\u0007rule', TARGET_ARN: 't', ERROR_CODE: '\u009B31m' },
    });
    const { stdout } = await list({ deadLetters: [hostile], width: Number.POSITIVE_INFINITY });
    expect(stdout).toContain('x[U+000A]y: request r[U+001B][2J[U+202E]-7');
    expect(stdout).toContain('rule [U+0007]rule');
    expect(stdout).toContain('[U+009B]31m');
  });

  it('shows the beginning of what a stranger has made long, and takes no code for words of its own', async () => {
    const long = 'x'.repeat(200_000);
    const detail = { requestId: long, source: { reference: long } };
    const hostile = letterLike(undeliveredRequest, 1, {
      body: JSON.stringify({ 'detail-type': long, detail }),
      attributes: { RULE_ARN: `a/${long}`, TARGET_ARN: 't', ERROR_CODE: 'constructor' },
    });
    const { stdout } = await list({ deadLetters: [hostile], width: Number.POSITIVE_INFINITY });
    expect(stdout.length).toBeLessThan(3000);
    expect(stdout).toMatch(/x… {2,}constructor$/m);
  });

  it('says that there may be more when the queue counts more than SQS shows', async () => {
    const some = await list({ deadLetters: [undeliveredRequest], hiddenDeadLetters: 3 });
    expect(some.stdout).toContain('About 3 more messages may be there');
    const none = await list({ hiddenDeadLetters: 1 });
    expect(none.stdout).toMatch(/^No dead letters\.\n\nBut about 1 more message may be there/);
    const json = await list({ hiddenDeadLetters: 1 }, '--json');
    expect(JSON.parse(json.stdout)).toEqual([]);
    expect(json.stderr).toContain('may be there');
  });

  it('is empty when nothing is there', async () => {
    expect(await list()).toMatchObject({ code: 0, stdout: 'No dead letters.\n', calls: { queues: ['service'] } });
  });

  it('looks into the queue of the forwarder when asked to', async () => {
    const { stdout, calls } = await list({ forwarded: [unforwarded], deadLetters: letters, width: 200 }, '--forwarder');
    expect(calls.queues).toEqual(['forwarder']);
    expect(stdout.split('\n')).toHaveLength(3);
    expect(stdout).toContain('rule forwarder');
  });

  it('says what to do when the role may not be assumed', async () => {
    const cause = Object.assign(new Error('User: jane is not authorized'), { name: 'AccessDenied' });
    const { code, stderr } = await list({ error: new AwsCallError('sts:AssumeRole', { cause }) });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: sts:AssumeRole was denied: .* where the service is deployed.* docs\/cli\.md has/);
  });
});
