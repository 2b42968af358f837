import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Contact } from '../../schemas/compiled/contact.js';
import { APPROVER, makeRequest, OTHER_APPROVER, type Requester, SOC, until } from '../integration/requester.ts';
import type { TestStack } from '../integration/stack.ts';
import { ticketCalls } from '../integration/ticketing/sender.ts';
import { useStack } from '../integration/use-stack.ts';
import { launchBrowser } from './browser.ts';
import { BEFORE, setContact } from './requests.ts';
import { sendTicket } from './ticket.ts';
import { fact, headline, openLink, press, shownText, voteOf } from './visit.ts';

const TYPO = { ...SOC, emailAddress: 'sco-night-watch@example.com' };
const CERT = { ...SOC, name: 'Emergency response', emailAddress: 'cert@example.com' };

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

describe('a ticket that is corrected', () => {
  it('makes a request that takes the place of the first, whose links say so and take no vote', async () => {
    const accountId = '900000000301';
    await setContact(stack, accountId, 'SECURITY');
    const first = await sendTicket(stack, { key: 'OPS-301', revision: 1, accountId, contact: TYPO });
    const oldLinks = [await user.link(first), await user.link(first, OTHER_APPROVER)];
    const { page: open } = await openLink(browser, oldLinks[0] ?? '');
    expect(await shownText(open.locator('ins bdi').nth(1))).toBe(TYPO.emailAddress);

    const second = await sendTicket(stack, { key: 'OPS-301', revision: 2, accountId, contact: SOC });
    expect((await user.end(first)).output.status).toBe('CANCELLED');
    await press(open, 'Approve');
    expect(await headline(open)).toBe('Cancelled');
    for (const link of oldLinks) {
      const { page } = await openLink(browser, link);
      expect(await headline(page)).toBe('Cancelled');
      expect(await page.getByText(`Superseded by ${second}. Nothing was changed.`).count()).toBe(1);
      expect(await page.getByRole('button').count()).toBe(0);
    }
    await until('the decision notices', async () => {
      const told = (await stack.mails()).filter(({ body }) => body.text?.includes(`Superseded by ${second}.`));
      return told.some(({ destination }) => destination.to.includes(OTHER_APPROVER)) ? true : undefined;
    });
    const comments = await ticketCalls(stack, '/jira/rest/api/2/issue/OPS-301/comment', 3);
    expect(comments.map(({ body }) => JSON.stringify(body)).join('\n')).toContain(`uperseded by ${second}`);

    const { page } = await openLink(browser, await user.link(second, OTHER_APPROVER));
    expect(await fact(page, 'Requested by')).toBe('jane@example.com, named by jira');
    expect(await page.getByText('Another request').count()).toBe(0);
    await press(page, 'Approve');
    expect((await user.end(second)).output.status).toBe('APPLIED');
    expect(await user.contact(accountId, 'SECURITY')).toEqual(SOC);
  });
});

describe('two requests of different origin for one contact', () => {
  it('name each other, and when one is applied the other is asked for again and does not end in a conflict', async () => {
    const accountId = '900000000302';
    await setContact(stack, accountId, 'SECURITY');
    const ticket = await sendTicket(stack, { key: 'OPS-302', revision: 1, accountId, contact: SOC });
    const oldLink = await user.link(ticket);
    const other = await sendOther(accountId, CERT);
    const { page: theirs } = await openLink(browser, await user.link(other, OTHER_APPROVER));
    await expectToName(theirs, ticket, SOC);

    await until('the notice of the other request', async () => noticeTo(APPROVER, other));
    const { page: mine } = await openLink(browser, oldLink);
    await expectToName(mine, other, CERT);

    await press(theirs, 'Approve');
    expect((await user.end(other)).output.status).toBe('APPLIED');
    const newLink = await until('the link of the request that is asked for again', async () => {
      const mail = (await mailsTo(APPROVER, ticket)).find(({ subject }) => subject.startsWith('Asked again'));
      return /https?:\S+\/approvals\/[\w-]{43}/.exec(mail?.body.text ?? '')?.[0];
    });
    await press(mine, 'Approve');
    expect(await shownText(mine.getByRole('alert'))).toMatch(/no longer the one you saw|open for too long/);

    const { page } = await openLink(browser, newLink);
    expect(await page.getByText('Approvers are asked about this request again.').count()).toBe(1);
    expect(await page.getByText('Votes given before do not count.').count()).toBe(1);
    expect(await shownText(page.locator('del bdi').first())).toBe(CERT.name);
    expect(await voteOf(page, APPROVER)).toContain('has not voted');
    await press(page, 'Approve');
    expect((await user.end(ticket)).output.status).toBe('APPLIED');
    expect(await user.contact(accountId, 'SECURITY')).toEqual(SOC);
  });
});

/** A request of the command line's kind: it names no ticket. */
async function sendOther(accountId: string, contact: Contact): Promise<string> {
  const request = makeRequest({
    requestedBy: 'bob@example.com',
    changes: [{ accountId, alternateContactType: 'SECURITY', action: 'PUT', contact }],
  });
  await user.put(request);
  return request.requestId;
}

/** That a page names another request before its form, and shows what that one sets, marked like the diff. */
async function expectToName(page: Page, requestId: string, contact: Contact): Promise<void> {
  const region = page.getByRole('region', { name: `Another request for the same contact: ${requestId}` });
  expect(await region.locator('del bdi').allInnerTexts()).toEqual([BEFORE.name, BEFORE.emailAddress]);
  expect(await region.locator('ins bdi').allInnerTexts()).toEqual([contact.name, contact.emailAddress]);
  expect(await region.getByText('asked again about the other, with the contact as it then is').count()).toBe(1);
  expect(await page.locator('.notice').innerText()).toContain(requestId);
}

async function mailsTo(person: string, requestId: string) {
  const mails = await stack.mails();
  return mails.filter(
    ({ destination, body }) => destination.to.includes(person) && body.text?.includes(`Request ${requestId}`),
  );
}

async function noticeTo(person: string, competitor: string) {
  return (await stack.mails()).find(
    ({ subject, destination, body }) =>
      subject.startsWith('Another request: ') && destination.to.includes(person) && body.text?.includes(competitor),
  );
}
