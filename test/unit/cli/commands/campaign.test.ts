import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RefusedError } from '../../../../cli/errors.ts';
import { recordOf } from '../../../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import { sha256 } from '../../../../functions/domain/request/digest.ts';
import { ended, NEW_CONTACT, OLD_CONTACT, REQUEST_ID, receivedRecord, requested } from '../../builders.ts';
import {
  applyingCampaign,
  campaignApplied,
  campaignControl,
  campaignCounts,
  campaignRecord,
  campaignRequest,
  changeGroup,
  liveCounts,
  planSummary,
} from '../../campaign-builders.ts';
import { type CliOptions, NOW, runCli } from '../run-cli.ts';

const SYSTEM = receivedRecord().request.source.system;
const COUNTS = { ...campaignCounts({ applied: 4950, failed: 12, conflicts: 1 }), ended: [1, 2] };

const READ = { control: campaignControl(), counts: COUNTS, live: liveCounts(COUNTS, Date.parse(NOW), 4963) };

/** A campaign of which half has been applied in the minute before now. */
function running(): RequestRecord {
  const record = applyingCampaign();
  return { ...record, applyingSince: new Date(Date.parse(NOW) - 60_000).toISOString() };
}

const options = (more: CliOptions = {}): CliOptions => ({
  records: [running()],
  campaign: READ,
  ...more,
});

describe('contacts pause and resume', () => {
  it.each([
    {
      words: ['pause', REQUEST_ID, '--comment', 'Not on a Friday'],
      sent: { action: 'pause', comment: 'Not on a Friday' },
      next: `contacts resume ${REQUEST_ID}`,
    },
    {
      words: ['resume', REQUEST_ID, '--by', 'boss@example.com'],
      sent: { action: 'resume', by: 'boss@example.com' },
      next: `contacts status ${REQUEST_ID} --watch`,
    },
  ])('sends $sent, and says how far the campaign is and what comes next', async ({ words, sent, next }) => {
    const { code, calls, stdout } = await runCli(words, options());
    expect(code).toBe(0);
    expect(calls.steered).toEqual([{ requestId: REQUEST_ID, source: { system: SYSTEM }, ...sent }]);
    expect(stdout).toMatch(/^✓ \S+ is APPROVED\. Running: 4,950 of 9,900 applied, 12 failed, 1 conflict/);
    expect(stdout).toContain(`\n  ${next}`);
  });

  it('says that the others wait while the first changes go alone', async () => {
    const control = campaignControl({ state: 'canary' });
    const campaign = { control, counts: { ...campaignCounts({ applied: 0 }), ended: [] } };
    const { stdout } = await runCli(['resume', REQUEST_ID], options({ campaign }));
    expect(stdout).toContain('The first changes are being applied, alone. The others wait for what becomes of them.');
  });

  it('tells a program what the campaign does now', async () => {
    const control = campaignControl({ state: 'paused' });
    const { stdout } = await runCli(
      ['pause', REQUEST_ID, '--json'],
      options({ campaign: { control, counts: COUNTS } }),
    );
    expect(JSON.parse(stdout)).toEqual({ requestId: REQUEST_ID, status: 'APPROVED', state: 'paused' });
  });

  it.each([
    { record: receivedRecord(), says: 'is no campaign' },
    { record: campaignRecord(), says: 'are not being applied yet: it is PENDING_APPROVAL' },
    { record: applyingCampaign(campaignApplied(), ended('APPLIED')), says: 'has ended: it is APPLIED' },
  ])('sends nothing where the request $says', async ({ record, says }) => {
    const { code, stderr, calls } = await runCli(['pause', REQUEST_ID], { records: [record] });
    expect(code).toBe(1);
    expect(stderr).toContain(says);
    expect(calls.steered).toEqual([]);
  });

  it('is wrong usage with an address or a comment that nobody can take', async () => {
    const words = ['pause', REQUEST_ID, '--by', 'jane', '--comment', ''];
    const { code, stderr, calls } = await runCli(words, options());
    expect(code).toBe(2);
    expect(stderr).toContain('--by must be an e-mail address');
    expect(stderr).toContain('--comment must not be empty');
    expect(calls.steered).toEqual([]);
  });

  it('says why the service refuses', async () => {
    const steerError = new RefusedError('only its requester and its approvers may');
    const { code, stderr } = await runCli(['resume', REQUEST_ID], options({ steerError }));
    expect(code).toBe(1);
    expect(stderr).toContain('only its requester and its approvers may');
  });
});

describe('contacts cancel of a campaign', () => {
  it('ends it between two changes while they are being applied', async () => {
    const words = ['cancel', REQUEST_ID, '--reason', 'Wrong list', '--requested-by', 'jane@example.com'];
    const { code, calls } = await runCli(words, options());
    expect(code).toBe(0);
    const sent = { action: 'cancel', by: 'jane@example.com', comment: 'Wrong list' };
    expect(calls.steered).toEqual([{ requestId: REQUEST_ID, source: { system: SYSTEM }, ...sent }]);
    expect(calls.cancellations).toEqual([]);
  });

  it('cancels it as any other request before that', async () => {
    const { calls } = await runCli(['cancel', REQUEST_ID], {
      records: [{ ...campaignRecord(), expiresAt: '2100-01-01T00:00:00.000Z' }],
    });
    expect(calls.steered).toEqual([]);
    expect(calls.cancellations).toHaveLength(1);
  });
});

describe('contacts status of a campaign', () => {
  it.each([
    { state: 'paused', resume: true },
    { state: 'stopped', resume: true },
    { state: 'running', resume: false },
  ] as const)('names the command that lets it go on only while it is held: $state', async ({ state, resume }) => {
    const control = campaignControl({ state });
    const { stdout } = await runCli(['status', REQUEST_ID], options({ campaign: { control, counts: COUNTS } }));
    expect(stdout.includes(`Resume     contacts resume ${REQUEST_ID}\n`)).toBe(resume);
  });

  const summary = planSummary({
    groups: [
      changeGroup(1204),
      changeGroup(3, { before: OLD_CONTACT }),
      changeGroup(2, { before: OLD_CONTACT, after: null }),
    ],
    inPlace: 7,
    unreadable: [
      {
        accountId: '900000000009',
        alternateContactType: 'BILLING',
        error: { name: 'AccessDeniedException', message: 'no' },
      },
    ],
    unreadableCount: 1,
  });
  const planned = (later: RequestRecord): CliOptions => {
    const text = JSON.stringify(summary);
    const record = { ...later, campaign: Object.assign({}, later.campaign, { summary: sha256(text), removed: 2 }) };
    return { records: [record], objects: { [`plans/${runName(record)}/summary.json`]: text } };
  };
  const runName = ({ executionArn }: RequestRecord) => executionArn.split(':').at(-1);

  it('says what the plan comes to, without any contact', async () => {
    const { stdout } = await runCli(['status', REQUEST_ID], planned(campaignRecord()));
    expect(stdout).toMatch(/Campaign +9,900 changes in 5,000 accounts, of which 2 remove a contact/);
    expect(stdout).toMatch(
      /Plan\n +ACCOUNTS +TYPE +CHANGE\n +1,204 +SECURITY +set\n +3 +SECURITY +replaced\n +2 +SECURITY +removed\n/,
    );
    expect(stdout).toContain(
      '= 7 contacts are as requested already\n! 1 contact could not be read: 900000000009 BILLING (AccessDeniedException)',
    );
    expect(stdout).not.toContain(NEW_CONTACT.emailAddress);
    const json = await runCli(['status', REQUEST_ID, '--json'], planned(campaignRecord()));
    expect(json.stdout).not.toContain(NEW_CONTACT.emailAddress);
    expect(JSON.parse(json.stdout)).toMatchObject({
      changes: [],
      changeSet: { count: 10_000 },
      campaign: { plan: { count: 9900, pages: 100 }, kinds: [{ change: 'set', count: 1204 }, {}, {}] },
    });
  });

  it('says what is in place already where nothing is to be changed', async () => {
    const text = JSON.stringify(planSummary({ groups: [], inPlace: 10_000 }));
    const record = campaignRecord([ended('UNCHANGED')], { count: 0, accounts: 0, pages: 0, summary: sha256(text) });
    const objects = { [`plans/${runName(record)}/summary.json`]: text };
    const { code, stdout } = await runCli(['status', REQUEST_ID], { records: [record], objects });
    expect(code).toBe(0);
    expect(stdout).toMatch(/Campaign +10,000 changes asked for\n/);
    expect(stdout).toContain('\n\n= 10,000 contacts are as requested already\n');
    expect(stdout).not.toContain('ACCOUNTS');
  });

  it('shows each group before and after with --details', async () => {
    const { stdout } = await runCli(['status', REQUEST_ID, '--details'], planned(campaignRecord()));
    expect(stdout).toMatch(
      new RegExp(`SECURITY of 1,204 accounts\\n[^\\n]+BEFORE[^\\n]+\\n +Name +not set +→ +${NEW_CONTACT.name}`),
    );
  });

  it('shows no plan that is not the one that was approved', async () => {
    const given = planned(campaignRecord());
    const objects = Object.fromEntries(Object.keys(given.objects ?? {}).map((key) => [key, '{}']));
    const { stdout } = await runCli(['status', REQUEST_ID], { ...given, objects });
    expect(stdout).toMatch(/! The plan cannot be shown: plans\/\S+\/summary.json is not what it was/);
  });

  it('says how far it is while its changes are being applied', async () => {
    const { code, stdout } = await runCli(['status', REQUEST_ID], options());
    expect(code).toBe(0);
    expect(stdout).toContain('is APPROVED. Running: 4,950 of 9,900 applied, 12 failed, 1 conflict: about');
    const json = await runCli(['status', REQUEST_ID, '--json'], options());
    expect(JSON.parse(json.stdout).campaign.progress).toMatchObject({ state: 'running', applied: 4950, all: 9900 });
  });

  it('says how many contacts have been read while its plan is made', async () => {
    const asked = recordOf([requested({ request: campaignRequest(), accounts: [] })]);
    const record = { ...asked, createdAt: new Date(Date.parse(NOW) - 40_000).toISOString() };
    const read = { count: 200, countedAt: Date.parse(NOW), marks: [] };
    const given: CliOptions = { records: [record], planned: read };
    const { stdout } = await runCli(['status', REQUEST_ID], given);
    expect(stdout).toContain('is RECEIVED. Reading the contacts for the plan: 200 of 10,000, about 33 minutes left.');
    const json = await runCli(['status', REQUEST_ID, '--json'], given);
    expect(JSON.parse(json.stdout).planning).toEqual({ read: 200, all: 10_000, secondsLeft: 1960 });
    const ends = applyingCampaign(campaignApplied(), ended('APPLIED'));
    const watched = { ...given, records: [record, ends], isInteractive: true, width: 130 };
    const { spun } = await runCli(['status', REQUEST_ID, '--watch'], watched);
    expect(spun).toContain(
      '░░░░░░░░░░░░░░░░░░░░░░░░ reading the contacts for the plan: 200 of 10,000, about 33 minutes left',
    );
  });

  it('shows a bar, the pace and the time left while somebody watches', async () => {
    const ends = applyingCampaign(campaignApplied({ applied: 9887, failed: 13 }), ended('PARTIALLY_APPLIED'));
    const { code, stdout, spun } = await runCli(
      ['status', REQUEST_ID, '--watch'],
      options({ records: [running(), ends], isInteractive: true, width: 130 }),
    );
    expect(code).toBe(1);
    expect(spun).toContainEqual(
      expect.stringMatching(/^████████████░░░░░░░░░░░░ Running: 4,950 of 9,900 applied, .*, 4,963 a minute$/),
    );
    expect(stdout).toContain(
      'is PARTIALLY_APPLIED. Some changes are in place, others are not. 9,887 changes applied, 13 failed.',
    );
  });

  it('prints how far it is now and then where no terminal is', async () => {
    const ends = applyingCampaign(campaignApplied(), ended('APPLIED'));
    const { stdout } = await runCli(['status', REQUEST_ID, '--watch'], options({ records: [running(), ends] }));
    expect(stdout).toMatch(/• {2}Running: 4,950 of 9,900 applied/);
  });
});

describe('contacts status --results', () => {
  const CSV = 'accountId,status\n900000000001,APPLIED\n';
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'contacts-results-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('writes what became of each change', async () => {
    const record = applyingCampaign(campaignApplied(), ended('APPLIED'));
    const file = join(folder, 'results.csv');
    const run = record.executionArn.split(':').at(-1);
    const objects = { [`results/${run}/results.csv`]: CSV };
    const { code, stderr } = await runCli(['status', REQUEST_ID, '--results', file], { records: [record], objects });
    expect(code).toBe(0);
    expect(stderr).toContain(`✓ Wrote ${file}`);
    await expect(readFile(file, 'utf8')).resolves.toBe(CSV);
  });

  it.each([
    { record: receivedRecord(), says: '--results is for campaigns' },
    { record: applyingCampaign(), says: 'there are no results: the campaign is APPROVED' },
  ])('is refused where it says $says', async ({ record, says }) => {
    const { code, stderr } = await runCli(['status', REQUEST_ID, '--results', join(folder, 'no.csv')], {
      records: [record],
    });
    expect(code).toBe(1);
    expect(stderr).toContain(says);
  });
});

describe('contacts list of a campaign', () => {
  it('says how many changes it has, and what became of them', async () => {
    const record = applyingCampaign(campaignApplied({ applied: 9888, failed: 12 }), ended('PARTIALLY_APPLIED'));
    const listed = {
      ...{ requestId: REQUEST_ID, requestKey: `${SYSTEM}/${REQUEST_ID}`, status: record.status },
      ...{ requestedBy: 'jane@example.com', createdAt: record.createdAt, contacts: [], accounts: [] },
    };
    const given = { requests: [listed], records: [record], width: 200 };
    const { stdout } = await runCli(['list'], given);
    expect(stdout).toContain('9,900 changes in 5,000 accounts: 9,888 changes applied, 12 failed');
    const json = await runCli(['list', '--json'], given);
    expect(JSON.parse(json.stdout)).toEqual([
      { ...listed, changeSet: record.request.changeSet, campaign: record.campaign, counts: record.counts },
    ]);
  });
});
