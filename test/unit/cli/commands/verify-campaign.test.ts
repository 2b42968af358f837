import { describe, expect, it } from 'vitest';
import type { KeptApplied } from '../../../../functions/domain/approval/kept-evidence.ts';
import { CAMPAIGN_KEYS, runOf } from '../../../../functions/domain/campaign/object-keys.ts';
import { APPLIED_AT, REQUEST_ID, REQUEST_KEY } from '../../builders.ts';
import { evidenceOf } from '../../domain/approval/evidence-of.ts';
import { contactAt, type End, type EndedCampaign, endedCampaign } from '../ended-campaign.ts';
import { runCli } from '../run-cli.ts';

const ENDS: End[] = ['APPLIED', 'APPLIED', 'FAILED', 'inPlace', 'CANCELLED'];
const CAMPAIGN = endedCampaign(ENDS, 'PARTIALLY_APPLIED');
const RUN = runOf(CAMPAIGN.record);
const FINGERPRINT = CAMPAIGN.record.fingerprint ?? '';

const kept = (index: number, fingerprint = FINGERPRINT): KeptApplied => ({
  ...contactAt(index),
  ...{ fingerprint, appliedAt: APPLIED_AT },
});

function verify({ record, objects }: EndedCampaign, applied: KeptApplied[], ...flags: string[]) {
  const evidence = { ...evidenceOf(record), applied };
  const options = { records: [record], keys: [REQUEST_KEY], evidence, objects, width: 200 };
  return runCli(['verify', REQUEST_KEY, ...flags], options);
}

/** The bucket without these objects, or with others in their place. */
function changed(part: string, change: (text: string) => string | undefined): EndedCampaign {
  const objects = Object.entries(CAMPAIGN.objects).flatMap(([key, text]): [string, string][] => {
    const next = key.includes(part) ? change(text) : text;
    return next === undefined ? [] : [[key, next]];
  });
  return { ...CAMPAIGN, objects: Object.fromEntries(objects) };
}

describe('contacts verify of a campaign', () => {
  it('compares the pages of the plan with the votes, and what was applied with the pages', async () => {
    const { code, stdout } = await verify(CAMPAIGN, [kept(0), kept(1)]);
    expect(stdout).toBe(
      [
        `✓ ${REQUEST_ID} is PARTIALLY_APPLIED, and every link of its chain holds.`,
        '',
        '  ✓  Request   1 Jun 2026, 10:00:00 UTC by jane@example.com: the record says what was registered',
        '  ✓  Plan      4 changes: the record holds the plan that was made',
        `               ${FINGERPRINT}`,
        '  ✓  Pages     3 pages: the bucket holds them, and what approvers read of them, as they were planned',
        '  ✓  Rules     the policy asked for the approval that the plan takes',
        '  ✓  Vote 1    1 Jun 2026, 12:00:00 UTC, approver-1@example.com approved, by the link in the mail: the signature is right',
        '  ✓  Decision  Vote 1 reached the quorum of every rule',
        '  ✓  Changes   2 of 4 were applied as planned',
        '',
      ].join('\n'),
    );
    expect(code).toBe(0);
  });

  it.each([
    { what: 'a page', key: CAMPAIGN_KEYS.planPage(RUN, 2) },
    { what: 'the list of pages', key: CAMPAIGN_KEYS.planPages(RUN) },
    { what: 'what approvers read', key: CAMPAIGN_KEYS.summary(RUN) },
  ])('finds that $what is not what was planned', async ({ key }) => {
    const { code, stdout } = await verify(
      changed(key, (text) => `${text} `),
      [kept(0), kept(1)],
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/\n {2}✗ {2}Pages +3 pages: the bucket holds others than were planned\n/);
    expect(stdout).toContain('CloudTrail shows who wrote the object');
  });

  it('goes on with the results when the plan is gone', async () => {
    const { code, stdout } = await verify(
      changed('plans/', () => undefined),
      [kept(0), kept(1)],
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/\n {2}\? {2}Pages +3 pages: the bucket no longer holds them/);
    expect(stdout).toMatch(/\n {2}✓ {2}Changes +2 of 4 were applied as planned\n/);
  });

  it.each([
    { what: 'the results say alone', applied: [kept(0)], finding: 'appliedNotKept', index: 1 },
    { what: 'the results deny', applied: [kept(0), kept(1), kept(2)], finding: 'appliedUnrecorded', index: 2 },
    {
      what: 'was made for another plan',
      applied: [kept(0), kept(1, 'f'.repeat(64))],
      finding: 'appliedForOtherPlan',
      index: 1,
    },
  ])('names a change that $what', async ({ applied, finding, index }) => {
    const { code, stdout } = await verify(CAMPAIGN, applied, '--json');
    expect(code).toBe(1);
    const { links } = JSON.parse(stdout);
    const broken = links.filter(({ state }: { state: string }) => state === 'broken');
    expect(broken).toMatchObject([{ link: 'applied', finding, ...contactAt(index) }]);
    expect(links).toContainEqual(
      expect.objectContaining({ link: 'campaign', applied: finding === 'appliedUnrecorded' ? 2 : 1, all: 4 }),
    );
  });

  it.each(['', 'plans/'])('finds the results behind pages on which nothing was to change, without %j', async (gone) => {
    const { record, objects } = endedCampaign(['inPlace', 'inPlace', 'inPlace', 'APPLIED'], 'APPLIED', 1);
    const held = Object.fromEntries(Object.entries(objects).filter(([key]) => gone === '' || !key.includes(gone)));
    const { stdout } = await verify({ record, objects: held }, [], '--json');
    expect(JSON.parse(stdout).links).toContainEqual(
      expect.objectContaining({ finding: 'appliedNotKept', ...contactAt(3) }),
    );
  });

  it('names a change that no page holds', async () => {
    const stray = { ...contactAt(9), status: 'APPLIED' };
    const added = changed(CAMPAIGN_KEYS.resultPage(RUN, 3), () => JSON.stringify([stray]));
    const { stdout } = await verify(added, [kept(0), kept(1), kept(9)], '--json');
    expect(JSON.parse(stdout).links).toContainEqual(
      expect.objectContaining({ finding: 'appliedUnplanned', accountId: stray.accountId }),
    );
  });
});
