import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPROVER, OTHER_APPROVER, REQUESTER, type Requester, SOC, until } from '../integration/requester.ts';
import type { TestStack } from '../integration/stack.ts';
import { useStack } from '../integration/use-stack.ts';
import { launchBrowser } from './browser.ts';
import { followMail } from './inbox.ts';
import { TWO_APPROVALS_POLICY, UNREACHABLE } from './policy.ts';
import { changeRequest, HOSTILE, hostileRequest, type SentRequest, sendRequest } from './requests.ts';
import {
  focused,
  headline,
  injected,
  isFocusVisible,
  openLink,
  press,
  shownText,
  startVisit,
  timelineOf,
  voteOf,
} from './visit.ts';

const CANCEL = 'Cancel the request';
const COMMENT = 'textbox "Comment (optional)"';

let stack: TestStack;
let user: Requester;
let browser: Browser;

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

describe('the approval page of an approver who has voted', () => {
  it('shows the vote with a form to change it, which counts once, until the request is decided', async () => {
    const { requestId, link } = await pending('900000000201');
    const { page } = await openLink(browser, link);
    await page.getByLabel('Comment').fill('Looks right');
    await press(page, 'Approve');
    expect(await headline(page)).toBe('You approved this request');
    expect(await page.getByRole('heading', { name: 'Change your vote' }).count()).toBe(1);
    expect(await page.getByLabel('Comment').inputValue()).toBe('Looks right');

    await page.getByLabel('Comment').fill('Checked by phone');
    await press(page, 'Approve');
    expect(await headline(page)).toBe('You approved this request');
    expect(await voteOf(page, APPROVER)).toMatch(/\(you\) approved .*UTC\s+Checked by phone$/);
    expect(await page.getByText('1 of 2 approvals given', { exact: true }).count()).toBe(1);

    await page.getByLabel('Comment').fill('The number is wrong');
    await press(page, 'Reject');
    expect(await headline(page)).toBe('Rejected');
    expect((await user.end(requestId)).output.status).toBe('REJECTED');
    const status = await openLink(browser, await user.requestLink(requestId));
    expect((await timelineOf(status.page)).slice(-4)).toEqual([
      [`${APPROVER} approved`, 'Looks right'],
      [`${APPROVER} changed their comment: approved`, 'Checked by phone'],
      [`${APPROVER} changed their vote: rejected`, 'The number is wrong'],
      ['Rejected: the rejection is final'],
    ]);
  });
});

describe('the page of the requester', () => {
  it('opens from the mail in the inbox, shows how the request stands, and cancels it with a comment', async () => {
    const { requestId, link } = await pending('900000000202');
    await openLink(browser, link).then(({ page }) => press(page, 'Approve'));
    await until('the bounce', async () => (await user.record(requestId)).unreachable[0]);
    const { page: inbox } = await startVisit(browser);
    const page = await followMail(inbox, stack, { to: REQUESTER, about: requestId }, 'Follow or cancel the request');

    expect(await headline(page)).toBe('Waiting for approval');
    expect(await voteOf(page, APPROVER)).toMatch(/^\W*approver-1@example\.com approved \d.*UTC$/);
    expect(await voteOf(page, OTHER_APPROVER)).toMatch(/has not voted$/);
    expect(await voteOf(page, UNREACHABLE)).toMatch(/could not be reached: the mail bounced \(General\)$/);
    expect(await timelineOf(page)).toEqual(
      expect.arrayContaining([[`${REQUESTER} requested the change`], [`${APPROVER} approved`]]),
    );

    await page.getByLabel('Comment').fill('The mailbox stays\nwhere it is');
    await press(page, CANCEL);
    expect(await headline(page)).toBe('Cancelled');
    expect(await page.getByRole('button').count()).toBe(0);
    expect((await timelineOf(page)).at(-1)).toEqual([
      `${REQUESTER} cancelled the request`,
      'The mailbox stays',
      'where it is',
    ]);
    expect((await user.end(requestId)).output.status).toBe('CANCELLED');

    const approver = await openLink(browser, link);
    expect(await headline(approver.page)).toBe('Cancelled');
    expect(await shownText(approver.page.locator('main'))).toContain('The mailbox stays\nwhere it is');
    expect(await approver.page.getByRole('button').count()).toBe(0);
  });

  it('cancels with the keyboard alone, and without JavaScript', async () => {
    const { requestId, requestLink } = await pending('900000000203');
    const { page } = await openLink(browser, requestLink, { viewport: { width: 390, height: 500 } });
    const steps: string[] = [];
    for (const key of ['Tab', 'Enter', 'Tab', 'Tab']) {
      await page.keyboard.press(key);
      if (key === 'Tab') {
        steps.push(await focused(page));
        expect(await isFocusVisible(page)).toBe(true);
      }
    }
    expect(steps).toEqual(['link "Skip to cancelling the request"', COMMENT, `button "${CANCEL}"`]);
    const plain = await openLink(browser, requestLink, { javaScriptEnabled: false });
    await press(plain.page, CANCEL);
    expect(await headline(plain.page)).toBe('Cancelled');
    expect((await user.end(requestId)).output.status).toBe('CANCELLED');
  });

  it('keeps the request and the typed comment when its form is stale', async () => {
    const { requestId, requestLink } = await pending('900000000204');
    const { page, complaints } = await openLink(browser, requestLink);
    await page.getByLabel('Comment').fill('</textarea>Not yet');
    await page.locator('input[name=nonce]').evaluate((field) => field.setAttribute('value', 'stale'));
    await press(page, CANCEL);
    expect(await shownText(page.getByRole('alert'))).toContain('This page was open for too long');
    expect(await page.title()).toMatch(/^Not recorded: /);
    expect(await focused(page)).toBe(COMMENT);
    expect(await page.getByLabel('Comment').inputValue()).toBe('</textarea>Not yet');
    expect(await user.record(requestId)).toMatchObject({ status: 'PENDING_APPROVAL' });
    expect(complaints).toEqual([]);
  });

  it('says that it is too late when the changes are being applied, and later what became of them', async () => {
    const { requestId, link, requestLink } = await pending('900000000205');
    const { page } = await openLink(browser, requestLink);
    await stack.setFaults([{ operation: 'PutAlternateContact', error: 'TooManyRequestsException', times: 2 }]);
    for (const each of [link, await user.link(requestId, OTHER_APPROVER)]) await user.vote(each, 'approve');
    await until('the changes to be applied', async () => (await user.record(requestId)).applyingSince);
    await press(page, CANCEL);
    expect(await headline(page)).toBe('Approved');
    const tooLate = page.getByRole('region', { name: 'Too late to cancel' });
    expect(await shownText(tooLate)).toContain('its changes are being applied');
    expect(await page.getByRole('button').count()).toBe(0);

    expect((await user.end(requestId)).output.status).toBe('APPLIED');
    await page.reload();
    expect(await headline(page)).toBe('Applied');
    expect(await tooLate.count()).toBe(0);
    expect(await shownText(page.getByRole('region', { name: 'Results' }))).toContain(
      '900000000205 (Bulk 205, Root / Bulk): applied',
    );
    expect((await timelineOf(page)).slice(-4)).toEqual([
      ['Approved: every quorum is reached'],
      ['Started to apply the changes'],
      ['Applied the OPERATIONS contact of 900000000205 (Bulk 205, Root / Bulk)'],
      ['Ended: applied. Every change is in place.'],
    ]);
  });

  it('shows hostile text as text', async () => {
    const { requestLink } = await sendRequest(user, await hostileRequest(stack, '900000000206'));
    const { page, complaints } = await openLink(browser, requestLink);
    expect(await shownText(page.locator('dl'))).toContain(`${HOSTILE.markup} invoice[U+202E]gnp.exe`);
    await page.getByLabel('Comment').fill(`</textarea>${HOSTILE.markup}`);
    await press(page, CANCEL);
    expect(await headline(page)).toBe('Cancelled');
    expect((await timelineOf(page)).at(-1)?.[1]).toBe(`</textarea>${HOSTILE.markup}`);
    expect(await injected(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('is the neutral page with status 404 when the link is unknown', async () => {
    const { page } = await startVisit(browser);
    const response = await page.goto(`${stack.httpApiUrl}/requests/${'A'.repeat(43)}`);
    expect(response?.status()).toBe(404);
    expect(await headline(page)).toBe('This link is not valid');
  });
});

/** A request that waits for two approvals. */
async function pending(accountId: string): Promise<SentRequest> {
  const changes = [{ accountId, alternateContactType: 'OPERATIONS', action: 'PUT', contact: SOC }] as const;
  return sendRequest(user, await changeRequest(stack, accountId, { changes: [...changes] }));
}
