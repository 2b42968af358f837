import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPROVER, OTHER_APPROVER, type Requester, until } from '../integration/requester.ts';
import type { TestStack } from '../integration/stack.ts';
import { useStack } from '../integration/use-stack.ts';
import { launchBrowser } from './browser.ts';
import { CODE_DESK, SIGN_IN_DESK, TWO_APPROVALS_POLICY } from './policy.ts';
import { changeRequest, type SentRequest, sendRequest } from './requests.ts';
import { focused, headline, injected, openLink, press, voteOf } from './visit.ts';

const SCRIPTS = [
  { scripts: 'with scripts', options: {} },
  { scripts: 'without scripts', options: { javaScriptEnabled: false } },
];

let stack: TestStack;
let user: Requester;
let browser: Browser;
let accounts = 900_000_000_410;

useStack(
  (used) => {
    ({ stack, user } = used);
  },
  { policy: TWO_APPROVALS_POLICY },
);

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser?.close());

async function pending(system: string): Promise<SentRequest> {
  accounts += 1;
  return sendRequest(user, await changeRequest(stack, String(accounts), { source: { system } }));
}

/** The code in the mail about a request that came last. */
async function codeFor(requestId: string): Promise<string> {
  return until('the mail with the code', async () => {
    const texts = (await stack.mails()).map(({ body: { text = '' } }) => text);
    const code = texts
      .filter((text) => text.includes(`Request ${requestId}`))
      .map((text) => /^YOUR CODE: ([\d ]+)$/m.exec(text)?.[1]);
    return code.findLast((each) => each !== undefined);
  });
}

const alertOf = (page: Page) => page.getByRole('alert').innerText();
const buttons = (page: Page) => page.getByRole('button').allInnerTexts();

describe('a vote that needs a one-time code', () => {
  it.each(SCRIPTS)('is cast with the code from the second mail, $scripts', async ({ options }) => {
    const { link, requestId } = await pending(CODE_DESK);
    const { page, complaints } = await openLink(browser, link, options);
    expect(await buttons(page)).toEqual(['Send me a code']);
    await press(page, 'Send me a code');
    await page.getByLabel('One-time code').fill(await codeFor(requestId));
    await press(page, 'Approve');
    expect(await headline(page)).toMatch(/^(Approved|Applied)$/);
    expect((await user.end(requestId)).output.status).toBe('APPLIED');
    await page.reload();
    expect(await voteOf(page, APPROVER)).toContain('approved, with a one-time code');
    expect(complaints).toEqual([]);
  });

  it('is not cast with a wrong code; the page keeps the comment and puts the focus on the code', async () => {
    const { link, requestId } = await pending(CODE_DESK);
    const { page } = await openLink(browser, link);
    await press(page, 'Send me a code');
    await page.getByLabel('One-time code').fill('0000 0000');
    await page.getByLabel('Comment').fill('I know them');
    await press(page, 'Reject');
    expect(await alertOf(page)).toContain('This code is wrong. You have 4 tries left.');
    expect(await focused(page)).toContain('One-time code');
    expect(await page.getByLabel('Comment').inputValue()).toBe('I know them');
    expect((await user.record(requestId)).votes).toEqual([]);
    await page.getByLabel('One-time code').fill(await codeFor(requestId));
    await press(page, 'Reject');
    expect(await headline(page)).toBe('Rejected');
  });

  it('cannot be cast in the browser of somebody who was forwarded the link', async () => {
    const { link, requestId } = await pending(CODE_DESK);
    const { page } = await openLink(browser, link);
    await press(page, 'Send me a code');
    const { page: forwarded } = await openLink(browser, link);
    expect(await forwarded.getByText('If you did not ask for it, somebody else has your link.').count()).toBe(1);
    expect(await buttons(forwarded)).toEqual(['Send me a code']);
    expect((await user.record(requestId)).votes).toEqual([]);
    expect(await injected(page)).toEqual([]);
  });

  it('takes the newer of two codes', async () => {
    const { link, requestId } = await pending(CODE_DESK);
    const { page } = await openLink(browser, link);
    await press(page, 'Send me a code');
    const first = await codeFor(requestId);
    await press(page, 'Send another code');
    await until('another code', async () => ((await codeFor(requestId)) === first ? undefined : true));
    await page.getByLabel('One-time code').fill(first);
    await press(page, 'Approve');
    expect(await alertOf(page)).toContain('This code is wrong.');
    await page.getByLabel('One-time code').fill(await codeFor(requestId));
    await press(page, 'Approve');
    expect(await headline(page)).toMatch(/^(Approved|Applied)$/);
  });
});

describe('a vote that needs a sign-in', () => {
  const signIn = async (page: Page, begin: string, person: string) => {
    await page.getByRole('link', { name: begin }).click();
    await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
    await page.getByRole('button', { name: person, exact: true }).click();
    await page.getByRole('heading', { name: 'Your decision' }).waitFor();
  };

  it.each(SCRIPTS)(
    'is cast by the approver who signs in at another site and comes back, $scripts',
    async ({ options }) => {
      const { link, requestId } = await pending(SIGN_IN_DESK);
      const { page, complaints } = await openLink(browser, link, options);
      expect(await buttons(page)).toEqual([]);
      await signIn(page, 'Sign in to decide', APPROVER);
      expect(page.url()).toBe(`${link}#decide`);
      expect(await page.getByText(`You are signed in as ${APPROVER}.`).count()).toBe(1);
      await press(page, 'Approve');
      expect(await headline(page)).toMatch(/^(Approved|Applied)$/);
      expect((await user.end(requestId)).output.status).toBe('APPLIED');
      await page.reload();
      expect(await voteOf(page, APPROVER)).toContain('approved, signed in');
      expect((await user.record(requestId)).votes).toMatchObject([
        { confirmation: { kind: 'signIn', person: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+#approver-1@/) } },
      ]);
      expect(complaints).toEqual([]);
    },
  );

  it('cannot be cast by somebody else, until the approver signs in', async () => {
    const { link, requestId } = await pending(SIGN_IN_DESK);
    const { page } = await openLink(browser, link);
    await signIn(page, 'Sign in to decide', OTHER_APPROVER);
    expect(await page.getByText(`You are signed in as ${OTHER_APPROVER}, but this page is for`).count()).toBe(1);
    expect(await buttons(page)).toEqual([]);
    expect((await user.record(requestId)).votes).toEqual([]);
    await signIn(page, 'Sign in as somebody else', APPROVER);
    await press(page, 'Approve');
    expect(await headline(page)).toMatch(/^(Approved|Applied)$/);
  });

  it('leads back to the request when the sign-in is cancelled', async () => {
    const { link } = await pending(SIGN_IN_DESK);
    const { page } = await openLink(browser, link);
    await page.getByRole('link', { name: 'Sign in to decide' }).click();
    await press(page, 'Cancel');
    expect(await headline(page)).toBe('You are not signed in');
    await page.getByRole('link', { name: 'Back to the request' }).click();
    await page.getByRole('link', { name: 'Sign in to decide' }).waitFor();
  });

  it('is not reached by a way back that another browser has begun', async () => {
    const { link } = await pending(SIGN_IN_DESK);
    const { page, requests } = await openLink(browser, link);
    await signIn(page, 'Sign in to decide', APPROVER);
    const wayBack = requests.find((url) => url.includes('/sign-in?code=')) ?? '';
    const { page: other } = await openLink(browser, wayBack);
    expect(await headline(other)).toBe('This sign-in was not begun here');
  });
});
