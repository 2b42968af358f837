import { afterEach, describe, expect, it, vi } from 'vitest';
import { RefusedError } from '../../../../cli/errors.ts';
import { approvalOf, pendingRecord, receivedRecord, roundOf } from '../../builders.ts';
import { type CliOptions, runCli } from '../run-cli.ts';

const ID = 'jira-OPS-42-10124';
/** The cancellation names the system, so that no other request of this id is meant. */
const JIRA = { system: 'jira' };
const AT = '2026-06-01T12:00:00.000Z';

const cancel = (options: CliOptions, ...flags: string[]) =>
  runCli(['cancel', ID, '--requested-by', 'jane@example.com', ...flags], options);

afterEach(() => vi.unstubAllEnvs());

describe('contacts cancel', () => {
  it('sends the cancellation, and says that the request is CANCELLED', async () => {
    const records = [pendingRecord(), pendingRecord({ status: 'CANCELLED' })];
    const { code, stdout, calls } = await cancel({ records }, '--reason', 'It stays');
    expect(code).toBe(0);
    expect(stdout).toBe(`✓ ${ID} is CANCELLED. Nothing was changed.\n`);
    expect(calls.cancellations).toEqual([
      { requestId: ID, source: JIRA, requestedBy: 'jane@example.com', reason: 'It stays' },
    ]);
  });

  it('omits the reason when there is none, and prints JSON when asked to', async () => {
    const { stdout, calls } = await cancel(
      { records: [receivedRecord(), receivedRecord({ status: 'CANCELLED' })] },
      '--json',
    );
    expect(calls.cancellations[0]).toEqual({ requestId: ID, source: JIRA, requestedBy: 'jane@example.com' });
    expect(JSON.parse(stdout)).toEqual({ requestId: ID, status: 'CANCELLED' });
  });

  it.each([
    { what: 'is unknown', records: [], says: `there is no request ${ID}` },
    {
      what: 'is decided',
      records: [pendingRecord({ status: 'REJECTED' })],
      says: `${ID} can no longer be cancelled: it is REJECTED. `,
    },
    {
      what: 'is being applied',
      records: [pendingRecord({ status: 'APPROVED', applyingSince: AT })],
      says: `${ID} can no longer be cancelled: its changes are already being applied`,
    },
    {
      what: 'has expired a moment ago',
      records: [pendingRecord({ approval: approvalOf(1, { rounds: [roundOf({ seconds: 7200 })] }) })],
      says: `${ID} can no longer be cancelled: the time for its approval ended at 1 Jun 2026, 12:00:00 UTC`,
    },
  ])('sends nothing when the request $what', async ({ records, says }) => {
    const { code, stderr, calls } = await cancel({ records });
    expect(code).toBe(1);
    expect(stderr).toContain(says);
    expect(calls.cancellations).toEqual([]);
  });

  it('cancels a request that is approved but not being applied yet', async () => {
    const approved = pendingRecord({ status: 'APPROVED' });
    const { code, calls } = await cancel({ records: [approved, pendingRecord({ status: 'CANCELLED' })] });
    expect(code).toBe(0);
    expect(calls.cancellations).toHaveLength(1);
  });

  it('says why the service refuses the cancellation', async () => {
    const cancelError = new RefusedError(`${ID} was not cancelled: only its requester can cancel it`);
    const { code, stderr } = await cancel({ records: [pendingRecord()], cancelError });
    expect({ code, stderr }).toEqual({ code: 1, stderr: `error: ${cancelError.message}\n` });
  });

  it('names the flags that are wrong', async () => {
    const { code, stderr } = await runCli(['cancel', ID, '--requested-by', 'jane', '--reason', ''], {
      records: [pendingRecord()],
    });
    expect(code).toBe(2);
    expect(stderr).toContain('--requested-by must be an e-mail address');
    expect(stderr).toContain('--reason must not be empty');
  });

  it('leaves the requester to the service, which knows who signs, when nobody is named', async () => {
    vi.stubEnv('CONTACTS_REQUESTED_BY', '');
    const records = [pendingRecord(), pendingRecord({ status: 'CANCELLED' })];
    const { code, calls } = await runCli(['cancel', ID], { records });
    expect(code).toBe(0);
    expect(calls.cancellations).toEqual([{ requestId: ID, source: JIRA }]);
  });
});
