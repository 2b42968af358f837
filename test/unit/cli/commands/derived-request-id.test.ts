import { describe, expect, it } from 'vitest';
import { changeRequest, pendingRecord } from '../../builders.ts';
import { AS_LEFT, appliedRecord, partlyApplied } from '../ended-records.ts';
import { type CliOptions, runCli } from '../run-cli.ts';

const ID = 'jira-OPS-42-10124';
const REVERT_ID = `revert-${ID}`;

const revert = (options: CliOptions, ...flags: string[]) =>
  runCli(['revert', ID, '--requested-by', 'joe@example.com', ...flags], {
    stored: { [ID]: appliedRecord() },
    contacts: AS_LEFT,
    ...options,
  });

const retry = (options: CliOptions, ...flags: string[]) =>
  runCli(['retry', ID, '--requested-by', 'joe@example.com', ...flags], {
    stored: { [ID]: partlyApplied() },
    width: 120,
    ...options,
  });

describe('the requestId of a revert', () => {
  const revertedAs = async (id: string) => {
    const { calls } = await runCli(['revert', id, '--requested-by', 'joe@example.com'], {
      stored: { [id]: appliedRecord() },
      contacts: AS_LEFT,
    });
    return String(Object(calls.requests[0]).requestId);
  };

  it('is cut and gets a hash when it would be longer than 80 characters', async () => {
    const longest = 'a'.repeat(73);
    expect(await revertedAs(longest)).toBe(`revert-${longest}`);
    const cut = await revertedAs(`${longest}b`);
    expect(cut).toMatch(/^revert-a{62}-[0-9a-f]{10}$/);
    expect(cut).toHaveLength(80);
    expect(await revertedAs(`${longest}b`)).toBe(cut);
    expect(await revertedAs(`${longest}c`)).not.toBe(cut);
  });

  it('may be chosen', async () => {
    const { calls } = await revert({}, '--request-id', 'mine-1');
    expect(calls.requests[0]).toMatchObject({ requestId: 'mine-1' });
  });

  it('is refused before any contact is read when it is taken', async () => {
    const stored = { [ID]: appliedRecord(), [REVERT_ID]: pendingRecord() };
    const { code, stderr, calls } = await revert({ stored });
    expect(code).toBe(1);
    expect(stderr).toContain(`there already is a request ${REVERT_ID}, and it is PENDING_APPROVAL`);
    expect(stderr).toContain('choose another --request-id');
    expect(calls).toMatchObject({ requests: [], contacts: [] });
  });
});

describe('the requestId of a retry', () => {
  const ended = partlyApplied();
  const retriedAs = async (id: string, taken: string[]) => {
    const stored = Object.fromEntries([id, ...taken].map((each) => [each, ended]));
    const { calls } = await runCli(['retry', id, '--requested-by', 'joe@example.com'], { stored });
    return String(Object(calls.requests[0]).requestId);
  };

  it.each([
    { id: 'a', taken: [], expected: 'a-retry-1' },
    { id: 'a', taken: ['a-retry-1', 'a-retry-2'], expected: 'a-retry-3' },
    { id: 'a', taken: ['a-retry-2'], expected: 'a-retry-1' },
    { id: 'a-retry-1', taken: ['a'], expected: 'a-retry-2' },
    { id: 'a-retry-9', taken: ['a-retry-10'], expected: 'a-retry-11' },
  ])('of $id is $expected when $taken are taken', async ({ id, taken, expected }) => {
    expect(await retriedAs(id, taken)).toBe(expected);
  });

  it('is cut and gets a hash when it would be longer than 80 characters', async () => {
    const longest = 'a'.repeat(72);
    expect(await retriedAs(longest, [])).toBe(`${longest}-retry-1`);
    const cut = await retriedAs(`${longest}b`, []);
    expect(cut).toMatch(/^a{61}-[0-9a-f]{10}-retry-1$/);
    expect(cut).toHaveLength(80);
    expect(await retriedAs(`${longest}c`, [])).not.toBe(cut);
    expect(await retriedAs(cut, [])).toBe(cut.replace(/1$/, '2'));
  });

  it('may be chosen', async () => {
    const { calls } = await retry({}, '--request-id', 'mine-1');
    expect(calls.requests[0]).toMatchObject({ requestId: 'mine-1' });
  });

  it.each([`${ID}-retry-1`, 'mine-1'])('is refused when it is taken: %s', async (requestId) => {
    const stored = { [ID]: ended, [requestId]: pendingRecord() };
    const { code, stderr, calls } = await retry({ stored }, '--request-id', requestId);
    expect(code).toBe(1);
    expect(stderr).toContain(`there already is a request ${requestId}, and it is PENDING_APPROVAL`);
    expect(calls.requests).toEqual([]);
  });

  it('is the next number when somebody has taken the first for something else', async () => {
    const stored = { [ID]: ended, [`${ID}-retry-1`]: pendingRecord() };
    const { calls } = await retry({ stored });
    expect(calls.requests[0]).toMatchObject({ requestId: `${ID}-retry-2` });
  });

  it('is not chosen when an earlier retry has not ended yet', async () => {
    const { calls: first } = await retry({});
    const earlier = pendingRecord({ request: changeRequest({ changes: Object(first.requests[0]).changes }) });
    const stored = { [ID]: ended, [`${ID}-retry-1`]: ended, [`${ID}-retry-2`]: earlier };
    const { code, stderr, calls } = await retry({ stored }, '--stage', 'test');
    expect(code).toBe(1);
    expect(stderr).toContain(
      `${ID}-retry-2 already requests the same again, and it is PENDING_APPROVAL: see \`contacts status ${ID}-retry-2 --stage test\`, or choose another --request-id`,
    );
    expect(calls.requests).toEqual([]);
  });

  it('is not searched for endlessly', async () => {
    const { code, stderr } = await retry({ records: [ended] });
    expect(code).toBe(1);
    expect(stderr).toContain('has been retried 99 times: choose another --request-id');
  });
});
