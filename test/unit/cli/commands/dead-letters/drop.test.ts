import { describe, expect, it } from 'vitest';
import { type CliOptions, runCli } from '../../run-cli.ts';
import { letters, stranger, undeliveredRequest, unforwarded } from './letters.ts';

const drop = (words: string[], options: CliOptions = {}) =>
  runCli(['dead-letters', 'drop', ...words], { deadLetters: letters, ...options });

describe('contacts dead-letters drop', () => {
  it('deletes them without a replay, and says what they were about', async () => {
    const { code, stdout, calls } = await drop(['1aaaaaaa', '9aaaaaaa', '--yes']);
    expect(code).toBe(0);
    expect(stdout).toBe(
      `✓ Dropped ${undeliveredRequest.id}: Change Requested: request r-7\n✓ Dropped ${stranger.id}: not an event\n`,
    );
    expect(calls.deleted).toEqual([undeliveredRequest.id, stranger.id]);
    expect(calls.replays).toEqual([]);
  });

  it('prints all that was dropped as JSON, so that it can be kept', async () => {
    const { stdout } = await drop(['1aaaaaaa', '--yes', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([
      { dropped: true, id: undeliveredRequest.id, event: JSON.parse(undeliveredRequest.body) },
    ]);
  });

  it('asks first, and deletes nothing without a yes', async () => {
    const { code, stderr, calls } = await drop(['1aaaaaaa'], { answer: 'n' });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^ID [\s\S]+1aaaaaaa[\s\S]+Delete 1 dead letter for good\? \[y\/N\] \nerror: nothing was done/,
    );
    expect(calls.deleted).toEqual([]);
    expect((await drop(['1aaaaaaa'], { answer: ' Yes ' })).calls.deleted).toEqual([undeliveredRequest.id]);
  });

  it('wants --yes where nobody can answer', async () => {
    expect(await drop(['1aaaaaaa'])).toMatchObject({ code: 2, calls: { deleted: [] } });
  });

  it('drops nothing when one of the ids is unknown', async () => {
    const { code, calls } = await drop(['1aaaaaaa', 'ffffffff', '--yes']);
    expect(code).toBe(1);
    expect(calls.deleted).toEqual([]);
  });

  it('says so when somebody else has taken one in the meantime', async () => {
    const { code, stdout } = await drop(['1aaaaaaa', '--yes'], { taken: [undeliveredRequest.id] });
    expect(code).toBe(1);
    expect(stdout).toContain(`✗ ${undeliveredRequest.id} was not dropped: somebody else has taken it`);
  });

  it('drops one letter once when it is named twice', async () => {
    const { calls } = await drop(['1aaaaaaa', undeliveredRequest.id, '--yes']);
    expect(calls.deleted).toEqual([undeliveredRequest.id]);
  });

  it("drops letters of the forwarder's queue when asked to", async () => {
    const { code, calls } = await drop(['8aaaaaaa', '--forwarder', '--yes'], { forwarded: [unforwarded] });
    expect(code).toBe(0);
    expect(calls.queues).toEqual(['forwarder', 'forwarder']);
  });
});
