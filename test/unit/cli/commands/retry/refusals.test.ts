import { afterEach, describe, expect, it, vi } from 'vitest';
import { allOf, DENIED, partlyApplied } from '../../ended-records.ts';
import { type CliOptions, runCli } from '../../run-cli.ts';

const ID = 'jira-OPS-42-10124';

const retry = (options: CliOptions, ...flags: string[]) =>
  runCli(['retry', ID, '--requested-by', 'joe@example.com', ...flags], {
    stored: { [ID]: partlyApplied() },
    width: 120,
    ...options,
  });

afterEach(() => vi.unstubAllEnvs());

describe('contacts retry refuses', () => {
  it.each([
    { status: 'RECEIVED', says: 'The request is being checked. You can retry a request once it has ended' },
    { status: 'PENDING_APPROVAL', says: 'You can retry a request once it has ended' },
    { status: 'APPROVED', says: 'You can retry a request once it has ended' },
    { status: 'APPLIED', says: 'Every change is in place. There is nothing to retry' },
    { status: 'UNCHANGED', says: 'There is nothing to retry' },
    { status: 'REJECTED', says: 'It is not sent again unchanged: make a new request' },
    { status: 'CANCELLED', says: 'It is not sent again unchanged: make a new request' },
    { status: 'INVALID', says: 'make a new request with `contacts request`' },
  ] as const)('a request that is $status', async ({ status, says }) => {
    const { code, stderr, calls } = await retry({ stored: { [ID]: partlyApplied({ status }) } });
    expect(code).toBe(1);
    expect(stderr).toContain(`${ID} is ${status}. `);
    expect(stderr).toContain(says);
    expect(calls.requests).toEqual([]);
  });

  it('a request that is INVALID and has no record', async () => {
    const { stderr } = await retry({ stored: {}, execution: { isRunning: false, status: 'INVALID' } });
    expect(stderr).toContain(`${ID} is INVALID. `);
  });

  it('a request that does not exist', async () => {
    const { code, stderr } = await retry({ stored: {} });
    expect(code).toBe(1);
    expect(stderr).toContain(`there is no request ${ID}`);
  });

  it('a request that failed with every change in place', async () => {
    const record = partlyApplied({ status: 'FAILED', plan: [], results: allOf('FAILED', DENIED) });
    const { code, stderr } = await retry({ stored: { [ID]: record } });
    expect(code).toBe(1);
    expect(stderr).toContain(`${ID} is FAILED, but each of its changes is in place`);
  });

  it.each([
    { flags: ['--reason', ''], says: '--reason must not be empty' },
    { flags: ['--request-id', '-'], says: '--request-id must be 1 to 80 letters' },
    { flags: ['--requested-by', 'joe'], says: '--requested-by must be an e-mail address' },
  ])('$flags', async ({ flags, says }) => {
    const { code, stderr, calls } = await retry({}, ...flags);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(calls.requests).toEqual([]);
  });
});
