import { afterEach, describe, expect, it, vi } from 'vitest';
import { approvalOf, pendingRecord, receivedRecord, roundOf } from '../../builders.ts';
import { type CliOptions, runCli } from '../run-cli.ts';

const ID = 'jira-OPS-42-10124';
const AT = '2026-06-01T12:00:00.000Z';

const cancel = (options: CliOptions, ...flags: string[]) =>
  runCli(['cancel', ID, '--requested-by', 'jane@example.com', ...flags], options);

afterEach(() => vi.unstubAllEnvs());

describe('contacts cancel', () => {
  it('sends the cancellation and waits until the request is CANCELLED', async () => {
    const records = [pendingRecord(), pendingRecord(), pendingRecord({ status: 'CANCELLED' })];
    const { code, stdout, calls } = await cancel({ records }, '--reason', 'It stays');
    expect(code).toBe(0);
    expect(stdout).toBe(`✓ ${ID} is CANCELLED. Nothing was changed.\n`);
    expect(calls.events).toEqual([
      {
        detailType: 'Alternate Contact Change Cancellation Requested',
        detail: { requestId: ID, requestedBy: 'jane@example.com', reason: 'It stays' },
      },
    ]);
  });

  it('omits the reason when there is none, and prints JSON when asked to', async () => {
    const { stdout, calls } = await cancel(
      { records: [receivedRecord(), receivedRecord({ status: 'CANCELLED' })] },
      '--json',
    );
    expect(calls.events[0]?.detail).toEqual({ requestId: ID, requestedBy: 'jane@example.com' });
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
    expect(calls.events).toEqual([]);
  });

  it("sends nothing for somebody else's request", async () => {
    const { code, stderr, calls } = await runCli(['cancel', ID, '--requested-by', 'joe@example.com'], {
      records: [pendingRecord()],
    });
    expect(code).toBe(1);
    expect(stderr).toContain('was requested by jane@example.com, and only they can cancel it');
    expect(calls.events).toEqual([]);
  });

  it('recognizes the requester in capitals', async () => {
    const { code } = await runCli(['cancel', ID, '--requested-by', 'Jane@Example.com'], {
      records: [pendingRecord(), pendingRecord({ status: 'CANCELLED' })],
    });
    expect(code).toBe(0);
  });

  it('cancels a request that is approved but not being applied yet', async () => {
    const approved = pendingRecord({ status: 'APPROVED' });
    const { code, calls } = await cancel({ records: [approved, approved, pendingRecord({ status: 'CANCELLED' })] });
    expect(code).toBe(0);
    expect(calls.events).toHaveLength(1);
  });

  it.each([
    {
      became: pendingRecord({ status: 'APPROVED', applyingSince: AT }),
      says: 'its changes are already being applied',
    },
    { became: pendingRecord({ status: 'APPLIED' }), says: 'it is APPLIED. Every change is in place.' },
    { became: pendingRecord({ status: 'REJECTED' }), says: 'it is REJECTED. ' },
  ])('says what became of the request when the service was faster: $says', async ({ became, says }) => {
    const approved = pendingRecord({ status: 'APPROVED' });
    const { code, stderr } = await cancel({ records: [pendingRecord(), approved, became] });
    expect(code).toBe(1);
    expect(stderr).toContain(`${ID} was not cancelled: ${says}`);
  });

  it('gives up after a minute', async () => {
    const { code, stderr, spun } = await cancel({ records: [pendingRecord()], isInteractive: true }, '--stage', 'test');
    expect(code).toBe(1);
    expect(stderr).toContain(
      `still PENDING_APPROVAL a minute after the cancellation was sent: see \`contacts status ${ID} --stage test\``,
    );
    expect(spun).toEqual([`cancelling ${ID}`, 'stopped']);
  });

  it('names the flags that are wrong', async () => {
    const { code, stderr } = await runCli(['cancel', ID, '--requested-by', 'jane', '--reason', ''], {
      records: [pendingRecord()],
    });
    expect(code).toBe(2);
    expect(stderr).toContain('--requested-by must be an e-mail address');
    expect(stderr).toContain('--reason must not be empty');
  });

  it('says how to name the requester when nobody is named', async () => {
    vi.stubEnv('CONTACTS_REQUESTED_BY', '');
    expect(await runCli(['cancel', ID])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('CONTACTS_REQUESTED_BY'),
    });
  });
});
