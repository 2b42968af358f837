import type { FrameLocator, Page } from 'playwright-core';
import type { TestStack } from '../integration/stack.ts';

/** Who got a mail, and which request it is about. */
export interface MailKey {
  to: string;
  /** The requestId. */
  about: string;
}

/** The HTML part of the only mail that somebody got about a request, in the inbox. */
export async function openMail(inbox: Page, { inboxUrl }: TestStack, { to, about }: MailKey): Promise<FrameLocator> {
  await inbox.goto(inboxUrl);
  const mail = inbox.locator('.email', { hasText: `To: ${to}` }).filter({ hasText: about });
  await mail.getByRole('button', { name: 'Toggle HTML view' }).click();
  return mail.frameLocator('iframe');
}

/** The page that a click on the link in such a mail opens. */
export async function followMail(inbox: Page, stack: TestStack, key: MailKey, link: string): Promise<Page> {
  const mail = await openMail(inbox, stack, key);
  const [page] = await Promise.all([
    inbox.waitForEvent('popup', { timeout: 30_000 }),
    mail.getByRole('link', { name: link }).click(),
  ]);
  await page.waitForLoadState();
  return page;
}
