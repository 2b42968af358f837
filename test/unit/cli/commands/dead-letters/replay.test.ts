import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../../../../cli/errors.ts';
import { REPLAYED_TYPES } from '../../../../../functions/domain/request/event-source.ts';
import createAccountResult from '../../../../fixtures/organization/create-account-result.json' with { type: 'json' };
import { type CliOptions, runCli } from '../../run-cli.ts';
import {
  cancellationEvent,
  comment,
  keptEvent,
  letterLike,
  letters,
  requestEvent,
  stranger,
  undeliveredBounce,
  undeliveredComment,
  undeliveredRequest,
  unforwarded,
  unhandledCancellation,
} from './letters.ts';

const replay = (words: string[], options: CliOptions = {}) =>
  runCli(['dead-letters', 'replay', ...words], { deadLetters: letters, ...options });

const FUNCTIONS = 'arn:aws:lambda:us-east-1:111111111111:function';
const toTarget = (TARGET_ARN: string) => ({ ...undeliveredBounce.attributes, TARGET_ARN });

describe('contacts dead-letters replay', () => {
  it.each([
    [
      '1aaaaaaa',
      'starts the workflow',
      ['startWorkflow', 'change-request', `dead-letter-${undeliveredRequest.id}`, JSON.stringify(requestEvent)],
    ],
    ['2aaaaaaa', 'comments on the ticket', ['putEvent', REPLAYED_TYPES.comment, comment]],
    ['3aaaaaaa', 'closes the ticket', ['putEvent', REPLAYED_TYPES.completion, comment]],
    [
      '4aaaaaaa',
      'invokes the function',
      ['invokeFunction', 'alternate-contacts-dev-cancel-request', cancellationEvent],
    ],
    [
      '5aaaaaaa',
      'invokes the function',
      ['invokeFunction', 'alternate-contacts-dev-mark-unreachable', JSON.parse(undeliveredBounce.body)],
    ],
    [
      '6aaaaaaa',
      'starts the workflow',
      ['startWorkflow', 'change-request', `dead-letter-${keptEvent.id}`, JSON.stringify(createAccountResult)],
    ],
  ])('of %s %s, and nothing else, and deletes it', async (id, _what, call) => {
    const { code, stdout, calls } = await replay([id, '--yes']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^✓ ${id}`));
    expect(calls.replays).toEqual([call]);
    expect(calls.deleted).toEqual([letters.find((letter) => letter.id.startsWith(id))?.id]);
  });

  it.each([
    { letter: keptEvent, how: 'that the workflow has kept', attributes: keptEvent.attributes },
    {
      letter: undeliveredRequest,
      how: 'that EventBridge could not deliver',
      attributes: toTarget('arn:aws:states:us-east-1:111111111111:stateMachine:alternate-contacts-dev-campaign'),
    },
  ])('starts the state machine of campaigns with the event of one $how', async ({ letter, attributes }) => {
    const changeSet = { key: 'change-sets/a.jsonl', sha256: 'a', count: 101 };
    const body = JSON.stringify({ ...requestEvent, detail: { requestId: 'soc', changeSet } });
    const campaign = letterLike(letter, 9, { body, attributes });
    const { calls } = await replay(['--all', '--yes'], { deadLetters: [campaign] });
    expect(calls.replays).toEqual([['startWorkflow', 'campaign', `dead-letter-${campaign.id}`, body]]);
  });

  it('with --all replays what can be replayed, the oldest first', async () => {
    const { code, calls } = await replay(['--all', '--yes']);
    expect(code).toBe(0);
    expect(calls.deleted.map((id) => id[0])).toEqual(['7', '6', '5', '4', '3', '2', '1']);
  });

  it('has no effect again when the execution was started before, and deletes the letter', async () => {
    const startedBefore = [`dead-letter-${undeliveredRequest.id}`];
    const { code, stdout, calls } = await replay(['1aaaaaaa', '--yes'], { startedBefore });
    expect(code).toBe(0);
    expect(stdout).toContain('was replayed before');
    expect(calls.deleted).toEqual([undeliveredRequest.id]);
  });

  it('keeps a letter whose replay fails, says why, and goes on with the others', async () => {
    const replayErrors = { 'r-8': new RefusedError('the function failed: {"errorType":"TooLate\u001B[31m"}') };
    const { code, stdout, calls } = await replay(['4aaaaaaa', '1aaaaaaa', '--yes'], { replayErrors });
    expect(code).toBe(1);
    expect(stdout).toContain(
      `✗ ${unhandledCancellation.id} is still there: the function failed: {"errorType":"TooLate[U+001B]`,
    );
    expect(stdout).toContain(`✓ ${undeliveredRequest.id}`);
    expect(calls.deleted).toEqual([undeliveredRequest.id]);
  });

  it('says that a letter was replayed, but is still there, when it cannot be deleted', async () => {
    const deleteErrors = { [undeliveredComment.id]: new RefusedError('the queue is gone') };
    const { code, stdout } = await replay(['2aaaaaaa', '--yes'], { deleteErrors });
    expect(code).toBe(1);
    expect(stdout).toContain('sent to the ticket system, but it could not be deleted, so drop it: the queue is gone');
  });

  it('replays nothing of a letter that somebody else has taken in the meantime', async () => {
    const { code, stdout, calls } = await replay(['1aaaaaaa', '--yes'], { taken: [undeliveredRequest.id] });
    expect(code).toBe(1);
    expect(stdout).toContain('somebody else has taken it, or is reading it');
    expect(calls.replays).toEqual([]);
  });

  it('asks first, and shows what is going to be replayed', async () => {
    const { code, stderr, calls } = await replay(['1aaaaaaa', '2aaaaaaa'], { answer: 'y' });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^ID [\s\S]+1aaaaaaa[\s\S]+Replay 2 dead letters\? \[y\/N\]/);
    expect(calls.deleted).toHaveLength(2);
  });

  it.each(['', 'n', 'no', 'maybe'])('does nothing when the answer is "%s"', async (answer) => {
    const { code, stderr, calls } = await replay(['1aaaaaaa'], { answer });
    expect(code).toBe(1);
    expect(stderr).toContain('error: nothing was done');
    expect([calls.replays, calls.deleted]).toEqual([[], []]);
  });

  it('wants --yes where nobody can answer', async () => {
    const { code, stderr, calls } = await replay(['1aaaaaaa']);
    expect(code).toBe(2);
    expect(stderr).toContain('repeat it with --yes');
    expect(calls.replays).toEqual([]);
  });

  it.each([
    ['of an unknown message', stranger, 'it is nothing that the service has sent there'],
    ['that was on its way to another account', unforwarded, 'the workflow must be started there'],
    [
      'whose target is the workflow of another stage',
      letterLike(undeliveredRequest, 1, {
        attributes: toTarget(
          'arn:aws:states:us-east-1:111111111111:stateMachine:alternate-contacts-prod-change-request',
        ),
      }),
      'something that is not a part of this stage',
    ],
    [
      'whose target is a function of somebody else',
      letterLike(undeliveredBounce, 1, { attributes: toTarget(`${FUNCTIONS}:delete-everything`) }),
      'something that is not a part of this stage',
    ],
    [
      'whose target is a function of the service that is behind no rule',
      letterLike(undeliveredBounce, 1, { attributes: toTarget(`${FUNCTIONS}:alternate-contacts-dev-apply-change`) }),
      'something that is not a part of this stage',
    ],
    [
      'that tells the function for outcomes how a request ended, as only the workflow may',
      letterLike(unhandledCancellation, 1, {
        body: unhandledCancellation.body
          .replace('-cancel-request', '-record-outcome')
          .replace(JSON.stringify(cancellationEvent), '{"executionArn":"arn:e","state":{"results":[]}}'),
      }),
      'it is nothing that the service has sent there',
    ],
    [
      'for a ticket whose event is no comment',
      letterLike(undeliveredComment, 1, { body: JSON.stringify(requestEvent) }),
      'something that is not a part of this stage',
    ],
    [
      'that is encrypted',
      letterLike(undeliveredRequest, 1, { body: JSON.stringify({ 'detail-type': 'Encrypted Events', detail: {} }) }),
      'the event is encrypted',
    ],
  ])('refuses a letter %s, before anything is replayed', async (_what, letter, why) => {
    const { code, stderr, calls } = await replay([keptEvent.id, letter.id, '--yes'], {
      deadLetters: [keptEvent, letter],
    });
    expect(code).toBe(1);
    expect(stderr).toContain(why);
    expect(calls.replays).toEqual([]);
  });

  it('takes what somebody has started an execution with for an event, even if it looks like a record of Lambda', async () => {
    const forged = letterLike(unhandledCancellation, 1, { attributes: keptEvent.attributes });
    const { calls } = await replay([forged.id, '--yes'], { deadLetters: [forged] });
    expect(calls.replays).toEqual([['startWorkflow', 'change-request', `dead-letter-${forged.id}`, forged.body]]);
  });

  const FUNCTION = 'alternate-contacts-dev-record-outcome';
  const input = { executionArn: 'arn:e', end: { status: 'ABORTED', stoppedAt: 5 } };
  const undelivered = (event: object) =>
    letterLike(undeliveredBounce, 1, { body: JSON.stringify(event), attributes: toTarget(`${FUNCTIONS}:${FUNCTION}`) });
  const unhandled = (requestPayload: object) =>
    letterLike(unhandledCancellation, 1, {
      body: JSON.stringify({ requestContext: { functionArn: `${FUNCTIONS}:${FUNCTION}:$LATEST` }, requestPayload }),
    });

  it.each([
    [
      'was not delivered',
      undelivered({
        'detail-type': 'Step Functions Execution Status Change',
        detail: { executionArn: 'arn:e', status: 'ABORTED', stopDate: 5, input: '{}' },
      }),
    ],
    [
      'was not delivered although it was replayed',
      undelivered({ 'detail-type': REPLAYED_TYPES.executionEnd, detail: input }),
    ],
    ['was not handled', unhandled(input)],
    ['somebody has added an outcome to', unhandled({ ...input, state: { results: [] } })],
  ])('puts the end of an execution that %s on the bus, and invokes nothing', async (_what, letter) => {
    const { stdout, calls } = await replay([letter.id, '--yes'], { deadLetters: [letter] });
    expect(calls.replays).toEqual([['putEvent', REPLAYED_TYPES.executionEnd, input]]);
    expect(stdout).toContain('sent to the function that records outcomes');
    expect(calls.deleted).toEqual([letter.id]);
  });

  it('prints JSON when asked to', async () => {
    const { stdout } = await replay(['1aaaaaaa', '--yes', '--json']);
    const text = `started the execution dead-letter-${undeliveredRequest.id}`;
    expect(JSON.parse(stdout)).toEqual([{ id: undeliveredRequest.id, replayed: true, text }]);
  });

  it.each([
    [['--yes'], 2, 'name the dead letters to replay, or use --all'],
    [['1aaaaaaa', '--all', '--yes'], 2, 'name the dead letters to replay, or use --all'],
    [['ffffffff', '--yes'], 1, 'there is no dead letter ffffffff'],
  ])('with %j ends with %d', async (words, expected, says) => {
    const { code, stderr, calls } = await replay(words);
    expect(code).toBe(expected);
    expect(stderr).toContain(says);
    expect(calls.replays).toEqual([]);
  });

  it('says that there is nothing to replay when no letter can be', async () => {
    const { code, stderr } = await replay(['--all', '--yes'], { deadLetters: [stranger] });
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'error: there is no dead letter that can be replayed\n' });
  });
});
