import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPROVER, makeRequest, OTHER_APPROVER, REQUESTER, Requester, SOC } from '../integration/requester.ts';
import { startStack, type TestStack } from '../integration/stack.ts';
import { launchBrowser } from './browser.ts';
import { BEFORE, changeRequest, HOSTILE, hostileRequest } from './requests.ts';
import {
  fact,
  fieldRow,
  focused,
  headline,
  injected,
  isFocusVisible,
  openLink,
  press,
  shownText,
  startVisit,
  voteOf,
} from './visit.ts';

const COMMENT = 'textbox "Comment (optional to approve, required to reject)"';

let stack: TestStack;
let user: Requester;
let browser: Browser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), launchBrowser()]);
  user = new Requester(stack);
});

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

describe('the approval page', () => {
  it('opens from the mail in the inbox, shows what is asked, and applies the change when it is approved', async () => {
    const request = await changeRequest(stack, '222222222222', {
      source: { system: 'jira', reference: 'OPS-42', url: 'https://example.atlassian.net/browse/OPS-42' },
    });
    await user.put(request);
    await user.link(request.requestId);
    const { page: inbox } = await startVisit(browser);
    const page = await followMail(inbox, request.requestId, APPROVER);

    expect(await headline(page)).toBe(`${REQUESTER} asks to change the SECURITY contact of account 222222222222`);
    expect(await fact(page, 'Why')).toBe(request.reason);
    expect(await fact(page, 'Requested by')).toBe(REQUESTER);
    expect(await fact(page, 'Ticket')).toContain('jira OPS-42');
    expect(await fact(page, 'Decide by')).toMatch(/^\d+ \w{3} \d{4}, \d\d:\d\d UTC \(in (3 days|2 days 23 hours)\)$/);
    for (const [label, field] of [
      ['Name', 'name'],
      ['E-mail', 'emailAddress'],
    ] as const) {
      const row = fieldRow(page, label);
      expect(await shownText(row.getByRole('rowheader'))).toMatch(/\bchanged$/);
      expect(await shownText(row.locator('del bdi'))).toBe(BEFORE[field]);
      expect(await shownText(row.locator('ins bdi'))).toBe(SOC[field]);
    }
    for (const [label, field] of [
      ['Title', 'title'],
      ['Phone', 'phoneNumber'],
    ] as const) {
      const row = fieldRow(page, label);
      expect(await shownText(row.getByRole('rowheader'))).toMatch(/\bunchanged$/);
      expect(await row.locator('del, ins').count()).toBe(0);
      expect(await shownText(row.getByRole('cell').last())).toBe(SOC[field]);
    }

    await press(page, 'Approve');
    expect(await headline(page)).toMatch(/^(Approved|Applied)$/);
    expect((await user.end(request.requestId)).output.status).toBe('APPLIED');
    await page.reload();
    expect(await headline(page)).toBe('Applied');
    expect(await page.getByText(/^Every change is in place\. Approved by approver-1@example\.com/).count()).toBe(1);
    expect(await shownText(page.getByRole('region', { name: 'Results' }))).toContain(
      'SECURITY contact of 222222222222: applied',
    );
    expect(await user.contact('222222222222', 'SECURITY')).toEqual(SOC);
  });

  it('asks for a comment and records nothing when a rejection has none, then shows everyone the rejection', async () => {
    const { requestId, link } = await pending('900000000101');
    const { page } = await openLink(browser, link);
    await press(page, 'Reject');
    expect(page.url()).toBe(link);
    expect(await shownText(page.getByRole('alert'))).toContain('A rejection needs a comment');
    expect(await page.title()).toMatch(/^Not recorded: /);
    expect(await focused(page)).toBe(COMMENT);
    expect(await voteOf(page, APPROVER)).toContain('has not voted');
    expect(await user.statuses(requestId)).toEqual(['RECEIVED', 'PENDING_APPROVAL']);

    await page.getByLabel('Comment').fill('Use the shared mailbox\nof the night watch');
    await press(page, 'Reject');
    expect(await headline(page)).toBe('Rejected');
    expect((await user.end(requestId)).output.status).toBe('REJECTED');
    expect(await user.contact('900000000101', 'SECURITY')).toEqual(BEFORE);

    const other = await openLink(browser, await user.link(requestId, OTHER_APPROVER));
    expect(await headline(other.page)).toBe('Rejected');
    expect(await voteOf(other.page, APPROVER)).toMatch(
      /approver-1@example\.com rejected \d.* UTC\s+Use the shared mailbox\nof the night watch$/,
    );
    expect(await voteOf(other.page, OTHER_APPROVER)).toMatch(/\(you\) has not voted$/);
    expect(await other.page.getByRole('button').count()).toBe(0);
  });

  it('decides as well when JavaScript is disabled', async () => {
    const { requestId, link } = await pending('900000000102');
    const { page } = await openLink(browser, link, { javaScriptEnabled: false });
    await press(page, 'Reject');
    expect(await shownText(page.getByRole('alert'))).toContain('A rejection needs a comment');
    await page.getByLabel('Comment').fill('Looks right after all');
    await press(page, 'Approve');
    expect(await headline(page)).toMatch(/^(Approved|Applied)$/);
    expect((await user.end(requestId)).output.status).toBe('APPLIED');
  });

  it('asks no other origin for anything and breaks no policy of its own, from the mail to the result', async () => {
    const { link } = await pending('900000000103');
    const { page, complaints, requests } = await openLink(browser, link);
    await press(page, 'Reject');
    await page.getByLabel('Comment').fill('No');
    await press(page, 'Reject');
    await page.goto(unknownLink());
    expect(complaints).toEqual([]);
    expect(requests).toEqual([link, link, link, link, unknownLink()]);
  });

  it('lets nothing run or load that is not its own when it comes into the page', async () => {
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

  it('is decided with the keyboard alone, with a visible focus on every step', async () => {
    const { requestId, link } = await pending('900000000105');
    const { page } = await openLink(browser, link);
    const steps: string[] = [];
    while (steps.length < 4) {
      await page.keyboard.press('Tab');
      steps.push(await focused(page));
      expect(await isFocusVisible(page)).toBe(true);
    }
    expect(steps).toEqual(['link "Skip to your decision"', COMMENT, 'button "Approve"', 'button "Reject"']);
    await page.keyboard.press('Shift+Tab');
    expect(await focused(page)).toBe('button "Approve"');
    await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')]);
    expect(await headline(page)).toMatch(/^(Approved|Applied)$/);
    expect((await user.end(requestId)).output.status).toBe('APPLIED');
  });

  it('leads past the facts to the decision when its first link is followed with the keyboard', async () => {
    const { link } = await pending('900000000106');
    const { page } = await openLink(browser, link, { viewport: { width: 390, height: 500 } });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe(COMMENT);
    expect(await isFocusVisible(page)).toBe(true);
  });

  it('shows hostile text as text when a request or a comment holds it', async () => {
    const hostile = await hostileRequest(stack, '900000000107');
    await user.put(hostile);
    const link = await user.link(hostile.requestId);
    const { page, complaints } = await openLink(browser, link);
    const why = await fact(page, 'Why');
    expect(why).toBe(`${HOSTILE.markup} invoice[U+202E]gnp.exe ${HOSTILE.longWord}`);
    expect(await shownText(fieldRow(page, 'Name').locator('ins bdi'))).toBe('"><img src=x onerror=alert(3)>');
    expect(await shownText(fieldRow(page, 'Title').locator('ins bdi'))).toBe('<b onclick=alert(4)>[U+202E]pets</b>');
    expect(await headline(page)).toMatch(/^<img\/src=x\/onerror=alert\(5\)>@example\.com asks to change/);
    expect(await fact(page, 'Ticket')).toMatch(/^jira <svg onload=alert\(6\)> W+$/);

    expect(await injected(page)).toEqual([]);

    await page.getByLabel('Comment').fill(`</textarea>${HOSTILE.markup}`);
    await press(page, 'Reject');
    expect(await headline(page)).toBe('Rejected');
    expect(await voteOf(page, APPROVER)).toContain(`</textarea>${HOSTILE.markup}`);
    expect(await injected(page)).toEqual([]);
    expect(complaints).toEqual([]);

    const inbox = await startVisit(browser);
    const mail = await openMail(inbox.page, hostile.requestId, APPROVER);
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

  it('votes for nobody when it is opened, asked for with HEAD and reloaded', async () => {
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

  it('counts nothing and shows the decision when someone else has decided since it was opened', async () => {
    const { requestId, link } = await pending('900000000111');
    const { page } = await openLink(browser, link);
    await user.vote(await user.link(requestId, OTHER_APPROVER), 'reject', 'Too late for this one');
    await press(page, 'Approve');
    expect(page.url()).toBe(link);
    expect(await headline(page)).toBe('Rejected');
    expect(await voteOf(page, APPROVER)).toMatch(/\(you\) has not voted$/);
    expect(await voteOf(page, OTHER_APPROVER)).toContain('Too late for this one');
    expect((await user.end(requestId)).output.status).toBe('REJECTED');
    expect(await user.contact('900000000111', 'SECURITY')).toEqual(BEFORE);
  });

  it('says that a contact is new when none was set', async () => {
    const request = makeRequest({
      changes: [{ accountId: '900000000112', alternateContactType: 'SECURITY', action: 'PUT', contact: SOC }],
    });
    await user.put(request);
    const { page } = await openLink(browser, await user.link(request.requestId));
    expect(await headline(page)).toContain('asks to set the SECURITY contact');
    expect(await page.getByText('Before: no contact set.').count()).toBe(1);
    expect(await page.locator('del').count()).toBe(0);
    expect(await page.locator('ins bdi').allInnerTexts()).toEqual(Object.values(SOC));
  });
});

/** A request that waits for approval, and the first approver's link. */
async function pending(accountId: string): Promise<{ requestId: string; link: string }> {
  const { requestId, ...request } = await changeRequest(stack, accountId);
  await user.put({ requestId, ...request });
  return { requestId, link: await user.link(requestId) };
}

function unknownLink(): string {
  return `${stack.httpApiUrl}/approvals/${'A'.repeat(43)}`;
}

/** The HTML part of the mail that an approver got for a request, in the inbox. */
async function openMail(inbox: Page, requestId: string, approver: string): Promise<FrameLocator> {
  await inbox.goto(stack.inboxUrl);
  const mail = inbox.locator('.email', { hasText: `To: ${approver}` }).filter({ hasText: requestId });
  await mail.getByRole('button', { name: 'Toggle HTML view' }).click();
  return mail.frameLocator('iframe');
}

/** The page that a click on the link in such a mail opens. */
async function followMail(inbox: Page, requestId: string, approver: string): Promise<Page> {
  const mail = await openMail(inbox, requestId, approver);
  const [page] = await Promise.all([
    inbox.waitForEvent('popup', { timeout: 10_000 }),
    mail.getByRole('link', { name: 'Review and decide' }).click(),
  ]);
  await page.waitForLoadState();
  return page;
}
