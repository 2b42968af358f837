import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPROVER, Requester, SOC } from '../integration/requester.ts';
import { startStack, type TestStack } from '../integration/stack.ts';
import { launchBrowser } from './browser.ts';
import { contrasts, keepScreenshot, overflow, pageColour } from './look.ts';
import { changeRequest, hostileRequest, setContact } from './requests.ts';
import { press, startVisit } from './visit.ts';

const WIDTHS = [320, 390, 1280];
const SCREENSHOT_NAMES = new Map([
  [390, 'phone'],
  [1280, 'desktop'],
]);

/** The contrast that WCAG 2 AA asks of text. */
const READABLE = 4.5;

let stack: TestStack;
let user: Requester;
let browser: Browser;

/** The approver's links to a request that waits, to one that is applied, and to one of hostile texts that waits. */
let links: Record<'pending' | 'applied' | 'hostile', string>;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), launchBrowser()]);
  user = new Requester(stack);
  links = { pending: await sendPending(), applied: await sendApplied(), hostile: await sendHostile() };
});

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

/** How to come to each page. */
const PAGES: Record<string, (page: Page) => Promise<unknown>> = {
  pending: (page) => page.goto(links.pending),
  problem: async (page) => {
    await page.goto(links.pending);
    await press(page, 'Reject');
  },
  result: (page) => page.goto(links.applied),
  neutral: (page) => page.goto(`${stack.httpApiUrl}/approvals/unknown`),
  hostile: (page) => page.goto(links.hostile),
  mail: async (page) => page.setContent(await mailWith(links.pending)),
  'hostile-mail': async (page) => page.setContent(await mailWith(links.hostile)),
};

describe.each(Object.entries(PAGES))('the page "%s"', (name, open) => {
  it.each(WIDTHS)('needs no horizontal scrolling when the window is %i px wide', async (width) => {
    const { page } = await startVisit(browser, { viewport: { width, height: 800 } });
    await open(page);
    expect(await overflow(page)).toBe(0);
    const suffix = SCREENSHOT_NAMES.get(width);
    if (suffix && !name.startsWith('hostile')) await keepScreenshot(page, `${name}-${suffix}`);
  });

  it.each(['light', 'dark'] as const)('is readable and fits when the colour scheme is %s', async (colorScheme) => {
    const { page } = await startVisit(browser, { colorScheme, viewport: { width: 320, height: 800 } });
    await open(page);
    expect(await pageColour(page)).toBe(colorScheme === 'light' ? 'rgb(244, 245, 247)' : 'rgb(17, 21, 27)');
    const texts = await contrasts(page);
    expect(texts.length).toBeGreaterThan(5);
    expect(texts.filter(({ ratio }) => ratio < READABLE)).toEqual([]);
    expect(await overflow(page)).toBe(0);
  });
});

/** A request that changes one contact and removes another. */
async function sendPending(): Promise<string> {
  const accountId = '222222222222';
  await setContact(stack, accountId, 'BILLING');
  const request = await changeRequest(stack, accountId, {
    reason: 'The security mailbox moves to the new SOC.\nThe night watch takes over on Monday.',
    source: { system: 'jira', reference: 'OPS-42', url: 'https://example.atlassian.net/browse/OPS-42' },
    changes: [
      { accountId, alternateContactType: 'SECURITY', action: 'PUT', contact: SOC },
      { accountId, alternateContactType: 'BILLING', action: 'DELETE' },
    ],
  });
  await user.put(request);
  return user.link(request.requestId);
}

async function sendApplied(): Promise<string> {
  const request = await changeRequest(stack, '333333333333');
  await user.put(request);
  const link = await user.link(request.requestId);
  await user.vote(link, 'approve', 'Agreed with the team that owns the account.');
  expect((await user.end(request.requestId)).output.status).toBe('APPLIED');
  return link;
}

async function sendHostile(): Promise<string> {
  const request = await hostileRequest(stack, '444444444444');
  await user.put(request);
  return user.link(request.requestId);
}

/** The HTML part of the mail that holds a link. */
async function mailWith(link: string): Promise<string> {
  const mail = (await stack.mails()).find(({ destination, body }) => {
    return destination.to.includes(APPROVER) && body.html?.includes(link);
  });
  return mail?.body.html ?? '';
}
