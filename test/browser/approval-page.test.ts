import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPROVER, makeRequest, OTHER_APPROVER, REQUESTER, type Requester, SOC } from '../integration/requester.ts';
import type { TestStack } from '../integration/stack.ts';
import { useStack } from '../integration/use-stack.ts';
import { launchBrowser } from './browser.ts';
import { followMail } from './inbox.ts';
import { BEFORE, changeRequest, type SentRequest, sendRequest } from './requests.ts';
import {
  fact,
  fieldRow,
  focused,
  headline,
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

useStack((used) => {
  ({ stack, user } = used);
});

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser?.close());

describe('the approval page', () => {
  it('opens from the mail in the inbox, shows the request, and applies the change when it is approved', async () => {
    const request = await changeRequest(stack, '222222222222', {
      source: { system: 'portal', reference: 'OPS-42', url: 'https://portal.example.com/OPS-42' },
    });
    await user.put(request);
    await user.link(request.requestId);
    const { page: inbox } = await startVisit(browser);
    const page = await followMail(inbox, stack, { to: APPROVER, about: request.requestId }, 'Review and decide');

    expect(await headline(page)).toBe(
      `${REQUESTER} asks to change the SECURITY contact of account 222222222222 (Shop)`,
    );
    expect(await fact(page, 'Why')).toBe(request.reason);
    expect(await fact(page, 'Requested by')).toBe(`${REQUESTER}, named by whoever sent the event (portal)`);
    expect(await shownText(page.locator('.accounts'))).toBe('Account 222222222222 (Shop, Root / Production)');
    expect(await fact(page, 'Ticket')).toContain('portal OPS-42');
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
      'SECURITY contact of 222222222222 (Shop, Root / Production): applied',
    );
    expect(await user.contact('222222222222', 'SECURITY')).toEqual(SOC);
  });

  it('asks for a comment and records nothing when a rejection has none, then shows everyone the rejection', async () => {
    const { requestId, link } = await pending('900000000101');
    const { page } = await openLink(browser, link);
    await press(page, 'Reject');
    expect(page.url()).toBe(link);
    expect(await shownText(page.getByRole('alert'))).toContain('This vote needs a comment');
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

  it('works when JavaScript is disabled', async () => {
    const { requestId, link } = await pending('900000000102');
    const { page } = await openLink(browser, link, { javaScriptEnabled: false });
    await press(page, 'Reject');
    expect(await shownText(page.getByRole('alert'))).toContain('This vote needs a comment');
    await page.getByLabel('Comment').fill('Looks right after all');
    await press(page, 'Approve');
    expect(await headline(page)).toMatch(/^(Approved|Applied)$/);
    expect((await user.end(requestId)).output.status).toBe('APPLIED');
  });

  it('works with the keyboard alone, with a visible focus on every step', async () => {
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

  it('skips the facts when its first link is followed with the keyboard', async () => {
    const { link } = await pending('900000000106');
    const { page } = await openLink(browser, link, { viewport: { width: 390, height: 500 } });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe(COMMENT);
    expect(await isFocusVisible(page)).toBe(true);
  });

  it('does not count the vote, and shows the decision, when somebody else has decided since it was opened', async () => {
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

  it('says that a contact is new when there was none', async () => {
    const request = makeRequest({
      changes: [{ accountId: '900000000112', alternateContactType: 'SECURITY', action: 'PUT', contact: SOC }],
    });
    await user.put(request);
    const { page } = await openLink(browser, await user.link(request.requestId));
    expect(await headline(page)).toContain('asks to set the SECURITY contact');
    expect(await page.getByText('Before: no contact.').count()).toBe(1);
    expect(await page.locator('del').count()).toBe(0);
    expect(await page.locator('ins bdi').allInnerTexts()).toEqual(Object.values(SOC));
  });
});

/** A request that waits for approval. */
async function pending(accountId: string): Promise<SentRequest> {
  return sendRequest(user, await changeRequest(stack, accountId));
}
