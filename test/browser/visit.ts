import type { Browser, BrowserContextOptions, ConsoleMessage, Locator, Page } from 'playwright-core';

/** An open page, and what has happened in it. */
export interface Visit {
  page: Page;
  /** Errors, warnings, dialogs, and what the Content-Security-Policy blocks. A page that works has none. */
  complaints: string[];
  /** The URLs that were asked for. */
  requests: string[];
}

const TELL_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) => {
  console.error('violation of ' + event.effectiveDirective);
});`;

/** Opens an empty page in a browser window of its own. */
export async function startVisit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext(options);
  await context.addInitScript(TELL_VIOLATIONS);
  const page = await context.newPage();
  const visit: Visit = { page, complaints: [], requests: [] };
  context.on('console', (message) => {
    if (isComplaint(message)) visit.complaints.push(message.text());
  });
  context.on('weberror', (error) => visit.complaints.push(error.error().message));
  context.on('dialog', async (dialog) => {
    visit.complaints.push(`a dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  context.on('request', (request) => visit.requests.push(request.url()));
  return visit;
}

/** Opens a link in a browser window of its own. */
export async function openLink(browser: Browser, link: string, options?: BrowserContextOptions): Promise<Visit> {
  const visit = await startVisit(browser, options);
  await visit.page.goto(link);
  return visit;
}

/** Presses a button and waits for the page that it leads to. */
export async function press(page: Page, name: string): Promise<void> {
  await Promise.all([page.waitForEvent('domcontentloaded'), page.getByRole('button', { name }).click()]);
}

/** The text as it is drawn: without hidden text, and with visible line breaks. */
export function shownText(locator: Locator): Promise<string> {
  return locator.innerText();
}

export function headline(page: Page): Promise<string> {
  return shownText(page.getByRole('heading', { level: 1 }));
}

/** What the page says about a term such as `Why`. */
export function fact(page: Page, term: string): Promise<string> {
  const entry = page.locator('dl > div').filter({ has: page.locator('dt', { hasText: term }) });
  return shownText(entry.locator('dd'));
}

/** The row of a field in the comparison. */
export function fieldRow(page: Page, label: string): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: label }) });
}

/** What the page says about an approver's vote. */
export function voteOf(page: Page, approver: string): Promise<string> {
  const approvals = page.getByRole('region', { name: 'Approvals' });
  return shownText(approvals.getByRole('listitem').filter({ hasText: approver }));
}

/** The entries of the page's history: what happened, and the comment if there is one. */
export async function timelineOf(page: Page): Promise<string[][]> {
  const entries = page.getByRole('region', { name: 'History' }).getByRole('listitem');
  return (await entries.allInnerTexts()).map((text) => {
    const [_symbol, what = '', _time, ...comment] = text.split(/\n+/);
    return [what, ...comment];
  });
}

/** The focused element, as a screen reader names it: `button "Approve"`. */
export async function focused(page: Page): Promise<string> {
  const snapshot = await page.locator(':focus').ariaSnapshot();
  return /^- (\w+ "[^"]*")/.exec(snapshot)?.[1] ?? snapshot;
}

/** Whether the focused element is on the screen and has the thick outline of the page's style. */
export function isFocusVisible(page: Page): Promise<boolean> {
  return page.locator(':focus').evaluate((element) => {
    const window = element.ownerDocument.defaultView;
    const { outlineStyle, outlineWidth } = window.getComputedStyle(element);
    const { top, bottom } = element.getBoundingClientRect();
    return outlineStyle === 'solid' && Number.parseFloat(outlineWidth) >= 3 && top >= 0 && bottom <= window.innerHeight;
  });
}

/** Elements and attributes that the service never writes. If there are any, text became markup. */
export function injected(page: Page): Promise<string[]> {
  return page.locator(':root').evaluate((root) => {
    const own = root.ownerDocument.location.pathname.split('/').at(-1);
    const form = `form[action]:not([action="${own}"], [action="${own}/code"])`;
    const foreign = `script, img, svg, iframe, object, b, [style], ${form}, head base, head link`;
    const elements = Array.from<{ outerHTML: string; getAttributeNames(): string[] }>(root.querySelectorAll('*'));
    const active = elements.filter((element) => element.getAttributeNames().some((name) => name.startsWith('on')));
    return [...root.querySelectorAll(foreign), ...active].map(({ outerHTML }) => outerHTML);
  });
}

/** The browser complains about every page whose status is an error, even where that is intended. */
function isComplaint(message: ConsoleMessage): boolean {
  if (message.type() !== 'error' && message.type() !== 'warning') return false;
  return !/^Failed to load resource: the server responded with a status of (404|422)/.test(message.text());
}
