import type { Page } from 'playwright-core';
import { campaignProgress } from '../../functions/domain/campaign/campaign-progress.ts';
import { approvalPage } from '../../functions/web/pages/approval-page.ts';
import { progressFrame } from '../../functions/web/pages/progress-frame.ts';
import { requestPage } from '../../functions/web/pages/request-page.ts';
import { FRAMING_HEADERS, framedHeaders, PAGE_HEADERS } from '../../functions/web/parts/page.ts';
import { APPROVER, applyStarted, approved, NEW_CONTACT, VOTED_AT, voteCast } from '../unit/builders.ts';
import { campaignControl, campaignCounts, campaignRecord, changeGroup, liveCounts } from '../unit/campaign-builders.ts';
import { manyGroups, manyGroupsRecord } from '../unit/web/campaign-samples.ts';
import { NOW } from '../unit/web/web-samples.ts';

const LINK_SECRET = 's'.repeat(43);

/** Nothing listens there: the browser is answered by `route`. */
const ORIGIN = 'http://localhost:9';

const plan = { summary: manyGroups() };
const rules = { canary: { changes: 5, resumeAfter: '30m' }, stopAt: '5%' };

/** Ten minutes after its changes began to be applied. */
const now = new Date(Date.parse(VOTED_AT) + 600_000);
const counts = { ...campaignCounts({ applied: 2985, failed: 12, conflicts: 3 }), ended: [0] };

const { count, accounts, removed } = plan.summary;
const applying = campaignRecord([voteCast(), approved(), applyStarted()], { count, accounts, removed });
const live = liveCounts(counts, now.getTime());
const running = campaignProgress(applying, { control: campaignControl({ count }), counts, live }, now.getTime());
const stopped = { ...running, state: 'stopped' as const };

/** The pages of campaigns, made without a stack: a campaign takes minutes. How to get to each. */
export const CAMPAIGN_PAGES: Record<string, (page: Page) => Promise<unknown>> = {
  campaign: (page) => page.setContent(asApprover({ plan })),
  'campaign-search': (page) => page.setContent(asApprover({ plan: { ...plan, search } })),
  'campaign-progress': (page) => openProgress(page, running),
  'campaign-stopped': (page) => openProgress(page, stopped),
};

const search = {
  query: 'production',
  groups: [changeGroup(8), changeGroup(2, { before: { ...NEW_CONTACT, phoneNumber: '+1 555 0123' } })],
  all: 4204,
  shown: 10,
};

function asApprover(campaign: Pick<NonNullable<Parameters<typeof approvalPage>[0]['campaign']>, 'plan'>): string {
  const record = manyGroupsRecord();
  return approvalPage({
    ...{ record, approver: APPROVER, now: NOW, nonce: '' },
    campaign: { ...campaign, linkSecret: LINK_SECRET, rules },
  });
}

/** The page has a frame, which is fetched. */
async function openProgress(page: Page, progress: typeof running): Promise<void> {
  const campaign = { linkSecret: LINK_SECRET, ...plan, progress };
  const whole = requestPage({ record: applying, now, nonce: '', campaign });
  const part = progressFrame({ progress, isOver: false, shown: progress.state, linkSecret: LINK_SECRET });
  await page.route(`${ORIGIN}/**`, (route) =>
    route.fulfill(
      route.request().url().includes('/progress')
        ? { body: part, headers: { ...PAGE_HEADERS, ...framedHeaders(undefined) } }
        : { body: whole, headers: { ...PAGE_HEADERS, ...FRAMING_HEADERS } },
    ),
  );
  await page.goto(`${ORIGIN}/requests/${LINK_SECRET}`);
  await page.frameLocator('iframe').locator('progress').waitFor();
}
