import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPROVER, type Requester } from '../integration/requester.ts';
import type { TestStack } from '../integration/stack.ts';
import { useStack } from '../integration/use-stack.ts';
import { launchBrowser } from './browser.ts';
import { openMail } from './inbox.ts';
import { changeRequest, HOSTILE, hostileRequest, type SentRequest, sendRequest } from './requests.ts';
import { fact, fieldRow, headline, injected, openLink, press, shownText, startVisit, voteOf } from './visit.ts';

let stack: TestStack;
let user: Requester;
let browser: Browser;

useStack((used) => {
  ({ stack, user } = used);
});

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser?.close());

describe('the approval page, whatever is in it,', () => {
  it('requests nothing from other origins and violates no policy of its own, from the mail to the result', async () => {
    const { link } = await pending('900000000103');
    const { page, complaints, requests } = await openLink(browser, link);
    await press(page, 'Reject');
    await page.getByLabel('Comment').fill('No');
    await press(page, 'Reject');
    await page.goto(unknownLink());
    expect(complaints).toEqual([]);
    expect(requests).toEqual([link, link, link, link, unknownLink()]);
  });

  it('lets nothing foreign run or load when it gets into the page', async () => {
    const { link } = await pending('900000000104');
    const { page, complaints } = await openLink(browser, link);
    await page.locator('body').evaluate((body) => {
      const script = Object.assign(body.ownerDocument.createElement('script'), { textContent: 'alert(1)' });
      const image = Object.assign(body.ownerDocument.createElement('img'), { src: 'https://evil.example/pixel' });
      body.append(script, image);
      body.setAttribute('style', 'display: none');
    });
    const violated = () => complaints.filter((complaint) => complaint.startsWith('violation of')).toSorted();
    await expect
      .poll(violated)
      .toEqual(['violation of img-src', 'violation of script-src-elem', 'violation of style-src-attr']);
    expect(complaints.filter((complaint) => complaint.startsWith('a dialog'))).toEqual([]);
    expect(await page.getByRole('button', { name: 'Approve' }).isVisible()).toBe(true);
  });

  it('shows hostile text as text when a request or a comment contains it', async () => {
    const hostile = await hostileRequest(stack, '900000000107');
    await user.put(hostile);
    const link = await user.link(hostile.requestId);
    const { page, complaints } = await openLink(browser, link);
    const why = await fact(page, 'Why');
    expect(why).toBe(`${HOSTILE.markup} invoice[U+202E]gnp.exe ${HOSTILE.longWord}`);
    expect(await shownText(fieldRow(page, 'Name').locator('ins bdi'))).toBe('"><img src=x onerror=alert(3)>');
    expect(await shownText(fieldRow(page, 'Title').locator('ins bdi'))).toBe('<b onclick=alert(4)>my[U+00A0]pets</b>');
    expect(await headline(page)).toMatch(/^'\/onerror=alert\(5\)\/x='&lt@example\.com asks to change/);
    expect(await fact(page, 'Ticket')).toMatch(/^portal <svg onload=alert\(6\)> W+$/);

    expect(await injected(page)).toEqual([]);

    await page.getByLabel('Comment').fill(`</textarea>${HOSTILE.markup}`);
    await press(page, 'Reject');
    expect(await headline(page)).toBe('Rejected');
    expect(await voteOf(page, APPROVER)).toContain(`</textarea>${HOSTILE.markup}`);
    expect(await injected(page)).toEqual([]);
    expect(complaints).toEqual([]);

    const inbox = await startVisit(browser);
    const mail = await openMail(inbox.page, stack, { to: APPROVER, about: hostile.requestId });
    expect(await shownText(mail.locator('body'))).toContain('invoice[U+202E]gnp[.]exe W');
    expect(await mail.locator('script, img, svg, b, form').count()).toBe(0);
    expect(inbox.complaints).toEqual([]);
  });

  it('keeps the typed comment as text when the form comes back with a problem', async () => {
    const { link } = await pending('900000000109');
    const { page, complaints } = await openLink(browser, link);
    const comment = `\n</textarea><script>alert(1)</script>\n  "indented"`;
    await page.getByLabel('Comment').fill(comment);
    await page.locator('input[name=nonce]').evaluate((field) => field.setAttribute('value', 'stale'));
    await press(page, 'Approve');
    expect(await shownText(page.getByRole('alert'))).toContain('This page was open for too long');
    expect(await page.getByLabel('Comment').inputValue()).toBe(comment.trim());
    expect(await injected(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('is the neutral page with status 404 when the link is unknown', async () => {
    const { page } = await startVisit(browser);
    const response = await page.goto(unknownLink());
    expect(response?.status()).toBe(404);
    expect(await headline(page)).toBe('This link is not valid');
    expect(await shownText(page.locator('main'))).not.toMatch(/@|\d{12}/);
    expect(await page.locator('form, button').count()).toBe(0);
  });

  it('casts no vote when it is opened, requested with HEAD and reloaded', async () => {
    const { requestId, link } = await pending('900000000110');
    const { page } = await openLink(browser, link);
    for (let times = 0; times < 5; times += 1) {
      expect((await page.reload())?.status()).toBe(200);
      expect((await page.request.head(link)).status()).toBe(200);
    }
    expect(await page.getByRole('button', { name: 'Approve' }).isVisible()).toBe(true);
    expect(await voteOf(page, APPROVER)).toMatch(/has not voted$/);
    expect(await user.statuses(requestId)).toEqual(['RECEIVED', 'PENDING_APPROVAL']);
  });
});

/** A request that waits for approval. */
async function pending(accountId: string): Promise<SentRequest> {
  return sendRequest(user, await changeRequest(stack, accountId));
}

function unknownLink(): string {
  return `${stack.httpApiUrl}/approvals/${'A'.repeat(43)}`;
}
