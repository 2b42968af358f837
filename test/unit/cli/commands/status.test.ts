import { describe, expect, it } from 'vitest';
import { recordOf } from '../../../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import { redacted } from '../../../../functions/domain/ledger/redacted.ts';
import type { Requirement } from '../../../../functions/domain/policy/required-approval.ts';
import type { Reason } from '../../../../schemas/compiled/reason.js';
import {
  APPROVER,
  applyStarted,
  approvalOf,
  approvalRequested,
  approved,
  approverUnreachable,
  BILLING,
  CHIEF,
  cancelled,
  changeApplied,
  changeFailed,
  changeRequest,
  deleteChange,
  ended,
  escalated,
  expired,
  ledger,
  lost,
  NEW_CONTACT,
  OLD_CONTACT,
  OTHER_APPROVER,
  pendingRecord,
  planned,
  plannedChange,
  putChange,
  type RecordFacts,
  receivedRecord,
  recordWith,
  rejected,
  reminded,
  requested,
  SECURITY,
  vote,
  voteCast,
  waitExtended,
} from '../../builders.ts';
import { approvedRecord, lineOfChanges, turnsAfter } from '../../in-line.ts';
import { type CliOptions, NOW, runCli } from '../run-cli.ts';

const ID = 'jira-OPS-42-10124';
const AT = '2026-06-01T12:00:00.000Z';

const status = (records: (RequestRecord | undefined)[], ...flags: string[]) =>
  runCli(['status', ID, ...flags], { records });
const watch = (options: CliOptions, ...flags: string[]) => runCli(['status', ID, '--watch', ...flags], options);

/** A record that has ended with one result for each of two changes. */
function endedRecord(differences: RecordFacts = {}): RequestRecord {
  return pendingRecord({
    request: changeRequest({ changes: [putChange(), deleteChange()] }),
    plan: [plannedChange(), plannedChange({ ...BILLING, before: OLD_CONTACT, after: null })],
    status: 'PARTIALLY_APPLIED',
    votes: [vote()],
    results: [
      { ...SECURITY, status: 'APPLIED' },
      { ...BILLING, status: 'FAILED', error: { name: 'AccessDeniedException', message: 'not allowed' } },
    ],
    ...differences,
  });
}

describe('contacts status', () => {
  it('shows who requested what, why, from where and until when', async () => {
    const { code, stdout } = await status([pendingRecord()]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      `… ${ID} is PENDING_APPROVAL. The approvers have been notified. Nothing has been changed yet.\n`,
    );
    expect(stdout).toMatch(/Requested +1 Jun 2026, 10:00:00 UTC by jane@example\.com, named by jira\n/);
    expect(stdout).toMatch(/Reason +The security mailbox moves to the new team\n/);
    expect(stdout).toMatch(/Source +jira, OPS-42\n/);
    expect(stdout).toMatch(/Expires +4 Jun 2026, 10:00:00 UTC, in 2 days 21 hours\n/);
    expect(stdout).toMatch(/222222222222 \(Payments, Root \/ Production\) +SECURITY +PUT +open\n/);
    expect(stdout).toMatch(/Timeline\n +1 Jun 2026, 10:00:00 UTC +\S +jane@example.com requested the change\n/);
  });

  it('says that contacts and comments were taken out of a request that ended long ago, and still shows how it ended', async () => {
    const { code, stdout } = await status([redacted(endedRecord(), AT)], '--details');
    expect(code).toBe(1);
    expect(stdout).toContain('is PARTIALLY_APPLIED');
    expect(stdout).toMatch(/Reason +\[redacted\]/);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('The details of contacts, and what people wrote, were taken out');
    for (const value of Object.values(NEW_CONTACT)) expect(stdout).not.toContain(value);
  });

  it('shows who else shaped the request, what it takes the place of, and who was not asked', async () => {
    const request = changeRequest({ contributors: [CHIEF] });
    const approval = approvalOf(1, { barred: [{ approver: CHIEF, shapedAs: CHIEF }] });
    const record = recordOf([
      requested({ request }),
      planned({ approval, supersedes: ['jira/jira-OPS-42-1'] }),
      approvalRequested(),
    ]);
    const { stdout } = await status([record]);
    expect(stdout).toMatch(/Shaped by +chief@example\.com\n/);
    expect(stdout).toMatch(/Replaces +jira-OPS-42-1\n/);
    expect(stdout).toMatch(/Not asked +chief@example\.com was not asked/);
  });

  it('shows who voted what and who has not voted yet', async () => {
    const { stdout } = await status([
      pendingRecord({ approval: approvalOf(2), votes: [vote(APPROVER, { comment: 'fine\nby me' })] }),
    ]);
    expect(stdout).toMatch(/… +rule: every change +1 of 2 approvals\n/);
    expect(stdout).toMatch(/✓ +approver-1@example.com +approved: fine\n +by me\n/);
    expect(stdout).toMatch(/… +approver-2@example.com +has not voted\n/);
  });

  it('shows what each rule requires beyond approvals, and from whom', async () => {
    const requirements: Requirement[] = [
      { rule: 'production', from: 'security', approvers: [APPROVER], quorum: 1, commentRequired: true },
      { rule: 'bulk', approvers: [APPROVER, OTHER_APPROVER], quorum: 2, rejection: 'majority' },
    ];
    const record = pendingRecord({ approval: approvalOf(1, { requirements }), votes: [vote()] });
    const { stdout } = await status([record]);
    expect(stdout).toMatch(/✓ +rule: production, from security +1 of 1 approval, each with a comment\n/);
    expect(stdout).toMatch(/… +rule: bulk +1 of 2 approvals, a majority must reject\n/);
    expect(JSON.parse((await status([record], '--json')).stdout).approvals).toEqual([
      { rule: 'production', from: 'security', quorum: 1, approvals: 1, commentRequired: true },
      { rule: 'bulk', quorum: 2, approvals: 1, rejection: 'majority' },
    ]);
  });

  it('shows which approvers could not be reached and why, and no longer waits for them', async () => {
    const record = pendingRecord({ unreachable: [lost()] });
    const { stdout } = await status([record]);
    expect(stdout).toMatch(/! +approver-1@example.com +could not be reached: the mail bounced \(General\)\n/);
    expect(stdout).not.toMatch(/approver-1@example.com +has not voted/);
    const document = JSON.parse((await status([record], '--json')).stdout);
    expect(document).toMatchObject({
      unreachable: [{ approver: APPROVER, at: AT, why: 'the mail bounced (General)' }],
      awaited: [OTHER_APPROVER],
    });
  });

  it('shows every vote in the timeline with its comment when an approver changes their vote', async () => {
    const comment = 'Wrong:\n+1 555 0199';
    const { stdout } = await status([
      recordWith(voteCast(), voteCast(APPROVER, { decision: 'reject', previous: 'approve', comment })),
    ]);
    expect(stdout).toMatch(/✓ +approver-1@example.com approved\n/);
    expect(stdout).toMatch(/✗ +approver-1@example.com changed their vote:\n +rejected: Wrong:\n +\+1 555 0199\n/);
  });

  it.each([
    [waitExtended(), 'Round 2: still waiting'],
    [reminded(), 'Round 2: reminded approver-2@example.com'],
    [escalated(), 'Round 3: escalated to chief@example.com'],
    [approverUnreachable(), 'Could not reach approver-1@example.com: the mail bounced (General)'],
    [approved({ approvedBecause: 'preApproved' }), 'Pre-approved by the policy'],
    [rejected(), 'Rejected: the rejection is final'],
    [expired(), 'Expired: not approved in time'],
    [expired({ expiredBecause: 'tooFewApproversReachable' }), 'Expired: too few approvers could be reached'],
    [cancelled({ comment: 'It stays' }), 'jane@example.com cancelled the request: It stays'],
    [
      changeApplied(SECURITY, { alreadyInPlace: true }),
      'SECURITY contact of 222222222222 (Payments, Root / Production): already in place',
    ],
    [
      changeFailed(),
      'Could not apply the SECURITY contact of 222222222222 (Payments, Root / Production): AccessDeniedException: no permission',
    ],
    [
      changeFailed(SECURITY, { status: 'CONFLICT' }),
      'Left the SECURITY contact of 222222222222 (Payments, Root / Production) alone',
    ],
  ])('shows in the timeline what happened: $type', async (event, text) => {
    const { stdout } = await runCli(['status', ID], { records: [recordWith(event)], width: 200 });
    expect(stdout.slice(stdout.indexOf('Timeline'))).toContain(text);
  });

  it.each([
    [{}, 'The changes are about to be applied.'],
    [{ applyingSince: AT }, 'The changes are being applied.'],
  ])('shows how far an APPROVED request is: %j', async (differences, says) => {
    const record = pendingRecord({ status: 'APPROVED', ...differences });
    expect((await status([record])).stdout).toContain(`is APPROVED. ${says}\n`);
    expect(JSON.parse((await status([record], '--json')).stdout)).toMatchObject(differences);
  });

  it('awaits no approver whose rule has its quorum, and none who joins in a later round', async () => {
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

  it('shows what became of each change and why', async () => {
    const { code, stdout } = await status([endedRecord()]);
    expect(code).toBe(1);
    expect(stdout).toContain('! jira-OPS-42-10124 is PARTIALLY_APPLIED. Some changes are in place, others are not.\n');
    expect(stdout).toMatch(/222222222222 \(Payments, .*SECURITY +PUT +APPLIED\n/);
    expect(stdout).toMatch(/222222222222 \(Payments, .*BILLING +DELETE +FAILED +AccessDeniedException:/);
    expect(stdout).not.toContain('has not voted');
  });

  it.each([[], ['--json'], ['--watch'], ['--watch', '--json']])(
    'prints no details of contacts: %j',
    async (...flags) => {
      const { stdout } = await status([endedRecord()], ...flags);
      for (const detail of [...Object.values(OLD_CONTACT), ...Object.values(NEW_CONTACT)]) {
        expect(stdout).not.toContain(detail);
      }
    },
  );

  it('lists in JSON every event that has happened, without the details of contacts and what salts their digests', async () => {
    const events = ledger(voteCast(), approved());
    const [first, plan, ...later] = JSON.parse((await status([recordOf(events)], '--json')).stdout).history;
    const { nonce: _, ...bareRequested } = requested();
    expect(first).toEqual({
      ...bareRequested,
      request: { ...changeRequest(), changes: [{ ...SECURITY, action: 'PUT' }] },
    });
    const { nonce: __, ...barePlanned } = planned();
    expect(plan).toEqual({ ...barePlanned, plan: [SECURITY] });
    expect(later).toEqual(events.slice(2));
  });

  it('names in JSON the plan by its fingerprint, unless contacts were taken out of the record', async () => {
    const record = recordWith(voteCast());
    expect(JSON.parse((await status([record], '--json')).stdout).fingerprint).toBe(record.fingerprint);
    const without = recordOf([{ ...requested(), nonce: '' }, planned({ nonce: '' })]);
    for (const each of [without, receivedRecord()]) {
      expect(JSON.parse((await status([each], '--json')).stdout)).not.toHaveProperty('fingerprint');
    }
  });

  it('lists the events in full with --details', async () => {
    const events = ledger(voteCast(), approved());
    const { stdout } = await status([recordOf(events)], '--json', '--details');
    expect(JSON.parse(stdout).history).toEqual(events);
  });

  it('shows contacts before and after with --details', async () => {
    const { stdout } = await status([endedRecord()], '--details');
    expect(stdout).toMatch(
      /222222222222 \(Payments, Root \/ Production\) SECURITY\n +BEFORE +AFTER\n +Name +Security desk +→ +Response team\n/,
    );
    expect(stdout).toMatch(
      /222222222222 \(Payments, Root \/ Production\) BILLING\n[\s\S]+E-mail +desk@example.com +→ +not set\n/,
    );
  });

  it('marks what stays, and shows what is requested before anything is read', async () => {
    const same = { ...NEW_CONTACT, name: OLD_CONTACT.name };
    const unchanged = await status([pendingRecord({ plan: [plannedChange({ after: same })] })], '--details');
    expect(unchanged.stdout).toMatch(/Name +Security desk += {2,}Security desk\n/);
    const early = await status([receivedRecord()], '--details');
    expect(early.stdout).toMatch(/Name +not read yet +→ +Response team\n/);
  });

  it.each([
    { record: receivedRecord(), expected: null },
    { record: pendingRecord({ plan: [] }), expected: 'UNCHANGED' },
    { record: pendingRecord({ status: 'REJECTED' }), expected: 'REJECTED' },
  ])('shows a change without a result: $expected', async ({ record, expected }) => {
    const { stdout } = await status([record], '--json');
    expect(JSON.parse(stdout).changes).toEqual([
      { ...SECURITY, accountName: 'Payments', ouPath: ['Root', 'Production'], action: 'PUT', status: expected },
    ]);
  });

  it('never prints the task token', async () => {
    const { stdout } = await status([pendingRecord()], '--json', '--details');
    expect(JSON.parse(stdout)).toMatchObject({ requestId: ID, status: 'PENDING_APPROVAL' });
    expect(stdout).not.toContain('token');
  });

  it('spells out what a terminal would obey', async () => {
    const evil = '\u001B[2J\u001B]0;x\u0007\u202E';
    const facts: RecordFacts = {
      request: changeRequest({ requestedBy: evil, reason: evil, source: { system: 'jira', reference: evil } }),
      votes: [vote(evil, { comment: evil })],
      unreachable: [{ approver: evil, reason: { kind: 'refused', error: evil }, at: AT }],
      results: [{ ...SECURITY, status: 'FAILED', error: { name: evil, message: evil } }],
    };
    for (const flags of [[], ['--details'], ['--json', '--details'], ['--watch']]) {
      const { stdout } = await status([pendingRecord(facts), pendingRecord({ ...facts, status: 'FAILED' })], ...flags);
      expect(stdout).toMatch(/U\+001B|\\u001b/);
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

  it('refuses what is not a requestId', async () => {
    const { code, stderr } = await runCli(['status', '../x']);
    expect(code).toBe(2);
    expect(stderr).toContain('1 to 80 letters, digits');
  });
});

const SUSPENDED: Reason = {
  pointer: '/changes/0/accountId',
  code: 'inactiveAccount',
  message: 'names\u001B 5, which is SUSPENDED',
};

describe('contacts status of a request without a record', () => {
  it('shows the reasons when it is INVALID', async () => {
    const execution = { isRunning: false, status: 'INVALID', reasons: [SUSPENDED] };
    const text = await runCli(['status', ID], { execution });
    expect(text.code).toBe(1);
    expect(text.stdout).toBe(
      `✗ ${ID} is INVALID. The request is not valid. Nothing was changed.\n\n  Account names[U+001B] 5, which is SUSPENDED\n`,
    );
    const json = await runCli(['status', ID, '--json'], { execution });
    expect(JSON.parse(json.stdout)).toEqual({ requestId: ID, status: 'INVALID', reasons: [SUSPENDED] });
  });

  it('takes the reasons from the record when its plan made it INVALID', async () => {
    const record = recordOf([requested(), ended('INVALID', { reasons: [SUSPENDED] })]);
    const { code, stdout } = await status([record]);
    expect(code).toBe(1);
    expect(stdout).toContain('\n\n  Account names[U+001B] 5, which is SUSPENDED\n');
    expect(JSON.parse((await status([record], '--json')).stdout).reasons).toEqual([SUSPENDED]);
  });

  it('is being checked while its execution runs', async () => {
    const { code, stdout } = await runCli(['status', ID], { execution: { isRunning: true } });
    expect(code).toBe(0);
    expect(stdout).toContain(`${ID} is RECEIVED`);
  });

  it('reports the error of an execution that failed', async () => {
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
  const applied = ledger(voteCast(), approved(), applyStarted(), changeApplied(), ended('APPLIED'));
  const records = [undefined, ...[1, 3, 3, applied.length].map((count) => recordOf(applied.slice(0, count)))];
  const linesOf = (stdout: string) => stdout.split('\n').filter((line) => line.includes(' UTC '));

  it('prints each line of the timeline once, and how the request ended', async () => {
    const { code, stdout } = await watch({ records, width: 200 });
    expect(code).toBe(0);
    const texts = linesOf(stdout).map((line) => line.slice(32));
    expect(texts).toEqual([
      'jane@example.com requested the change',
      'Compared with the current contacts: 1 change to make',
      'Asked approver-1@example.com, approver-2@example.com for approval',
      'approver-1@example.com approved',
      'Approved: every quorum is reached',
      'Started to apply the changes',
      'Applied the SECURITY contact of 222222222222 (Payments, Root / Production)',
      'Ended: applied. Every change is in place.',
    ]);
    expect(stdout).toMatch(/ UTC .*\n\n✓ .* is APPLIED. Every change is in place.\n\n +ACCOUNT/);
  });

  it('prints the same lines as the timeline without --watch', async () => {
    const watched = await watch({ records, width: 200 });
    const shown = await runCli(['status', ID], { records: records.slice(-1), width: 200 });
    const timeline = shown.stdout.slice(shown.stdout.indexOf('Timeline'));
    expect(linesOf(watched.stdout)).toEqual(linesOf(timeline));
  });

  it('shows on a terminal whom it waits for and for how long', async () => {
    const { spun } = await watch({ records, isInteractive: true, width: 60 });
    expect(spun).toContain('PENDING_APPROVAL for 3 hours, waiting for approver-1@exa…');
    expect(spun.at(-1)).toBe('stopped');
  });

  it('prints one document and no spinner when asked for JSON', async () => {
    const { stdout, spun } = await watch({ records, isInteractive: true }, '--json', '--details');
    expect(JSON.parse(stdout)).toMatchObject({ status: 'APPLIED', history: applied });
    expect(spun).toEqual([]);
  });

  it('ends with 1 and the comment when the request is rejected', async () => {
    const rejection = voteCast(APPROVER, { decision: 'reject', comment: 'Not our number' });
    const { code, stdout } = await watch({
      records: [recordWith(), recordWith(rejection, rejected(), ended('REJECTED'))],
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ +approver-1@example.com rejected: Not our number\n[\s\S]+\n\n✗ .* is REJECTED. /);
  });

  it('gives up when the request does not appear', async () => {
    const { code, stderr, spun } = await watch({ isInteractive: true });
    expect(code).toBe(1);
    expect(stderr).toContain('there is no request');
    expect(spun.length).toBeGreaterThan(20);
  });

  it('shows the reasons when the request turns out to be INVALID', async () => {
    const { code, stdout } = await watch({
      execution: { isRunning: false, status: 'INVALID', reasons: [SUSPENDED] },
    });
    expect(code).toBe(1);
    expect(stdout).toContain('Account names');
  });
});

describe('contacts status of a request in line', () => {
  const now = Date.parse(NOW);
  const inLine = { ...approvedRecord(), turns: turnsAfter(312, 1, now) };
  const done = recordOf(ledger(voteCast(), approved(), applyStarted(), changeApplied(), ended('APPLIED')));
  const line = lineOfChanges(400, now);
  const PLACE = '312 of 400 changes before yours: about 63 seconds';

  it('shows its place and the time that it will take', async () => {
    const { code, stdout } = await runCli(['status', ID], { records: [inLine], line });
    expect(code).toBe(0);
    expect(stdout).toContain(`✓ ${ID} is APPROVED. In line, ${PLACE}.\n`);
  });

  it('has the figures when asked for JSON', async () => {
    const { stdout } = await runCli(['status', ID, '--json'], { records: [inLine], line });
    expect(JSON.parse(stdout)).toMatchObject({ line: { before: 312, all: 400, secondsLeft: 63 } });
  });

  it('counts the changes that have been applied when the first of them is due', async () => {
    const record = { ...approvedRecord(100), turns: turnsAfter(0, 100, now - 2400) };
    const applied = approvedRecord(12).plan?.map((key) => ({ ...key, appliedAt: NOW, fingerprint: '' })) ?? [];
    const options = { records: [record], line: lineOfChanges(88, now), evidence: { applied } };
    const { stdout } = await runCli(['status', ID], options);
    expect(stdout).toContain('is APPROVED. 12 of 100 changes applied: about 18 seconds left.\n');
    const json = JSON.parse((await runCli(['status', ID, '--json'], options)).stdout);
    expect(json).toMatchObject({ applying: { applied: 12, all: 100, secondsLeft: 18 } });
    expect(json).not.toHaveProperty('line');
  });

  it('shows the rest when the line cannot be read', async () => {
    const lineError = new Error('dynamodb:GetItem was denied');
    const { code, stdout, stderr } = await runCli(['status', ID], { records: [inLine], line, lineError });
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain('is APPROVED. The changes are being applied.\n');
  });

  it('says it in one line of the terminal, which changes, while it is watched', async () => {
    const { stdout, spun } = await watch({ records: [inLine, inLine, inLine, done], line, isInteractive: true });
    expect(spun).toContain(`APPROVED, in line, ${PLACE}`);
    expect(spun).toContain('APPROVED, in line, 307 of 395 changes before yours: about 62 seconds');
    expect(stdout).not.toContain('before yours');
  });

  it('says it in a line every ten seconds while it is watched without a terminal', async () => {
    const records = [...Array.from({ length: 30 }, () => inLine), done];
    const { stdout } = await watch({ records, line, width: 200 });
    const told = stdout.split('\n').filter((text) => text.includes('before yours'));
    expect(told).toEqual([
      `  1 Jun 2026, 13:00:00 UTC   •  in line, ${PLACE}`,
      '  1 Jun 2026, 13:00:10 UTC   •  in line, 262 of 350 changes before yours: about 53 seconds',
    ]);
  });

  it('looks only every three seconds while it counts changes', async () => {
    const record = { ...approvedRecord(100), turns: turnsAfter(0, 100, now) };
    const { endedAt } = await watch({ records: [record, record, done], line });
    expect(endedAt - now).toBe(6000);
  });

  it('reads no line while one document is waited for', async () => {
    const lineError = new Error('is read');
    const { stdout } = await watch({ records: [inLine, done], lineError }, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ status: 'APPLIED' });
  });
});
