import { describe, expect, it } from 'vitest';
import type { Requirement } from '../../../functions/domain/policy/required-approval.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import {
  APPROVER,
  approvalOf,
  BILLING,
  changeRequest,
  deleteChange,
  EXECUTION_ARN,
  NEW_CONTACT,
  OLD_CONTACT,
  OTHER_APPROVER,
  pendingRecord,
  plannedChange,
  putChange,
  receivedRecord,
  SECURITY,
  vote,
} from '../builders.ts';
import { type CliOptions, runCli } from './run-cli.ts';

const ID = 'jira-OPS-42-10124';
const AT = '2026-06-01T12:00:00.000Z';

const status = (records: (RequestRecord | undefined)[], ...flags: string[]) =>
  runCli(['status', ID, ...flags], { records });
const watch = (options: CliOptions, ...flags: string[]) => runCli(['status', ID, '--watch', ...flags], options);

/** A record that has ended with one result for each of two changes. */
function endedRecord(differences: Partial<RequestRecord> = {}): RequestRecord {
  return pendingRecord({
    request: changeRequest({ changes: [putChange(), deleteChange()] }),
    plan: [plannedChange(), plannedChange({ ...BILLING, before: OLD_CONTACT, after: null })],
    status: 'PARTIALLY_APPLIED',
    votes: [vote()],
    results: [
      { ...SECURITY, status: 'APPLIED' },
      { ...BILLING, status: 'FAILED', error: 'AccessDeniedException: not allowed' },
    ],
    ...differences,
  });
}

describe('contacts status', () => {
  it('tells who asks what, why, from where and until when', async () => {
    const { code, stdout } = await status([pendingRecord()]);
    expect(code).toBe(0);
    expect(stdout).toMatch(`… ${ID} is PENDING_APPROVAL: it waits for approval`);
    expect(stdout).toMatch(/Requested +2026-06-01 10:00:00Z by jane@example.com\n/);
    expect(stdout).toMatch(/Reason +The security mailbox moves to the new team\n/);
    expect(stdout).toMatch(/Source +jira, OPS-42\n/);
    expect(stdout).toMatch(/Expires +2026-06-04 10:00:00Z, in 2 d 21 h\n/);
    expect(stdout).toMatch(/222222222222 +SECURITY +PUT +open\n/);
    expect(stdout).toMatch(/Timeline\n +2026-06-01 10:00:00Z +jane@example.com +requested\n/);
  });

  it('tells who has voted what and who is awaited', async () => {
    const { stdout } = await status([
      pendingRecord({ approval: approvalOf(2), votes: [vote(APPROVER, { comment: 'fine\nby me' })] }),
    ]);
    expect(stdout).toMatch(/… +rule: every change +1 of 2 approvals\n/);
    expect(stdout).toMatch(/✓ +approver-1@example.com +approved: fine\n +by me\n/);
    expect(stdout).toMatch(/… +approver-2@example.com +awaited\n/);
  });

  it('tells what each rule asks beyond approvals, and of whom', async () => {
    const requirements: Requirement[] = [
      { rule: 'production', from: 'security', approvers: [APPROVER], quorum: 1, commentRequired: true },
      { rule: 'bulk', approvers: [APPROVER, OTHER_APPROVER], quorum: 2, rejection: 'majority' },
    ];
    const record = pendingRecord({ approval: approvalOf(1, { requirements }), votes: [vote()] });
    const { stdout } = await status([record]);
    expect(stdout).toMatch(/✓ +rule: production, from security +1 of 1 approval, each with a comment\n/);
    expect(stdout).toMatch(/… +rule: bulk +1 of 2 approvals, a majority rejects\n/);
    expect(JSON.parse((await status([record], '--json')).stdout).approvals).toEqual([
      { rule: 'production', from: 'security', quorum: 1, approvals: 1, commentRequired: true },
      { rule: 'bulk', quorum: 2, approvals: 1, rejection: 'majority' },
    ]);
  });

  it('tells which approvers no mail reached and why, and awaits them no longer', async () => {
    const unreachable = [{ approver: APPROVER, why: 'the mail bounced (General)', at: AT }];
    const record = pendingRecord({ unreachable });
    const { stdout } = await status([record]);
    expect(stdout).toMatch(/! +approver-1@example.com +not reached: the mail bounced \(General\)\n/);
    expect(stdout).not.toMatch(/approver-1@example.com +awaited/);
    const document = JSON.parse((await status([record], '--json')).stdout);
    expect(document).toMatchObject({ unreachable, awaited: [OTHER_APPROVER] });
  });

  it('tells in the timeline why an approver has voted so, each time that they have', async () => {
    const { stdout } = await status([
      pendingRecord({
        votes: [vote(APPROVER, { decision: 'reject', comment: 'Wrong number' })],
        history: [
          { at: AT, who: APPROVER, what: 'approved' },
          { at: AT, who: APPROVER, what: 'rejected after all', comment: 'Wrong:\n+1 555 0199' },
        ],
      }),
    ]);
    expect(stdout).toMatch(/approver-1@example.com +approved\n/);
    expect(stdout).toMatch(/approver-1@example.com +rejected after all: Wrong:\n +\+1 555 0199\n/);
  });

  it.each([
    [{}, 'the changes are about to be applied'],
    [{ applyingSince: AT }, 'the changes are being applied'],
  ])('tells how far a request is that is APPROVED: %j', async (differences, says) => {
    const record = pendingRecord({ status: 'APPROVED', ...differences });
    expect((await status([record])).stdout).toContain(`is APPROVED: ${says}\n`);
    expect(JSON.parse((await status([record], '--json')).stdout)).toMatchObject(differences);
  });

  it('awaits nobody of a rule that has its quorum, and nobody who joins in a later round', async () => {
    const approval = approvalOf(1, {
      requirements: [
        { rule: 'first', approvers: [APPROVER, 'third@example.com'], quorum: 1 },
        { rule: 'second', approvers: [OTHER_APPROVER], escalateTo: ['late@example.com'], quorum: 1 },
      ],
      rounds: [
        { seconds: 60, remind: false, escalateTo: [] },
        { seconds: 60, remind: false, escalateTo: ['late@example.com'] },
      ],
    });
    const first = await status([pendingRecord({ approval, round: 0, votes: [vote()] })], '--json');
    expect(JSON.parse(first.stdout).awaited).toEqual([OTHER_APPROVER]);
    const second = await status([pendingRecord({ approval, round: 1, votes: [vote()] })], '--json');
    expect(JSON.parse(second.stdout).awaited).toEqual([OTHER_APPROVER, 'late@example.com']);
  });

  it('tells what became of each change and why', async () => {
    const { code, stdout } = await status([endedRecord()]);
    expect(code).toBe(1);
    expect(stdout).toContain('! jira-OPS-42-10124 is PARTIALLY_APPLIED: some changes are in place, others are not');
    expect(stdout).toMatch(/222222222222 +SECURITY +PUT +APPLIED\n/);
    expect(stdout).toMatch(/222222222222 +BILLING +DELETE +FAILED +AccessDeniedException: not allowed\n/);
    expect(stdout).not.toContain('awaited');
  });

  it('keeps the details of contacts to itself unless it is asked for them', async () => {
    for (const flags of [[], ['--json']]) {
      const { stdout } = await status([endedRecord()], ...flags);
      for (const detail of [...Object.values(OLD_CONTACT), ...Object.values(NEW_CONTACT)]) {
        expect(stdout).not.toContain(detail);
      }
    }
  });

  it('shows contacts before and after with --details', async () => {
    const { stdout } = await status([endedRecord()], '--details');
    expect(stdout).toMatch(/222222222222 SECURITY\n +BEFORE +AFTER\n +name +Security desk +→ +Response team\n/);
    expect(stdout).toMatch(/222222222222 BILLING\n[\s\S]+e-mail +desk@example.com +→ +not set\n/);
  });

  it('marks what stays, and shows what is wanted before anything is read', async () => {
    const same = { ...NEW_CONTACT, name: OLD_CONTACT.name };
    const unchanged = await status([pendingRecord({ plan: [plannedChange({ after: same })] })], '--details');
    expect(unchanged.stdout).toMatch(/name +Security desk += {2,}Security desk\n/);
    const early = await status([receivedRecord()], '--details');
    expect(early.stdout).toMatch(/name +not read yet +→ +Response team\n/);
  });

  it.each([
    { record: receivedRecord(), expected: null },
    { record: pendingRecord({ plan: [] }), expected: 'UNCHANGED' },
    { record: pendingRecord({ status: 'REJECTED' }), expected: 'REJECTED' },
  ])('tells of a change without a result: $expected', async ({ record, expected }) => {
    const { stdout } = await status([record], '--json');
    expect(JSON.parse(stdout).changes).toEqual([{ ...SECURITY, action: 'PUT', status: expected }]);
  });

  it('never prints the task token', async () => {
    const { stdout } = await status([pendingRecord()], '--json', '--details');
    expect(JSON.parse(stdout)).toMatchObject({ requestId: ID, status: 'PENDING_APPROVAL' });
    expect(stdout).not.toContain('token');
  });

  it('spells out what a terminal would obey', async () => {
    const evil = '\u001B[2J\u001B]0;x\u0007\u202E';
    const record = pendingRecord({
      request: changeRequest({ reason: evil, source: { system: 'jira', reference: evil } }),
      votes: [vote(APPROVER, { comment: evil })],
      history: [{ at: AT, who: evil, what: evil, comment: evil }],
      unreachable: [{ approver: evil, why: evil, at: AT }],
    });
    for (const flags of [[], ['--details'], ['--json', '--details'], ['--watch']]) {
      const { stdout } = await status([record, { ...record, status: 'APPLIED' }], ...flags);
      expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    }
  });

  it.each([
    ['RECEIVED', 0],
    ['PENDING_APPROVAL', 0],
    ['APPROVED', 0],
    ['APPLIED', 0],
    ['UNCHANGED', 0],
    ['REJECTED', 1],
    ['EXPIRED', 1],
    ['CANCELLED', 1],
    ['FAILED', 1],
    ['PARTIALLY_APPLIED', 1],
  ] as const)('ends with the exit code of %s: %i', async (given, code) => {
    expect((await status([pendingRecord({ status: given })])).code).toBe(code);
  });

  it('refuses what is no requestId', async () => {
    const { code, stderr } = await runCli(['status', '../x']);
    expect(code).toBe(2);
    expect(stderr).toContain('1 to 80 letters, digits');
  });
});

describe('contacts status of a request without a record', () => {
  it('shows the reasons when it is INVALID', async () => {
    const execution = {
      isRunning: false,
      status: 'INVALID',
      reasons: ['/changes/0/accountId names\u001B 5, which is SUSPENDED'],
    };
    const text = await runCli(['status', ID], { execution });
    expect(text.code).toBe(1);
    expect(text.stdout).toContain(`✗ ${ID} is INVALID: it breaks a rule, nothing was changed\n\n`);
    expect(text.stdout).toContain('  /changes/0/accountId names[U+001B] 5, which is SUSPENDED');
    const json = await runCli(['status', ID, '--json'], { execution });
    expect(JSON.parse(json.stdout)).toEqual({ requestId: ID, status: 'INVALID', reasons: execution.reasons });
  });

  it('takes the reasons from its execution when it is INVALID by its plan', async () => {
    const execution = { isRunning: false, status: 'INVALID', reasons: ['/requestedBy needs 2 approvals'] };
    const { stdout, calls } = await runCli(['status', ID], {
      records: [pendingRecord({ status: 'INVALID' })],
      execution,
    });
    expect(calls.described).toEqual([EXECUTION_ARN]);
    expect(stdout).toContain('/requestedBy needs 2 approvals');
  });

  it('is being checked while its execution runs', async () => {
    const { code, stdout } = await runCli(['status', ID], { execution: { isRunning: true } });
    expect(code).toBe(0);
    expect(stdout).toContain(`${ID} is RECEIVED`);
  });

  it('tells the error of an execution that failed', async () => {
    const { code, stderr } = await runCli(['status', ID], { execution: { isRunning: false, error: 'Oh: no' } });
    expect(code).toBe(1);
    expect(stderr).toContain('ended without a record: Oh: no');
  });

  it('says what to check when there is no such request', async () => {
    const { code, stderr } = await runCli(['status', ID, '--stage', 'test']);
    expect(code).toBe(1);
    expect(stderr).toContain(`there is no request ${ID} in the stage test: check the id and --stage`);
  });
});

describe('contacts status --watch', () => {
  const requested = { at: AT, who: 'jane@example.com', what: 'requested' };
  const asked = { at: AT, who: 'workflow', what: 'asked for approval, round 1' };
  const approved = { at: AT, who: APPROVER, what: 'approved' };
  const records = [
    undefined,
    receivedRecord({ history: [requested] }),
    pendingRecord({ history: [requested, asked] }),
    pendingRecord({ history: [requested, asked] }),
    endedRecord({
      status: 'APPLIED',
      history: [requested, asked, approved],
      results: [{ ...SECURITY, status: 'APPLIED' }],
    }),
  ];

  it('prints each line of the timeline once, and how it has ended', async () => {
    const { code, stdout } = await watch({ records });
    expect(code).toBe(0);
    const lines = stdout.split('\n').filter((line) => line.includes('12:00:00Z'));
    expect(lines.map((line) => line.slice(50))).toEqual(['requested', 'asked for approval, round 1', 'approved']);
    expect(stdout).toMatch(/approved\n\n✓ .* is APPLIED: every change is in place\n\n +ACCOUNT/);
  });

  it('tells on a terminal whom it waits for and how long', async () => {
    const { spun } = await watch({ records, isInteractive: true, width: 60 });
    expect(spun).toContain('PENDING_APPROVAL for 1 h, awaits approver-1@example.com,…');
    expect(spun.at(-1)).toBe('stopped');
  });

  it('prints one document and turns no spinner when asked for JSON', async () => {
    const { stdout, spun } = await watch({ records, isInteractive: true }, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ status: 'APPLIED', history: [requested, asked, approved] });
    expect(spun).toEqual([]);
  });

  it('ends with 1 and the reason when the request is rejected', async () => {
    const history = [requested, asked, { at: AT, who: APPROVER, what: 'rejected', comment: 'Not our number' }];
    const { code, stdout } = await watch({
      records: [pendingRecord(), pendingRecord({ status: 'REJECTED', history })],
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/ approver-1@example.com +rejected: Not our number\n\n✗ .* is REJECTED: /);
  });

  it('gives up when the request does not appear', async () => {
    const { code, stderr, spun } = await watch({ isInteractive: true });
    expect(code).toBe(1);
    expect(stderr).toContain('there is no request');
    expect(spun.length).toBeGreaterThan(20);
  });

  it('shows the reasons when the request turns out to be INVALID', async () => {
    const { code, stdout } = await watch({
      execution: { isRunning: false, status: 'INVALID', reasons: ['/a is wrong'] },
    });
    expect(code).toBe(1);
    expect(stdout).toContain('/a is wrong');
  });
});
