import { describe, expect, it } from 'vitest';
import type { ListedRequest } from '../../../../cli/aws/request-table.ts';
import { RECORDED_STATUSES } from '../../../../cli/output/request-status.ts';
import { NOW, runCli } from '../run-cli.ts';

const hoursAgo = (hours: number) => new Date(Date.parse(NOW) - hours * 3_600_000).toISOString();

const request = (requestId: string, differences: Partial<ListedRequest> = {}): ListedRequest => ({
  requestId,
  requestKey: `cli/${requestId}`,
  status: 'PENDING_APPROVAL',
  requestedBy: 'jane@example.com',
  createdAt: hoursAgo(3),
  contacts: ['222222222222/SECURITY'],
  accounts: [],
  ...differences,
});

const requests = [
  request('r-3'),
  request('r-50', {
    createdAt: hoursAgo(50),
    contacts: ['222222222222/BILLING', '333333333333/BILLING', '444444444444/BILLING'],
  }),
  request('r-1', { createdAt: hoursAgo(1), status: 'APPLIED', contacts: ['333333333333/SECURITY'] }),
];

const idsOf = (stdout: string) => JSON.parse(stdout).map(({ requestId }: ListedRequest) => requestId);

describe('contacts list', () => {
  it('lists the requests of every status, newest first', async () => {
    const { code, stdout, calls } = await runCli(['list'], { requests, width: 100 });
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['REQUEST', 'STATUS', 'AGE', 'REQUESTED BY', 'CONTACTS'],
      ['r-1', 'APPLIED', '1 hour', 'jane@example.com', '333333333333/SECURITY'],
      ['r-3', 'PENDING_APPROVAL', '3 hours', 'jane@example.com', '222222222222/SECURITY'],
      ['r-50', 'PENDING_APPROVAL', '2 days', 'jane@example.com', '222222222222/BILLING +2'],
      [''],
    ]);
    expect(calls.listed.map(({ status }) => status)).toEqual([...RECORDED_STATUSES]);
  });

  it.each([
    [['--status', 'APPLIED'], ['APPLIED']],
    [
      ['--status', 'applied', 'FAILED'],
      ['APPLIED', 'FAILED'],
    ],
    [
      ['--status', 'APPLIED', '--status', 'FAILED', 'APPLIED'],
      ['APPLIED', 'FAILED'],
    ],
  ])('reads only the statuses of %j', async (flags, statuses) => {
    const { calls } = await runCli(['list', ...flags], { requests });
    expect(calls.listed.map(({ status }) => status)).toEqual(statuses);
  });

  it('leaves out the requests for other accounts', async () => {
    const { stdout } = await runCli(['list', '--account', '333333333333', '--json'], { requests });
    expect(idsOf(stdout)).toEqual(['r-1', 'r-50']);
  });

  it.each([
    ['R-50', ['r-50']],
    ['JANE@', ['r-1', 'r-3', 'r-50']],
    ['2222/billing', ['r-50']],
    ['444444444444', ['r-50']],
    ['payments', ['r-3']],
    ['root / prod', ['r-3']],
    ['nobody', []],
  ])('finds requests by %s', async (search, ids) => {
    const named = requests.map((each) =>
      each.requestId === 'r-3'
        ? { ...each, accounts: [{ accountId: '222222222222', name: 'Payments', ouPath: ['Root', 'Production'] }] }
        : each,
    );
    const { stdout } = await runCli(['list', '--search', search, '--json'], { requests: named });
    expect(idsOf(stdout)).toEqual(ids);
  });

  it('shows the name and the place of the account of the first contact', async () => {
    const accounts = [
      { accountId: '222222222222', name: 'Pay\u001Bments', ouPath: ['Root', 'Production'] },
      { accountId: '333333333333', name: 'Shop', ouPath: ['Root'] },
    ];
    const { stdout } = await runCli(['list'], { requests: [request('r-3', { accounts })], width: 120 });
    expect(stdout).toContain('222222222222/SECURITY (Pay[U+001B]ments, Root / Production)');
  });

  it('takes an account id with dashes', async () => {
    const { stdout } = await runCli(['list', '--account', '3333-3333-3333', '--json'], { requests });
    expect(idsOf(stdout)).toEqual(['r-1', 'r-50']);
  });

  it.each([
    ['30m', '2026-06-01T12:30:00.000Z'],
    ['12h', '2026-06-01T01:00:00.000Z'],
    ['7d', '2026-05-25T13:00:00.000Z'],
    ['2026-05-01', '2026-05-01T00:00:00.000Z'],
    ['2026-05-01T12:00+02:00', '2026-05-01T10:00:00.000Z'],
  ])('reads only requests since %s', async (since, expected) => {
    const { calls } = await runCli(['list', '--since', since, '--status', 'APPLIED']);
    expect(calls.listed).toEqual([{ status: 'APPLIED', since: expected }]);
  });

  it('says that there are more when the limit leaves some out', async () => {
    const all = await runCli(['list', '--limit', '3'], { requests });
    expect(all.stdout).not.toContain('There are more');
    const { stdout } = await runCli(['list', '--limit', '2'], { requests });
    expect(stdout).toContain('There are more: raise --limit, which is now 2.');
    expect(stdout).not.toContain('r-50');
  });

  it('prints an array as JSON, even when it is empty', async () => {
    expect(JSON.parse((await runCli(['list', '--json', '--limit', '1'], { requests })).stdout)).toEqual([requests[2]]);
    expect(JSON.parse((await runCli(['list', '--json'])).stdout)).toEqual([]);
    expect((await runCli(['list'])).stdout).toBe('No requests.\n');
  });

  it('keeps within 80 columns', async () => {
    const { stdout } = await runCli(['list'], {
      requests: requests.map((each, index) => ({ ...each, requestId: `cli-mgx0k2fz-7d1${index}` })),
    });
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).toContain('cli-mgx0k2fz-7d10');
  });

  it('shows the systems of requests that have one id, and of no others', async () => {
    const shared = ['cli', 'jira'].map((system) => request('r-7', { requestKey: `${system}/r-7` }));
    const { stdout } = await runCli(['list'], { requests: [...requests, ...shared] });
    expect(stdout).toMatch(/^cli\/r-7 /m);
    expect(stdout).toMatch(/^jira\/r-7 /m);
    expect(stdout).toMatch(/^r-3 /m);
  });

  it('finds requests by their system', async () => {
    const { stdout } = await runCli(['list', '--search', 'JIRA/', '--json'], {
      requests: [...requests, request('r-7', { requestKey: 'jira/r-7' })],
    });
    expect(idsOf(stdout)).toEqual(['r-7']);
  });

  it.each([
    ['--status', 'DONE', 'DONE is not a status: choose one of RECEIVED'],
    ['--account', '22', '22 is not an account id: it must be 12 digits'],
    ['--since', 'yesterday', 'yesterday is not a time: write 30m, 12h, 7d, or a date'],
    ['--since', '2026-05-01T12:00', '2026-05-01T12:00 is not a time: write 30m, 12h, 7d, or a date'],
    ['--since', '2026-13-01', '2026-13-01 is not a time: write 30m, 12h, 7d, or a date'],
    ['--limit', '0', '0 is not a limit: write a number'],
  ])('is wrong usage with %s %s', async (flag, value, says) => {
    const { code, stderr } = await runCli(['list', flag, value]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });
});
