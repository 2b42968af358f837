import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPROVER, OTHER_APPROVER, REQUESTER, type Requester } from '../integration/requester.ts';
import type { TestStack } from '../integration/stack.ts';
import { useStack } from '../integration/use-stack.ts';
import { launchBrowser } from './browser.ts';
import { contrasts, keepScreenshot, overflow, pageColour, violations } from './look.ts';
import { type ConfirmingPage, type LookedAt, sendRequests } from './looked-at.ts';
import { TWO_APPROVALS_POLICY } from './policy.ts';
import { press, startVisit } from './visit.ts';

const WIDTHS = [320, 390, 1280];
const SCREENSHOT_NAMES = new Map([
  [390, 'phone'],
  [1280, 'desktop'],
]);

const PAGE_COLOURS = { light: 'rgb(244, 245, 247)', dark: 'rgb(17, 21, 27)' };

const VIEWS = WIDTHS.flatMap((width) => (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })));

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
  'status-applied': (page) => page.goto(sent.applied.requestLink),
  hostile: (page) => page.goto(sent.hostile.link),
  'hostile-status': (page) => page.goto(sent.hostile.requestLink),
};

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

describe.each(Object.entries(PAGES))('the page "%s"', (name, open) => {
  it.concurrent.each(VIEWS)('fits, is readable and accessible at $width px in $colorScheme', async (view) => {
    await look(view, name, open);
  });
});

describe.each(CONFIRMING)('the page "%s"', (name) => {
  it.concurrent.each(VIEWS)('fits, is readable and accessible at $width px in $colorScheme', async (view) => {
    await look(view, name, (page) => page.setContent(sent.confirming[name]));
  });
});

describe.each(Object.entries(MAILS))('the mail "%s"', (name, key) => {
  it.concurrent.each(VIEWS)('fits, is readable and accessible at $width px in $colorScheme', async (view) => {
    const markup = await mailOf(...key());
    await look(view, name, (page) => page.setContent(markup), RULES_OF_WHOLE_PAGES);
  });
});

async function look(
  { width, colorScheme }: (typeof VIEWS)[number],
  name: string,
  open: (page: Page) => Promise<unknown>,
  ignored: string[] = [],
): Promise<void> {
  const { page } = await startVisit(browser, { colorScheme, viewport: { width, height: 800 } });
  await open(page);
  expect(await overflow(page)).toBe(0);
  expect(await pageColour(page)).toBe(PAGE_COLOURS[colorScheme]);
  const texts = await contrasts(page);
  expect(texts.length).toBeGreaterThan(5);
  expect(texts.filter(({ ratio }) => ratio < READABLE)).toEqual([]);
  expect(await violations(page, ignored)).toEqual([]);
  const size = SCREENSHOT_NAMES.get(width);
  if (size && !name.startsWith('hostile')) {
    await keepScreenshot(page, `${name}-${size}${colorScheme === 'dark' ? '-dark' : ''}`);
  }
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
