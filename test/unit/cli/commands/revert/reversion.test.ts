import { describe, expect, it } from 'vitest';
import { ACCOUNT_ID, BILLING, NEW_CONTACT, OLD_CONTACT, pendingRecord, SECURITY } from '../../../builders.ts';
import { AS_LEFT, appliedRecord, OPERATIONS, OTHER } from '../../ended-records.ts';
import { type CliOptions, runCli } from '../../run-cli.ts';

const ID = 'jira-OPS-42-10124';
const REVERT_ID = `revert-${ID}`;

const revert = (options: CliOptions, ...flags: string[]) =>
  runCli(['revert', ID, '--requested-by', 'joe@example.com', ...flags], {
    stored: { [ID]: appliedRecord() },
    contacts: AS_LEFT,
    ...options,
  });

describe('contacts revert of contacts that are no longer as the request left them', () => {
  const changed = { contactsByName: { [`${ACCOUNT_ID}/SECURITY`]: OTHER, [`${ACCOUNT_ID}/OPERATIONS`]: null } };

  it('lists what was changed since and what is already as before, and leaves both out', async () => {
    const { code, stdout, calls } = await revert(changed);
    expect(code).toBe(0);
    expect(Object(calls.requests[0]).changes).toEqual([{ ...BILLING, action: 'PUT', contact: OLD_CONTACT }]);
    expect(stdout).toMatch(/^Left out: already as before\n {2}222222222222 {2}OPERATIONS\n\n/);
    expect(stdout).toMatch(
      /Left out: changed since jira-OPS-42-10124 \(--also-changed reverts it, too\)\n {2}222222222222 SECURITY\n +REQUESTED +NOW\n +Name +Response team +→ +Somebody else\n +Title +Incident response += +Incident response\n/,
    );
    expect(stdout).toContain(': 1 change in 1 account');
  });

  it('also requests what was changed since when asked to', async () => {
    const { code, stdout, calls } = await revert(changed, '--also-changed');
    expect(code).toBe(0);
    expect(Object(calls.requests[0]).changes).toEqual([
      { ...SECURITY, action: 'PUT', contact: OLD_CONTACT },
      { ...BILLING, action: 'PUT', contact: OLD_CONTACT },
    ]);
    expect(stdout).toMatch(/Changed since jira-OPS-42-10124, and reverted all the same\n {2}222222222222 SECURITY\n/);
    expect(stdout).toMatch(/BEFORE +AFTER\n +Name +Somebody else +→ +Security desk\n/);
  });

  it('treats a contact that is gone, and one that is new, as changed since', async () => {
    const gone = { [`${ACCOUNT_ID}/SECURITY`]: null, [`${ACCOUNT_ID}/BILLING`]: OTHER };
    const { stdout } = await revert({ contactsByName: gone });
    expect(stdout).toMatch(/222222222222 SECURITY\n +REQUESTED +NOW\n +Name +Response team +→ +not set\n/);
    expect(stdout).toMatch(/222222222222 BILLING\n +REQUESTED +NOW\n +Name +not set +→ +Somebody else\n/);
    expect(stdout).toContain(': 1 change in 1 account');
  });

  it('sends nothing and ends with 0 when every contact is already as before', async () => {
    const { code, stdout, stderr, calls } = await revert({ contacts: { SECURITY: OLD_CONTACT, BILLING: OLD_CONTACT } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /BILLING\n[\s\S]+\n\n= Nothing was sent: every contact is as it was before jira-OPS-42-10124\n$/,
    );
    expect(calls.requests).toEqual([]);
  });

  it('sends nothing and ends with 1 when all that is left was changed since', async () => {
    const contacts = { SECURITY: OTHER, BILLING: OLD_CONTACT, OPERATIONS: OTHER };
    const { code, stdout, calls } = await revert({ contacts }, '--watch');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /--also-changed[\s\S]+! Nothing was sent: all that is left to revert has been changed since jira-OPS-42-10124/,
    );
    expect(calls.requests).toEqual([]);
  });

  it('keeps within 80 columns and spells out what a terminal would obey', async () => {
    const evil = {
      ...OTHER,
      name: `\u001B[2J${'Zebulon '.repeat(7)}`,
      title: 'Watchkeeper of the night of all nights',
    };
    for (const flags of [[], ['--also-changed'], ['--json']]) {
      const { stdout } = await revert({ contacts: { SECURITY: evil, OPERATIONS: evil } }, ...flags);
      expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
      if (flags[0] === '--json') continue;
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    }
  });
});

describe('contacts revert --json', () => {
  const changed = { contactsByName: { [`${ACCOUNT_ID}/SECURITY`]: OTHER, [`${ACCOUNT_ID}/OPERATIONS`]: null } };
  const extra = {
    reverts: ID,
    asked: [{ ...BILLING, action: 'PUT', before: null, after: OLD_CONTACT }],
    changedSince: [{ ...SECURITY, requested: NEW_CONTACT, now: OTHER }],
    asBefore: [OPERATIONS],
  };

  it('prints what is sent and what is left out in one document', async () => {
    const { stdout, spun } = await revert({ ...changed, isInteractive: true }, '--json');
    expect(JSON.parse(stdout)).toEqual({ requestId: REVERT_ID, stage: 'dev', changes: 1, ...extra });
    expect(spun).toEqual([]);
  });

  it('prints the same beside the status when the request is followed', async () => {
    const records = [undefined, undefined, pendingRecord({ status: 'APPLIED' })];
    const { stdout } = await revert({ ...changed, records }, '--json', '--watch');
    expect(JSON.parse(stdout)).toMatchObject({ requestId: REVERT_ID, status: 'APPLIED', ...extra });
  });

  it('has no requestId when nothing is sent', async () => {
    const { code, stdout } = await revert(
      { contacts: { SECURITY: OTHER, BILLING: OTHER, OPERATIONS: OTHER } },
      '--json',
    );
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ requestId: null, changes: 0, asked: [], asBefore: [] });
    expect(JSON.parse(stdout).changedSince).toHaveLength(3);
  });
});
