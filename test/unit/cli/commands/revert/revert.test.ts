import { afterEach, describe, expect, it, vi } from 'vitest';
import { AwsCallError, RefusedError } from '../../../../../cli/errors.ts';
import type { RequestRecord } from '../../../../../functions/domain/ledger/record.ts';
import { redacted } from '../../../../../functions/domain/ledger/redacted.ts';
import {
  ACCOUNT_ID,
  BILLING,
  OLD_CONTACT,
  pendingRecord,
  plannedChange,
  SECURITY,
  VOTED_AT,
} from '../../../builders.ts';
import { AS_LEFT, appliedRecord, CONFLICT, DENIED, OPERATIONS, PLAN } from '../../ended-records.ts';
import { type CliOptions, runCli } from '../../run-cli.ts';

const ID = 'jira-OPS-42-10124';
const REVERT_ID = `revert-${ID}`;

const revert = (options: CliOptions, ...flags: string[]) =>
  runCli(['revert', ID, '--requested-by', 'joe@example.com', ...flags], {
    stored: { [ID]: appliedRecord() },
    contacts: AS_LEFT,
    ...options,
  });

afterEach(() => vi.unstubAllEnvs());

describe('contacts revert', () => {
  it('requests every contact as it was before the request', async () => {
    const { code, stdout, calls } = await revert({});
    expect(code).toBe(0);
    expect(calls.requests).toEqual([
      {
        requestId: REVERT_ID,
        requestedBy: 'joe@example.com',
        reason: `Reverts ${ID}`,
        source: { system: 'cli' },
        changes: [
          { ...SECURITY, action: 'PUT', contact: OLD_CONTACT },
          { ...BILLING, action: 'PUT', contact: OLD_CONTACT },
          { ...OPERATIONS, action: 'DELETE' },
        ],
      },
    ]);
    expect(calls.contacts.sort()).toEqual([
      `${ACCOUNT_ID}/BILLING`,
      `${ACCOUNT_ID}/OPERATIONS`,
      `${ACCOUNT_ID}/SECURITY`,
    ]);
    expect(stdout).toMatch(
      /^Requested\n {2}222222222222 SECURITY\n +BEFORE +AFTER\n +Name +Response team +→ +Security desk\n/,
    );
    expect(stdout).toMatch(/222222222222 OPERATIONS\n[\s\S]+Name +Response team +→ +not set\n/);
    expect(stdout).toMatch(/\n\n✓ Sent revert-jira-OPS-42-10124: 3 changes in 1 account, stage dev\n\nFollow it:\n/);
    expect(stdout).not.toMatch(/Left out|Changed since/);
  });

  it('puts the reason after the id of the reverted request', async () => {
    const { calls } = await revert({}, '--reason', 'Wrong number');
    expect(calls.requests[0]).toMatchObject({ reason: `Reverts ${ID}: Wrong number` });
  });

  it('leaves a contact alone when somebody else had already made the same change', async () => {
    const results: RequestRecord['results'] = [
      { ...SECURITY, status: 'APPLIED', alreadyInPlace: true },
      { ...BILLING, status: 'APPLIED' },
    ];
    const { calls } = await revert({ stored: { [ID]: appliedRecord({ results }) } });
    expect(Object(calls.requests[0]).changes).toEqual([{ ...BILLING, action: 'PUT', contact: OLD_CONTACT }]);
  });

  it('reverts only what was applied', async () => {
    const results: RequestRecord['results'] = [
      { ...SECURITY, status: 'APPLIED' },
      { ...BILLING, status: 'FAILED', error: DENIED },
      { ...OPERATIONS, status: 'CONFLICT', error: CONFLICT },
    ];
    const { calls } = await revert({ stored: { [ID]: appliedRecord({ status: 'PARTIALLY_APPLIED', results }) } });
    expect(calls.requests[0]).toMatchObject({ changes: [{ ...SECURITY, action: 'PUT' }] });
    expect(calls.contacts).toEqual([`${ACCOUNT_ID}/SECURITY`]);
  });

  it('reads 100 contacts a few at a time, and requests all of them', async () => {
    const plan = Array.from({ length: 100 }, (_, index) =>
      plannedChange({ accountId: String(300_000_000_000 + index) }),
    );
    const { code, stdout, calls, spun } = await revert({ stored: { [ID]: appliedRecord({ plan }) } });
    expect(code).toBe(0);
    expect(stdout).toContain(': 100 changes in 100 accounts');
    expect(Object(calls.requests[0]).changes).toHaveLength(100);
    expect(calls.contacts).toHaveLength(100);
    expect(calls.contactsAtOnce).toBeLessThanOrEqual(5);
    expect(spun.slice(-2)).toEqual(['reading contacts: 100 of 100', 'stopped']);
  });

  it('follows the new request to its end when asked to', async () => {
    const records = [undefined, undefined, pendingRecord({ status: 'APPLIED' })];
    const { code, stdout } = await revert({ records }, '--watch');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /BEFORE +AFTER[\s\S]+Sent revert-[\s\S]+requested the change\n[\s\S]+\n\n✓ revert-\S+ is APPLIED/,
    );
  });

  it('names the contact that the service refuses when the request is followed', async () => {
    const message = 'must be in an allowed e-mail domain (example.org)';
    const reasons = [{ pointer: '/changes/1/contact/emailAddress', code: 'emailDomainNotAllowed' as const, message }];
    const { code, stdout } = await revert({ execution: { isRunning: false, status: 'INVALID', reasons } }, '--watch');
    expect(code).toBe(1);
    expect(stdout).toContain(
      '  222222222222/BILLING: emailAddress must be in an allowed e-mail domain (example.org)\n',
    );
  });
});

describe('contacts revert refuses', () => {
  it.each([
    { what: 'no request', stored: {}, says: `there is no request ${ID}` },
    {
      what: 'a request that waits',
      stored: { [ID]: pendingRecord() },
      says: `${ID} is PENDING_APPROVAL. The approvers have been notified. Nothing has been changed yet. You can revert a request once it has ended`,
    },
    {
      what: 'a request that is being applied',
      stored: { [ID]: pendingRecord({ plan: PLAN, status: 'APPROVED', applyingSince: VOTED_AT }) },
      says: `${ID} is APPROVED. The changes are being applied. You can revert a request once it has ended`,
    },
    {
      what: 'a request that changed nothing',
      stored: {
        [ID]: appliedRecord({ status: 'FAILED', results: [{ ...SECURITY, status: 'FAILED', error: DENIED }] }),
      },
      says: `${ID} is FAILED. The changes could not be applied. There is nothing to revert\n`,
    },
  ])('$what', async ({ stored, says }) => {
    const { code, stderr, calls } = await revert({ stored });
    expect(code).toBe(1);
    expect(stderr).toContain(says);
    expect(calls).toMatchObject({ requests: [], contacts: [] });
  });

  it('a request whose contacts were taken out', async () => {
    const { code, stderr, calls } = await revert({ stored: { [ID]: redacted(appliedRecord(), VOTED_AT) } });
    expect(code).toBe(1);
    expect(stderr).toContain(`${ID} ended long ago, and its contacts were taken out (redacted)`);
    expect(stderr).toContain('request what you want with `contacts request`');
    expect(calls).toMatchObject({ requests: [], contacts: [] });
  });

  it('a request that is INVALID and has no record', async () => {
    const { code, stderr } = await revert({ stored: {}, execution: { isRunning: false, status: 'INVALID' } });
    expect(code).toBe(1);
    expect(stderr).toContain(
      `${ID} is INVALID. The request is not valid. Nothing was changed. There is nothing to revert\n`,
    );
  });

  it('to go on when contacts cannot be read, naming the contact and the permission', async () => {
    const cause = Object.assign(new Error('User: joe is not authorized'), { name: 'AccessDeniedException' });
    const unreadable = new AwsCallError('account:GetAlternateContact', { cause });
    const { code, stdout, stderr, calls, spun } = await revert({ unreadable });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^error: nothing was sent, because 222222222222\/\S+ cannot be read: account:GetAlternateContact was denied: User: joe is not authorized\. .*delegated administrator.*docs\/cli\.md/,
    );
    expect(calls.requests).toEqual([]);
    expect(spun.at(-1)).toBe('stopped');
    const json = await revert({ unreadable }, '--json');
    expect(JSON.parse(json.stderr)).toEqual({
      error: expect.stringContaining('account:GetAlternateContact was denied'),
    });
  });

  it('to go on when an account cannot be read', async () => {
    const { code, stderr } = await revert({ unreadable: new RefusedError('1 is the management account') });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: nothing was sent, because \S+ cannot be read: 1 is the management account\n$/);
  });

  it.each([
    { flags: ['--reason', ''], says: '--reason must not be empty' },
    { flags: ['--request-id', '-'], says: '--request-id must be 1 to 80 letters' },
    { flags: ['--requested-by', 'joe'], says: '--requested-by must be an e-mail address' },
  ])('$flags', async ({ flags, says }) => {
    const { code, stderr, stdout, calls } = await revert({}, ...flags);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(stdout).toBe('');
    expect(calls.requests).toEqual([]);
  });

  it('a contact that was set once but would be refused today', async () => {
    const plan = [plannedChange({ before: { ...OLD_CONTACT, title: '' } })];
    const { code, stderr, calls } = await revert({ stored: { [ID]: appliedRecord({ plan }) } });
    expect(code).toBe(2);
    expect(stderr).toContain('  222222222222/SECURITY: title must not be empty\n');
    expect(calls.requests).toEqual([]);
  });
});
