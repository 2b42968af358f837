import { describe, expect, it } from 'vitest';
import { NEW_CONTACT, putChange, REQUEST_ID } from '../../../builders.ts';
import { contactAt, type End, endedCampaign } from '../../ended-campaign.ts';
import { type CliOptions, runCli } from '../../run-cli.ts';

const ENDS: End[] = ['APPLIED', 'FAILED', 'CONFLICT', 'inPlace', 'CANCELLED', 'APPLIED', 'noResult'];

function retry({ record, objects }: ReturnType<typeof endedCampaign>, options: CliOptions = {}, ...flags: string[]) {
  const words = ['retry', REQUEST_ID, '--requested-by', 'joe@example.com', ...flags];
  return runCli(words, { stored: { [REQUEST_ID]: record }, objects, ...options });
}

describe('contacts retry of a campaign', () => {
  it('requests again what is not in place, and counts the rest', async () => {
    const { code, stdout, calls } = await retry(endedCampaign(ENDS, 'PARTIALLY_APPLIED'));
    expect(code).toBe(0);
    expect(calls.requests).toMatchObject([
      {
        requestId: `${REQUEST_ID}-retry-1`,
        changes: [1, 2, 4, 6].map((index) => putChange(contactAt(index), NEW_CONTACT)),
      },
    ]);
    expect(stdout).toMatch(
      /^Left out: 3 changes already in place\nRequested again: 2 FAILED, 1 CONFLICT, 1 CANCELLED\n\n?✓ Sent/,
    );
  });

  it('becomes a campaign itself where more than 100 changes are left', async () => {
    const ends = Array.from({ length: 120 }, (_, index): End => (index < 10 ? 'APPLIED' : 'FAILED'));
    const { calls, stdout } = await retry(endedCampaign(ends, 'PARTIALLY_APPLIED', 50), {}, '--json');
    expect(calls.requests).toMatchObject([{ changes: [], changeSet: { count: 110 } }]);
    expect(calls.changeSets[0]?.text).not.toContain(contactAt(9).accountId);
    expect(JSON.parse(stdout)).toMatchObject({ retries: REQUEST_ID, counts: { asked: { FAILED: 110 }, leftOut: 10 } });
  });

  it('is refused while an earlier retry of the same changes has not ended', async () => {
    const ends = Array.from({ length: 101 }, (): End => 'FAILED');
    const campaign = endedCampaign(ends, 'FAILED', 50);
    const { history, ...again } = { ...campaign.record, status: 'APPROVED' as const };
    const stored = { [REQUEST_ID]: campaign.record, [`${REQUEST_ID}-retry-1`]: { ...again, history } };
    const { code, stderr } = await retry(campaign, { stored });
    expect(code).toBe(1);
    expect(stderr).toContain('already requests the same again, and it is APPROVED');
  });

  it.each([
    { what: 'gone', change: () => undefined, says: 'no longer holds plans/' },
    {
      what: 'altered',
      change: (text: string) => text.replace('900000000002', '900000000009'),
      says: 'is not what it was',
    },
  ])('sends nothing when a page of the plan is $what', async ({ change, says }) => {
    const { record, objects } = endedCampaign(ENDS, 'PARTIALLY_APPLIED');
    const touched = Object.entries(objects).flatMap(([key, text]): [string, string][] => {
      const next = key.startsWith('plans/') && key.endsWith('00001.json') ? change(text) : text;
      return next === undefined ? [] : [[key, next]];
    });
    const { code, stderr, calls } = await retry({ record, objects: Object.fromEntries(touched) });
    expect(code).toBe(1);
    expect(stderr).toContain(says);
    expect(calls.requests).toEqual([]);
  });
});
