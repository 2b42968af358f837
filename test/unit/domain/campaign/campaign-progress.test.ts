import { describe, expect, it } from 'vitest';
import { type CampaignReadings, campaignProgress } from '../../../../functions/domain/campaign/campaign-progress.ts';
import { VOTED_AT } from '../../builders.ts';
import { applyingCampaign, campaignControl, campaignCounts, liveCounts } from '../../campaign-builders.ts';

const BEGIN = Date.parse(VOTED_AT);
const MINUTE = 60_000;

function at(minutes: number): string {
  return new Date(BEGIN + minutes * MINUTE).toISOString();
}

function ended(counts = {}, pages = [1]) {
  return { ...campaignCounts({ applied: 0, ...counts }), ended: pages };
}

function progress(readings: Partial<CampaignReadings>, minutes = 10) {
  return campaignProgress(applyingCampaign(), { control: campaignControl(), ...readings }, BEGIN + minutes * MINUTE);
}

describe('campaignProgress', () => {
  it('says how many have ended, how fast, and how long the others take', () => {
    const counts = ended({ applied: 2950, inPlace: 7, failed: 40, conflicts: 10 });
    expect(progress({ counts, live: liveCounts(counts, BEGIN + 10 * MINUTE) })).toEqual({
      ...{ state: 'running', all: 9900, ended: 3000, left: 6900, isWaiting: false },
      ...{ applied: 2950, inPlace: 7, failed: 40, conflicts: 10, cancelled: 0 },
      ...{ perMinute: 300, secondsLeft: 23 * 60 },
    });
  });

  it('counts single changes before their page has ended', () => {
    const live = liveCounts({ applied: 150, inPlace: 4, failed: 2, conflicts: 1 }, BEGIN + MINUTE);
    const first = { applied: 150, inPlace: 4, failed: 2, conflicts: 1, ended: 153, left: 9747 };
    expect(progress({ live }, 1)).toMatchObject(first);
    expect(progress({ counts: ended({ applied: 97, failed: 3 }), live }, 1)).toMatchObject({
      ...{ applied: 150, failed: 3, ended: 154 },
    });
  });

  it('counts no change twice that has ended before the campaign was cancelled', () => {
    const counts = ended({ applied: 100, cancelled: 150 });
    const control = campaignControl({ state: 'cancelled', count: 300 });
    const live = liveCounts({ applied: 150 }, BEGIN + MINUTE);
    expect(progress({ control, counts, live }, 1)).toMatchObject({ applied: 150, cancelled: 150, ended: 300, left: 0 });
  });

  it('never says more than there are when tasks that were tried again have counted twice', () => {
    const control = campaignControl({ count: 300 });
    const live = liveCounts({ applied: 320, inPlace: 310 }, BEGIN + MINUTE);
    expect(progress({ control, live }, 1)).toMatchObject({ applied: 300, inPlace: 300, ended: 300, left: 0 });
    const counts = ended({ applied: 100, failed: 200 });
    expect(progress({ control, counts, live }, 1)).toMatchObject({ applied: 100, failed: 200, ended: 300 });
  });

  it('has the pace of the quotas until one can be measured', () => {
    const control = campaignControl({ expectedSeconds: 2000 });
    expect(progress({ control }, 0)).toMatchObject({ ended: 0, left: 9900, secondsLeft: 2000 });
    const early = progress({ control, counts: ended({ applied: 99 }) }, 1);
    expect(early.secondsLeft).toBe(1980);
    expect(early).not.toHaveProperty('perMinute');
    expect(progress({}, 0)).not.toHaveProperty('secondsLeft');
  });

  it('says that nothing happens, and not how long the rest takes, when nothing has ended for minutes', () => {
    const control = campaignControl({ expectedSeconds: 2000 });
    const stuck = progress({ control, live: liveCounts({ applied: 900 }, BEGIN + 5 * MINUTE) });
    expect(stuck.perMinute).toBe(0);
    expect(stuck).not.toHaveProperty('secondsLeft');
  });

  it.each(['canary', 'paused', 'stopped', 'cancelled'] as const)('has no pace while it is %s', (state) => {
    const control = campaignControl({ state, expectedSeconds: 2000 });
    const held = progress({ control, live: liveCounts({ applied: 900 }, BEGIN + 10 * MINUTE) });
    expect(held).not.toHaveProperty('perMinute');
    expect(held).not.toHaveProperty('secondsLeft');
  });

  it('measures no time before it was resumed', () => {
    const control = campaignControl({ at: at(9.5), expectedSeconds: 1980 });
    const live = liveCounts({ applied: 990 }, BEGIN + 10 * MINUTE);
    expect(progress({ control, live })).toMatchObject({ secondsLeft: 1782 });
    expect(progress({ control, live })).not.toHaveProperty('perMinute');
  });

  it('waits once its first changes have ended, and not before', () => {
    const control = campaignControl({ state: 'canary', resumesAt: at(30) });
    const waiting = progress({ control, counts: ended({ applied: 5 }, [0]) }, 1);
    expect(waiting).toMatchObject({ isWaiting: true, resumesAt: at(30) });
    const applying = progress({ control }, 1);
    expect(applying.isWaiting).toBe(false);
    expect(applying).not.toHaveProperty('resumesAt');
  });
});
