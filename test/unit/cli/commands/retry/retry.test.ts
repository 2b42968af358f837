import { describe, expect, it } from 'vitest';
import { recordOf } from '../../../../../functions/domain/ledger/evolve.ts';
import { redacted } from '../../../../../functions/domain/ledger/redacted.ts';
import {
  BILLING,
  changeRequest,
  deleteChange,
  ended,
  NEW_CONTACT,
  pendingRecord,
  plannedChange,
  putChange,
  requested,
  SECURITY,
  VOTED_AT,
} from '../../../builders.ts';
import { allOf, CHANGES, DENIED, ELSEWHERE, OPERATIONS, partlyApplied } from '../../ended-records.ts';
import { type CliOptions, runCli } from '../../run-cli.ts';

const ID = 'jira-OPS-42-10124';

const retry = (options: CliOptions, ...flags: string[]) =>
  runCli(['retry', ID, '--requested-by', 'joe@example.com', ...flags], {
    stored: { [ID]: partlyApplied() },
    width: 120,
    ...options,
  });

describe('contacts retry', () => {
  it('refuses a request whose contacts were taken out, with the remedy', async () => {
    const { code, stderr, calls } = await retry({ stored: { [ID]: redacted(partlyApplied(), VOTED_AT) } });
    expect(code).toBe(1);
    expect(stderr).toMatch(/\(redacted\)[\s\S]+`contacts request`/);
    expect(calls.requests).toEqual([]);
  });

  it('requests again what failed and what met a conflict, and nothing else', async () => {
    const { code, stdout, calls } = await retry({});
    expect(code).toBe(0);
    expect(calls.requests).toEqual([
      {
        requestId: `${ID}-retry-1`,
        requestedBy: 'joe@example.com',
        reason: 'The security mailbox moves to the new team',
        source: { system: 'cli', reference: 'OPS-42' },
        changes: [deleteChange(), putChange(OPERATIONS)],
      },
    ]);
    expect(stdout).toMatch(
      /^Left out: already in place\n +ACCOUNT +TYPE +ACTION +STATUS\n +222222222222 .*SECURITY +PUT +APPLIED\n +333333333333 +SECURITY +PUT +UNCHANGED\n\n/,
    );
    expect(stdout).toMatch(
      /\n\nRequested again\n +ACCOUNT .*\n +222222222222 .*BILLING +DELETE +FAILED +AccessDeniedException: not allowed\n +222222222222 .*OPERATIONS +PUT +CONFLICT +ContactChangedError: [^✓]*\n\n✓ Sent \S+-retry-1: 2 changes in 1 account/,
    );
    expect(stdout).toContain(`contacts status ${ID}-retry-1 --watch\n`);
    expect(calls.contacts).toEqual([]);
  });

  it('does not print the details of contacts', async () => {
    for (const flags of [[], ['--json']]) {
      const { stdout } = await retry({}, ...flags);
      for (const detail of Object.values(NEW_CONTACT)) expect(stdout).not.toContain(detail);
    }
  });

  it('keeps the ticket, with another reason when one is given', async () => {
    const source = { system: 'jira', reference: 'OPS-42', url: 'https://t.example/1' };
    const request = changeRequest({ changes: CHANGES, source });
    const { calls } = await retry({ stored: { [ID]: partlyApplied({ request }) } }, '--reason', 'It may now');
    expect(calls.requests[0]).toMatchObject({ reason: 'It may now', source: { ...source, system: 'cli' } });
  });

  it('has no ticket when the request had none', async () => {
    const request = changeRequest({ changes: CHANGES, source: { system: 'organization' } });
    const { calls } = await retry({ stored: { [ID]: partlyApplied({ request }) } });
    expect(Object(calls.requests[0]).source).toEqual({ system: 'cli' });
  });

  it('requests all that was planned when nobody decided in time', async () => {
    const { code, stdout, calls } = await retry({
      stored: { [ID]: partlyApplied({ status: 'EXPIRED', results: allOf('EXPIRED') }) },
    });
    expect(code).toBe(0);
    expect(Object(calls.requests[0]).changes).toEqual(CHANGES.slice(0, 3));
    expect(stdout).toMatch(
      /Left out: already in place\n.*\n +333333333333 +SECURITY +PUT +UNCHANGED\n\nRequested again/,
    );
    expect(stdout).toMatch(/222222222222 .*SECURITY +PUT +EXPIRED\n/);
  });

  it('requests everything when the request failed before it was planned', async () => {
    const request = changeRequest({ changes: CHANGES });
    const failed = recordOf([requested({ request }), ended('FAILED', { error: DENIED })]);
    const { stdout, calls } = await retry({ stored: { [ID]: failed } });
    expect(Object(calls.requests[0]).changes).toEqual(CHANGES);
    expect(stdout).not.toContain('Left out');
  });

  it('leaves out what was already in place when the whole request failed', async () => {
    const { stdout, calls } = await retry({
      stored: { [ID]: partlyApplied({ status: 'FAILED', results: allOf('FAILED', DENIED) }) },
    });
    expect(Object(calls.requests[0]).changes).toEqual(CHANGES.slice(0, 3));
    expect(stdout).toMatch(/333333333333 +SECURITY +PUT +UNCHANGED\n/);
  });

  it('requests 100 changes again', async () => {
    const keys = Array.from({ length: 100 }, (_, index) => ({
      ...ELSEWHERE,
      accountId: String(300_000_000_000 + index),
    }));
    const record = pendingRecord({
      request: changeRequest({ changes: keys.map((key) => putChange(key)) }),
      plan: keys.map((key) => plannedChange(key)),
      status: 'FAILED',
      results: keys.map((key) => ({ ...key, status: 'FAILED', error: DENIED })),
    });
    const { stdout, calls } = await retry({ stored: { [ID]: record } });
    expect(Object(calls.requests[0]).changes).toHaveLength(100);
    expect(stdout).toContain(': 100 changes in 100 accounts');
  });

  it('follows the new request to its end when asked to', async () => {
    const records = [undefined, undefined, pendingRecord({ status: 'APPLIED' })];
    const { code, stdout } = await retry({ records }, '--watch');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /Requested again[\s\S]+Sent \S+-retry-1[\s\S]+requested the change\n[\s\S]+\n\n✓ \S+-retry-1 is APPLIED/,
    );
  });

  it('names the contact that the service refuses when the request is followed', async () => {
    const message = 'names 222222222222, which is SUSPENDED';
    const reasons = [{ pointer: '/changes/1/accountId', code: 'inactiveAccount' as const, message }];
    const { code, stdout } = await retry({ execution: { isRunning: false, status: 'INVALID', reasons } }, '--watch');
    expect(code).toBe(1);
    expect(stdout).toContain('  222222222222/OPERATIONS: accountId names 222222222222, which is SUSPENDED\n');
  });

  it('prints one JSON document when asked to', async () => {
    const { stdout } = await retry({}, '--json');
    const named = { accountName: 'Payments', ouPath: ['Root', 'Production'] };
    const extra = {
      retries: ID,
      asked: [
        { ...BILLING, ...named, action: 'DELETE', status: 'FAILED', error: 'AccessDeniedException: not allowed' },
        {
          ...{ ...OPERATIONS, ...named, action: 'PUT', status: 'CONFLICT' },
          error: expect.stringMatching(/^ContactChangedError/),
        },
      ],
      leftOut: [
        { ...SECURITY, ...named, action: 'PUT', status: 'APPLIED' },
        { ...ELSEWHERE, action: 'PUT', status: 'UNCHANGED' },
      ],
    };
    expect(JSON.parse(stdout)).toEqual({ requestId: `${ID}-retry-1`, stage: 'dev', changes: 2, ...extra });
    const records = [undefined, undefined, pendingRecord({ status: 'APPLIED' })];
    const followed = await retry({ records }, '--json', '--watch');
    expect(JSON.parse(followed.stdout)).toMatchObject({ status: 'APPLIED', ...extra });
  });

  it('spells out what a terminal would obey', async () => {
    const record = partlyApplied({
      results: [{ ...SECURITY, status: 'FAILED', error: { name: 'Evil', message: '\u001B[2J\u202E' } }],
    });
    for (const flags of [[], ['--json']]) {
      const { stdout } = await retry({ stored: { [ID]: record } }, ...flags);
      expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    }
  });
});
