import { describe, expect, it } from 'vitest';
import { campaignProgress } from '../../../../functions/domain/campaign/campaign-progress.ts';
import { VOTED_AT } from '../../builders.ts';
import {
  applyingCampaign,
  campaignControl,
  campaignCounts,
  campaignPaused,
  campaignResumed,
  campaignStopped,
} from '../../campaign-builders.ts';

const BEGIN = Date.parse(VOTED_AT);
const MINUTE = 60_000;

function at(minutes: number): string {
  return new Date(BEGIN + minutes * MINUTE).toISOString();
}

function ended(counts = {}, pages = [1]) {
  return { ...campaignCounts({ applied: 0, ...counts }), ended: pages };
}

describe('campaignProgress', () => {
  it('says how many have ended, how fast, and how long the others take', () => {
    const counts = ended({ applied: 2950, inPlace: 7, failed: 40, conflicts: 10 });
    expect(campaignProgress(applyingCampaign(), campaignControl(), counts, BEGIN + 10 * MINUTE)).toEqual({
      ...{ state: 'running', all: 9900, ended: 3000, left: 6900, isWaiting: false },
      ...{ applied: 2950, inPlace: 7, failed: 40, conflicts: 10, cancelled: 0 },
      ...{ perMinute: 300, secondsLeft: 23 * 60 },
    });
  });

  it('says nothing of the pace before anything has ended, or too early', () => {
    const far = campaignProgress(applyingCampaign(), campaignControl(), undefined, BEGIN + MINUTE);
    expect(far).toMatchObject({ ended: 0, left: 9900 });
    expect(far).not.toHaveProperty('perMinute');
    const early = campaignProgress(applyingCampaign(), campaignControl(), ended({ applied: 1 }), BEGIN + 1000);
    expect(early).not.toHaveProperty('secondsLeft');
  });

  it.each([
    { name: 'paused', held: campaignPaused({ at: at(2) }) },
    { name: 'stopped', held: campaignStopped({ at: at(2) }) },
  ])('leaves out the time at which it was $name', ({ held }) => {
    const record = applyingCampaign(held, campaignResumed({ at: at(58) }));
    const counts = ended({ applied: 900 });
    expect(campaignProgress(record, campaignControl(), counts, BEGIN + 59 * MINUTE).perMinute).toBe(300);
  });

  it('leaves out the time at which it waited after its first changes', () => {
    const record = applyingCampaign(campaignResumed({ at: at(60) }));
    const counts = ended({ applied: 300 });
    expect(campaignProgress(record, campaignControl(), counts, BEGIN + 61 * MINUTE).perMinute).toBe(300);
  });

  it('waits once its first changes have ended, and not before', () => {
    const control = campaignControl({ state: 'canary', resumesAt: at(30) });
    const counts = ended({ applied: 5 }, [0]);
    const waiting = campaignProgress(applyingCampaign(), control, counts, BEGIN + MINUTE);
    expect(waiting).toMatchObject({ isWaiting: true, resumesAt: at(30) });
    expect(waiting).not.toHaveProperty('perMinute');
    const applying = campaignProgress(applyingCampaign(), control, undefined, BEGIN + MINUTE);
    expect(applying.isWaiting).toBe(false);
    expect(applying).not.toHaveProperty('resumesAt');
  });
});
