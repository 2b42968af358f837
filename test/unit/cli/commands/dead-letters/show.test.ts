import { describe, expect, it } from 'vitest';
import { AwsCallError } from '../../../../../cli/errors.ts';
import { type CliOptions, runCli } from '../../run-cli.ts';
import { keptEvent, letterLike, letters, stranger, undeliveredRequest, unforwarded } from './letters.ts';

const show = (id: string, options: CliOptions = { deadLetters: letters }, ...flags: string[]) =>
  runCli(['dead-letters', 'show', id, ...flags], options);

describe('contacts dead-letters show', () => {
  it('shows why it is there, what a replay does, and the whole event', async () => {
    const { code, stdout } = await show('1aaaaaaa', { deadLetters: letters, width: 200 });
    expect(code).toBe(0);
    expect(stdout).toContain(`Dead letter ${undeliveredRequest.id}`);
    expect(stdout).toMatch(/ {2}Target +arn:aws:states:.*:stateMachine:alternate-contacts-dev-change-request\n/);
    expect(stdout).toMatch(/ {2}Since +1 Jun 2026, 12:00:00 UTC\n/);
    expect(stdout).toMatch(/ {2}Why +EventBridge may not call the target \(NO_PERMISSIONS\)\n/);
    expect(stdout).toMatch(/ {2}Details +not authorized to perform: states:StartExecution\n/);
    expect(stdout).toMatch(/ {2}Replay +starts the workflow with the event\n/);
    expect(stdout).toContain('"requestedBy": "jane@example.com"');
  });

  it('asks the execution why the workflow has kept an event', async () => {
    const { stdout } = await show('6aaaaaaa', { deadLetters: letters, cause: 'it is PENDING_ACTIVATION', width: 200 });
    expect(stdout).toMatch(/ {2}Execution +arn:aws:states:.*:e-1\n/);
    expect(stdout).toMatch(/ {2}Details +it is PENDING_ACTIVATION\n/);
    const json = await show(keptEvent.id, { deadLetters: letters, cause: 'it is PENDING_ACTIVATION' }, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ id: keptEvent.id, cause: 'it is PENDING_ACTIVATION' });
  });

  it('is shown although the execution that it names cannot be looked at', async () => {
    const sender = { ...keptEvent.attributes, EXECUTION_ARN: 'arn:x' };
    const hostile = letterLike(keptEvent, 6, { attributes: sender });
    const cause = new AwsCallError('states:DescribeExecution', { cause: new Error('Invalid Arn: arn:x') });
    const { code, stdout } = await show('6aaaaaaa', { deadLetters: [hostile], cause, width: 200 });
    expect(code).toBe(0);
    expect(stdout).toMatch(/ {2}Details +states:DescribeExecution .*Invalid Arn/);
    expect(stdout).toContain('"eventName": "CreateAccountResult"');
  });

  it.each([
    ['9aaaaaaa', stranger, 'is nothing that the service has sent there'],
    ['8aaaaaaa', unforwarded, 'the workflow must be started there'],
  ])('says why %s cannot be replayed', async (id, letter, why) => {
    const { stdout } = await show(id, { deadLetters: [letter], width: 200 });
    expect(stdout).toMatch(/ {2}Replay +can't be replayed: /);
    expect(stdout).toContain(why);
  });

  it('spells out what would play tricks on the terminal, and keeps it in JSON', async () => {
    expect((await show('9aaaaaaa')).stdout).toContain('Message\n  hello[U+001B][31m\n');
    const json = await show('9aaaaaaa', { deadLetters: letters }, '--json');
    expect(json.stdout).not.toContain('\u001B');
    expect(JSON.parse(json.stdout).body).toBe(stranger.body);
    const event = { 'detail-type': 'x', detail: { text: '\u001B]0;title\u0007\u202E' } };
    const hostile = letterLike(undeliveredRequest, 1, { body: JSON.stringify(event) });
    const { stdout } = await show('1aaaaaaa', { deadLetters: [hostile] });
    expect(stdout).toContain('\\u001b]0;title\\u0007\\u202e');
  });

  it('names a dead letter that is not there, and what may have become of it', async () => {
    const gone = await show('ffffffff');
    expect(gone).toMatchObject({ code: 1, stdout: '' });
    expect(gone.stderr).toMatch(
      /^error: there is no dead letter ffffffff: it was replayed or dropped, or is older than/,
    );
    expect(gone.stderr).not.toContain('two minutes');
    const hidden = await show('ffffffff', { deadLetters: letters, hiddenDeadLetters: 1 });
    expect(hidden.stderr).toContain('somebody is reading it, so try again in two minutes');
  });

  it('wants more of an id that several have', async () => {
    const twin = letterLike(undeliveredRequest, 2, { id: '1aaaaaaa-2222-4222-8333-444444444444' });
    const { code, stderr } = await show('1AAAAAAA', { deadLetters: [undeliveredRequest, twin] });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'error: 1aaaaaaa names 2 dead letters: write more of the id\n',
    });
  });

  it.each(['1aaaaaa', 'nonsense', '../../etc'])('is wrong usage with the id %s', async (id) => {
    const { code, stderr, calls } = await show(id);
    expect(code).toBe(2);
    expect(stderr).toContain(`${id} is not the id of a dead letter: write at least 8 characters of it`);
    expect(calls.reads).toBe(0);
  });
});
