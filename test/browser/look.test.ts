import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestPage } from '../../functions/web/pages/request-page.ts';
import { APPROVER, OTHER_APPROVER, REQUESTER, type Requester } from '../integration/requester.ts';
import type { TestStack } from '../integration/stack.ts';
import { useStack } from '../integration/use-stack.ts';
import { VOTED_AT, vote } from '../unit/builders.ts';
import { NOW, pendingRecord } from '../unit/web/web-samples.ts';
import { launchBrowser } from './browser.ts';
import { CAMPAIGN_PAGES } from './campaign-pages.ts';
import { contrasts, keepScreenshots, overflow, pageColour, show, VIEWS, violations } from './look.ts';
import { type ConfirmingPage, type LookedAt, sendRequests } from './looked-at.ts';
import { TWO_APPROVALS_POLICY } from './policy.ts';
import { REPORT_PAGES } from './report-pages.ts';
import { press, startVisit } from './visit.ts';

const PAGE_COLOURS = { light: 'rgb(244, 245, 247)', dark: 'rgb(17, 21, 27)' };

/** The contrast that WCAG 2 AA requires of text. */
const READABLE = 4.5;

/** A mail client shows the mail inside a page of its own, which has the landmarks. */
const RULES_OF_WHOLE_PAGES = ['landmark-one-main', 'region'];

let stack: TestStack;
let user: Requester;
let browser: Browser;
let sent: LookedAt;

useStack(
  (used) => {
    ({ stack, user } = used);
  },
  { policy: TWO_APPROVALS_POLICY },
);

beforeAll(async () => {
  browser = await launchBrowser();
  sent = await sendRequests(stack, user);
});

afterAll(() => browser?.close());

/** How to get to each page. */
const PAGES: Record<string, (page: Page) => Promise<unknown>> = {
  pending: (page) => page.goto(sent.pending.link),
  problem: async (page) => {
    await page.goto(sent.pending.link);
    await press(page, 'Reject');
  },
  voted: (page) => page.goto(sent.voted.link),
  result: (page) => page.goto(sent.applied.link),
  competing: (page) => page.goto(sent.competing.link),
  'asked-again': (page) => page.goto(sent.askedAgain.link),
  superseded: (page) => page.goto(sent.superseded.link),
  neutral: (page) => page.goto(`${stack.httpApiUrl}/approvals/unknown`),
  status: (page) => page.goto(sent.voted.requestLink),
  'status-problem': async (page) => {
    await page.goto(sent.voted.requestLink);
    await page.locator('input[name=nonce]').evaluate((field) => field.setAttribute('value', 'stale'));
    await press(page, 'Cancel the request');
  },
  'status-cancelled': (page) => page.goto(sent.cancelled.requestLink),
  'status-in-line': (page) => page.setContent(IN_LINE),
  'status-applied': (page) => page.goto(sent.applied.requestLink),
  hostile: (page) => page.goto(sent.hostile.link),
  'hostile-status': (page) => page.goto(sent.hostile.requestLink),
  ...CAMPAIGN_PAGES,
  ...REPORT_PAGES,
};

/** What a page says that lasts for a minute only. */
const IN_LINE = requestPage({
  record: pendingRecord({ status: 'APPROVED', votes: [vote()], applyingSince: VOTED_AT }),
  now: NOW,
  nonce: '',
  progress: { line: { before: 312, all: 400, secondsLeft: 63 } },
});

/** Each page for a vote that needs more than the link. */
const CONFIRMING: ConfirmingPage[] = [
  ...(['code-offered', 'code-asked', 'code-wrong'] as const),
  ...(['sign-in-offered', 'signed-in-as-somebody-else', 'signed-in'] as const),
];

/** Each mail: who got it, which request it is about, and how its subject begins. */
const MAILS: Record<string, () => [to: string, about: string, subject: string]> = {
  mail: () => [APPROVER, sent.pending.requestId, 'Approve?'],
  'mail-pending': () => [REQUESTER, sent.pending.requestId, 'Waiting for approval'],
  'mail-decision': () => [OTHER_APPROVER, sent.applied.requestId, 'Approved'],
  'mail-outcome': () => [REQUESTER, sent.applied.requestId, 'Applied'],
  'mail-competing': () => [APPROVER, sent.competitor.requestId, 'Approve?'],
  'mail-code': () => [APPROVER, sent.coded.requestId, 'Your code to decide'],
  'mail-notice': () => [APPROVER, sent.competing.requestId, 'Another request'],
  'hostile-mail': () => [APPROVER, sent.hostile.requestId, 'Approve?'],
};

describe('at each width, in light and in dark', () => {
  it.concurrent.each(Object.entries(PAGES))('the page "%s" fits, is readable and accessible', (name, open) =>
    look(name, open),
  );

  it.concurrent.each(CONFIRMING)('the page "%s" fits, is readable and accessible', (name) =>
    look(name, (page) => page.setContent(sent.confirming[name])),
  );

  it.concurrent.each(Object.entries(MAILS))('the mail "%s" fits, is readable and accessible', async (name, key) => {
    const markup = await mailOf(...key());
    await look(name, (page) => page.setContent(markup), RULES_OF_WHOLE_PAGES);
  });
});

/** Opens a page once, and looks at it in each view. */
async function look(name: string, open: (page: Page) => Promise<unknown>, ignored: string[] = []): Promise<void> {
  const { page } = await startVisit(browser);
  await open(page);
  for (const view of VIEWS) {
    const where = `${view.width} px, ${view.colorScheme}`;
    await show(page, view);
    expect(await overflow(page), where).toBe(0);
    expect(await pageColour(page), where).toBe(PAGE_COLOURS[view.colorScheme]);
    const texts = await contrasts(page);
    expect(texts.length, where).toBeGreaterThan(5);
    expect(
      texts.filter(({ ratio }) => ratio < READABLE),
      where,
    ).toEqual([]);
    expect(await violations(page, ignored), where).toEqual([]);
  }
  if (!name.startsWith('hostile')) await keepScreenshots(page, name);
  await page.context().close();
}

/** The HTML part of a mail. */
async function mailOf(to: string, about: string, begin: string): Promise<string> {
  const aboutLine = new RegExp(`^Request:? +${about}$`, 'm');
  const mail = (await stack.mails()).find(
    ({ subject, destination, body }) =>
      subject.startsWith(begin) && destination.to.includes(to) && aboutLine.test(body.text ?? ''),
  );
  if (!mail?.body.html) throw new Error(`${to} got no mail "${begin}…" about ${about}`);
  return mail.body.html;
}
