import { describe, expect, it } from 'vitest';
import { campaignProgress } from '../../../../functions/domain/campaign/campaign-progress.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import { progressFrame } from '../../../../functions/web/pages/progress-frame.ts';
import { requestPage } from '../../../../functions/web/pages/request-page.ts';
import { ended, VOTED_AT } from '../../builders.ts';
import {
  applyingCampaign,
  campaignApplied,
  campaignControl,
  campaignCounts,
  campaignPaused,
  campaignRecord,
  liveCounts,
} from '../../campaign-builders.ts';
import { manyGroups } from '../campaign-samples.ts';
import { textOf } from '../markup.ts';
import { NOW } from '../web-samples.ts';

const LINK_SECRET = 's'.repeat(43);

const wordsOf = (page: string) => textOf(page).replace(/\s+/g, ' ');

function progressIn(control = {}, counts = {}) {
  const soFar = { ...campaignCounts({ applied: 2950, failed: 40, conflicts: 10, ...counts }), ended: [0] };
  const now = Date.parse(VOTED_AT) + 600_000;
  const readings = { control: campaignControl(control), counts: soFar, live: liveCounts(soFar, now) };
  return campaignProgress(applyingCampaign(), readings, now);
}

function show(record: RequestRecord, progress?: ReturnType<typeof progressIn>, more = {}): string {
  const campaign = { linkSecret: LINK_SECRET, summary: manyGroups(), progress };
  return requestPage({ record, now: NOW, nonce: 'n', campaign, ...more });
}

describe('the page of the requester of a campaign', () => {
  it('shows the groups without what the contacts are now, unless they may see that', () => {
    const page = show(campaignRecord());
    expect(wordsOf(page)).toContain('You asked to change 9,900 contacts in 5,000 accounts.');
    expect(page).not.toContain('Team 5');
    expect(show(campaignRecord(), undefined, { seesCurrent: true })).toContain('Team 5');
  });

  it('can be cancelled as a whole before its changes are being applied', () => {
    const page = show(campaignRecord());
    expect(page).toContain('Cancel the request</h2>');
    expect(page).not.toContain('<iframe');
    expect(page).not.toContain('name="action"');
  });

  it('shows how far it is in a frame, and can be paused and cancelled while it runs', () => {
    const page = show(applyingCampaign(), progressIn());
    expect(page).toContain(`<iframe class="live" src="${LINK_SECRET}/progress?shown=running" title="Progress">`);
    expect(page.match(/name="action" value="\w+"/g)).toEqual([
      'name="action" value="pause"',
      'name="action" value="cancel"',
    ]);
    expect(page).not.toContain('Too late to cancel');
  });

  it.each(['paused', 'stopped', 'canary'] as const)('can go on and be cancelled when it is %s', (state) => {
    const page = show(applyingCampaign(campaignPaused()), progressIn({ state }));
    expect(page.match(/name="action" value="\w+"/g)).toEqual([
      'name="action" value="resume"',
      'name="action" value="cancel"',
    ]);
  });

  it('offers nothing once it is cancelled', () => {
    const page = show(applyingCampaign(), progressIn({ state: 'cancelled' }));
    expect(page).toContain('<iframe');
    expect(page).not.toContain('<form');
  });

  it('says why what was sent does not count', () => {
    const page = show(applyingCampaign(), progressIn(), { problem: 'Too old', comment: 'typed' });
    expect(page.match(/Too old/g)).toHaveLength(1);
    expect(page).toContain('typed</textarea>');
  });

  it('leads to what became of each change once it has ended, and not before', () => {
    const record = applyingCampaign(campaignApplied({ applied: 9888, failed: 12 }), ended('PARTIALLY_APPLIED'));
    expect(show(record)).toContain(`<a href="${LINK_SECRET}/results.csv">`);
    expect(wordsOf(show(record))).toContain('12 changes: failed');
    expect(show(applyingCampaign(), progressIn())).not.toContain('results.csv');
  });

  it('does without a plan that is no longer kept', () => {
    const campaign = { linkSecret: LINK_SECRET };
    expect(requestPage({ record: campaignRecord(), now: NOW, nonce: 'n', campaign })).not.toContain('id="changes"');
  });
});

describe('the part of that page that opens itself anew', () => {
  const frame = (progress: ReturnType<typeof progressIn> | undefined, shown = 'running') =>
    progressFrame({ progress, isOver: progress === undefined, shown, linkSecret: LINK_SECRET });

  it('shows a bar, what became of the changes, how fast it goes, and how long it takes', () => {
    const page = frame(progressIn());
    expect(page).toContain('<progress max="9900" value="3000" aria-label="Changes that have ended">');
    const figures = wordsOf(page);
    for (const figure of ['2,950 of 9,900', '40', '10', '6,900', '300', 'about 23 minutes'])
      expect(figures).toContain(figure);
    expect(page).not.toMatch(/<form|<header|<footer/);
  });

  it('promises no time while it is held up', () => {
    const figures = wordsOf(frame(progressIn({ state: 'paused' }), 'paused'));
    expect(figures).toContain('Paused');
    expect(figures).not.toContain('about');
  });

  it('asks to load the page anew when that offers something else, and when it has ended', () => {
    const reload = `<a href="../${LINK_SECRET}" target="_top">Reload the page</a>`;
    expect(frame(progressIn())).not.toContain(reload);
    expect(frame(progressIn({ state: 'stopped' }))).toContain(reload);
    expect(frame(progressIn({ state: 'canary' }), 'canary')).toContain(reload);
    expect(frame(undefined)).toContain(reload);
  });
});
