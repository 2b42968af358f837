import { describe, expect, it } from 'vitest';
import { AwsCallError } from '../../../../cli/errors.ts';
import type { KeptEvidence } from '../../../../functions/domain/approval/kept-evidence.ts';
import { recordOf } from '../../../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import {
  APPROVER,
  applyStarted,
  approved,
  changeApplied,
  changeRequest,
  ended,
  NEW_CONTACT,
  OLD_CONTACT,
  planned,
  plannedChange,
  REQUEST_ID,
  REQUEST_KEY,
  recordWith,
  requested,
  SECURITY,
  voteCast,
} from '../../builders.ts';
import { evidenceOf } from '../../domain/approval/evidence-of.ts';
import { type CliOptions, runCli } from '../run-cli.ts';

const APPLIED = recordWith(voteCast(), approved(), applyStarted(), changeApplied(), ended('APPLIED'));

/** Verifies a request of Jira. */
function verify(record: RequestRecord | undefined, evidence: Partial<KeptEvidence>, ...flags: string[]) {
  const options: CliOptions = { records: [record], keys: [REQUEST_KEY], evidence, width: 200 };
  return runCli(['verify', REQUEST_KEY, ...flags], options);
}

/** The record with another contact than the one that was approved. */
function altered(record: RequestRecord): RequestRecord {
  const plan = [plannedChange({ after: { ...NEW_CONTACT, emailAddress: 'mallory@example.com' } })];
  return recordOf(record.history.map((event) => (event.type === 'Planned' ? { ...event, plan } : event)));
}

describe('contacts verify', () => {
  it('shows the chain link by link, and ends with 0 when all of them hold', async () => {
    const { code, stdout } = await verify(APPLIED, evidenceOf(APPLIED));
    expect(stdout).toBe(
      [
        `✓ ${REQUEST_ID} is APPLIED, and every link of its chain holds.`,
        '',
        '  ✓  Request   1 Jun 2026, 10:00:00 UTC by jane@example.com: the record says what was registered',
        '  ✓  Plan      1 change: the record holds the plan that was made',
        `               ${APPLIED.fingerprint}`,
        '  ✓  Rules     the policy asked for the approval that the plan takes',
        '  ✓  Vote 1    1 Jun 2026, 12:00:00 UTC, approver-1@example.com approved, by the link in the mail: the signature is right',
        '  ✓  Decision  Vote 1 reached the quorum of every rule',
        '  ✓  Change    SECURITY contact of 222222222222 (Payments, Root / Production): applied 1 Jun 2026, 12:00:30 UTC',
        '',
      ].join('\n'),
    );
    expect(code).toBe(0);
  });

  it('says what is broken and what to do, and ends with 1', async () => {
    const { code, stdout } = await verify(altered(APPLIED), { ...evidenceOf(APPLIED), votes: [] });
    expect(code).toBe(1);
    expect(stdout).toContain(`✗ ${REQUEST_ID} is APPLIED: 3 links of its chain are broken.\n`);
    expect(stdout).toMatch(/\n {2}✗ {2}Plan +1 change: the record holds another plan than this one, which was made\n/);
    expect(stdout).toMatch(/\n {2}✗ {2}Vote 1 .+: only the record knows this vote; nobody has signed it\n/);
    expect(stdout).toMatch(
      /\n {2}✗ {2}Decision +it was taken as approved, but the signed votes do not reach the quorum/,
    );
    expect(stdout).toMatch(
      /\n\nWhat to do\n {2}• {2}Somebody wrote the record beside the workflow: [\s\S]+\n {2}• {2}Compare the/,
    );
  });

  it('prints the same as data, and no contact', async () => {
    const { code, stdout } = await verify(altered(APPLIED), evidenceOf(APPLIED), '--json');
    const { links, ...document } = JSON.parse(stdout);
    expect(document).toEqual({ requestId: REQUEST_ID, requestKey: REQUEST_KEY, status: 'APPLIED', holds: false });
    expect(links).toHaveLength(6);
    expect(links[1]).toEqual({
      link: 'plan',
      finding: 'planForged',
      fingerprint: APPLIED.fingerprint,
      changes: 1,
      state: 'broken',
      text: expect.stringContaining('another plan'),
      remedy: expect.stringContaining('trust what was signed'),
    });
    expect(links[3]).toMatchObject({
      link: 'vote',
      state: 'holds',
      number: 0,
      approver: APPROVER,
      decision: 'approve',
    });
    for (const detail of [...Object.values(OLD_CONTACT), ...Object.values(NEW_CONTACT), 'mallory']) {
      expect(stdout).not.toContain(detail);
    }
    expect(code).toBe(1);
  });

  it('takes a request that waits for what it is', async () => {
    const { code, stdout } = await verify(recordWith(), evidenceOf(recordWith()));
    expect(code).toBe(0);
    expect(stdout).toContain(`✓ ${REQUEST_ID} is PENDING_APPROVAL. Everything so far holds.\n`);
    expect(stdout).toMatch(/…\s+Decision\s+the votes so far decide nothing/);
  });

  it('verifies what is left when the record is gone', async () => {
    const { code, stdout } = await verify(undefined, evidenceOf(APPLIED));
    expect(code).toBe(0);
    expect(stdout).toContain(`✓ ${REQUEST_ID} has no record any more. What can still be checked holds.\n`);
    expect(stdout).toMatch(/\?\s+Request\s+it was registered, but its record is gone\n/);
    const json = await verify(undefined, evidenceOf(APPLIED), '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ status: null, holds: true });
  });

  it('finds a pre-approved plan by what its execution was started for when the record is gone', async () => {
    const plan = planned({ approval: { requirements: [], rounds: [] } });
    const later = [approved({ approvedBecause: 'preApproved' }), applyStarted(), changeApplied(), ended('APPLIED')];
    const evidence = evidenceOf(recordOf([requested(), plan, ...later]));
    const { code, stdout } = await runCli(['verify', REQUEST_KEY, '--json'], {
      evidence,
      executionContacts: [SECURITY],
    });
    expect(code).toBe(0);
    const found = JSON.parse(stdout).links.map(({ finding }: { finding: string }) => finding);
    expect(found).toEqual(['requestOnlyKept', 'planOnlyKept', 'preApproved', 'applied']);
    const forgotten = await runCli(['verify', REQUEST_KEY], { evidence });
    expect(forgotten.stdout).toMatch(/\? +Plan +nothing that is left names the plan\n/);
  });

  it('finds the contacts of a plan that the record does not ask for', async () => {
    const first = requested({ request: changeRequest({ changes: [] }) });
    const record = recordOf([first, ...APPLIED.history.slice(1)]);
    const { stdout } = await verify(record, evidenceOf(APPLIED), '--json');
    expect(JSON.parse(stdout).links.at(-1)).toMatchObject({ link: 'applied', finding: 'applied' });
  });

  it('has nothing to verify of a request that is INVALID, or too young', async () => {
    const invalid = await runCli(['verify', REQUEST_ID], { execution: { isRunning: false, status: 'INVALID' } });
    expect(invalid).toMatchObject({
      code: 0,
      stdout: `✓ ${REQUEST_ID} is INVALID, and was not registered, so there is nothing to verify.\n`,
    });
    const young = await runCli(['verify', REQUEST_ID, '--json'], { execution: { isRunning: true } });
    expect(JSON.parse(young.stdout)).toEqual({ requestId: REQUEST_ID, status: 'RECEIVED', holds: true, links: [] });
  });

  it('refuses a request that does not exist, and an id that several systems have chosen', async () => {
    const unknown = await runCli(['verify', REQUEST_ID]);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain(`there is no request ${REQUEST_ID} in the stage dev`);
    expect(unknown.stderr).toContain(`If its record is gone, name it <system>/${REQUEST_ID}\n`);
    expect((await runCli(['verify', REQUEST_KEY])).stderr).not.toContain('<system>');
    const unclear = await runCli(['verify', REQUEST_ID], { keys: [REQUEST_KEY, `cli/${REQUEST_ID}`] });
    expect(unclear.code).toBe(1);
    expect(unclear.stderr).toContain(`name one of ${REQUEST_KEY}, cli/${REQUEST_ID}`);
  });

  it('says so when what is stored cannot be read', async () => {
    const votes = [JSON.parse('{ "request": "jira/jira-OPS-42-10124" }')];
    const { code, stderr } = await verify(APPLIED, { ...evidenceOf(APPLIED), votes });
    expect(code).toBe(1);
    expect(stderr).toContain('is not in the form in which the service stores it');
  });

  it('says which permission is missing, and when the stage has no key', async () => {
    const failed = (name: string) => {
      const cause = Object.assign(new Error('no'), { name });
      return runCli(['verify', REQUEST_KEY], { error: new AwsCallError('kms:GetPublicKey', { cause }) });
    };
    expect((await failed('AccessDeniedException')).stderr).toContain('kms:GetPublicKey was denied: no.');
    expect((await failed('NotFoundException')).stderr).toContain('has no key for signatures: deploy the service again');
  });

  it('spells out what a terminal would obey', async () => {
    const evil = '\u001B[2J\u202E\n@example.com';
    const record = recordWith(voteCast(evil), approved());
    for (const flags of [[], ['--json']]) {
      const { stdout } = await verify(record, evidenceOf(record), ...flags);
      expect(stdout).toMatch(/U\+001B|\\u001b/);
      expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    }
  });
});
