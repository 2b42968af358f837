import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { isBrowserPackaged } from './browser.ts';

const SCREENSHOTS = join(import.meta.dirname, 'screenshots');

/** A window that people have, in CSS pixels, and the colours that they prefer. */
export interface View {
  width: number;
  colorScheme: 'light' | 'dark';
  /** What its pictures are called. Default: no pictures are taken. */
  picture?: string;
}

export const VIEWS: View[] = [
  { width: 320, colorScheme: 'light' },
  { width: 320, colorScheme: 'dark' },
  { width: 390, colorScheme: 'light', picture: 'phone' },
  { width: 390, colorScheme: 'dark', picture: 'phone-dark' },
  { width: 1280, colorScheme: 'light', picture: 'desktop' },
  { width: 1280, colorScheme: 'dark', picture: 'desktop-dark' },
];

/** Shows an open page in a view. */
export async function show(page: Page, { width, colorScheme }: View): Promise<void> {
  await page.setViewportSize({ width, height: 800 });
  await page.emulateMedia({ colorScheme });
}

/** How much wider the page is than the window. More than 0 means horizontal scrolling. */
export function overflow(page: Page): Promise<number> {
  return page.locator(':root').evaluate((root) => root.scrollWidth - root.ownerDocument.defaultView.innerWidth);
}

/** A text on the page, and its contrast to what is behind it: from 1, unreadable, to 21, black on white. */
export interface Contrast {
  text: string;
  ratio: number;
}

/** The contrast of each text, as WCAG 2 defines it. */
export function contrasts(page: Page): Promise<Contrast[]> {
  return page.locator('body').evaluate((body) => {
    const { getComputedStyle } = body.ownerDocument.defaultView;
    const channels = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (colour: string) => {
      const [red = 0, green = 0, blue = 0] = channels(colour).map((channel) => {
        const share = channel / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ratios: { text: string; ratio: number }[] = [];
    const texts = body.ownerDocument.createTreeWalker(body, 4);
    while (texts.nextNode()) {
      const { textContent, parentElement } = texts.currentNode;
      if (textContent.trim() === '' || !parentElement.checkVisibility()) continue;
      let behind = parentElement;
      while (behind.parentElement && channels(getComputedStyle(behind).backgroundColor)[3] === 0) {
        behind = behind.parentElement;
      }
      const one = luminance(getComputedStyle(parentElement).color) + 0.05;
      const other = luminance(getComputedStyle(behind).backgroundColor) + 0.05;
      ratios.push({ text: textContent.trim(), ratio: Math.max(one, other) / Math.min(one, other) });
    }
    return ratios;
  });
}

/** The rules of WCAG 2.2, levels A and AA, and good practice. */
const ACCESSIBILITY_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** An accessibility rule that the page breaks, and where. */
export interface Violation {
  rule: string;
  elements: string[];
}

/**
 * What axe-core finds wrong with the page.
 * @param ignored rules that do not apply to it
 */
export async function violations(page: Page, ignored: string[] = []): Promise<Violation[]> {
  const rules = Object.fromEntries(ignored.map((rule) => [rule, { enabled: false }]));
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source);
  return page.evaluate<Violation[]>(`axe.run(${JSON.stringify({ runOnly: ACCESSIBILITY_TAGS, rules })}).then(
    ({ violations }) => violations.map(({ id, nodes }) => ({ rule: id, elements: nodes.map(({ html }) => html) })),
  )`);
}

/** The colour behind everything. */
export function pageColour(page: Page): Promise<string> {
  return page.locator('body').evaluate((body) => {
    return body.ownerDocument.defaultView.getComputedStyle(body).backgroundColor;
  });
}

/**
 * Takes pictures of the whole page, if asked to (`npm run screenshots`). They are the same on every run: what differs
 * between runs is replaced, and only the packaged browser takes them, which has its own fonts.
 */
export async function keepScreenshots(page: Page, name: string): Promise<void> {
  if (!isBrowserPackaged || !process.env['SCREENSHOTS']) return;
  await replaceWhatDiffers(page);
  for (const view of VIEWS) {
    if (view.picture === undefined) continue;
    await show(page, view);
    const path = join(SCREENSHOTS, `${name}-${view.picture}.png`);
    const capture = () => page.screenshot({ path, fullPage: true, animations: 'disabled' });
    // On a busy machine, Chromium sometimes captures nothing at first.
    await capture().catch(capture);
  }
}

/** Only once for each page: it would take the times that it has written for times of the page. */
async function replaceWhatDiffers(page: Page): Promise<void> {
  await page.locator('body').evaluate((body) => {
    const shownTime = (time: string) => {
      const minutesLeft = (Date.parse(time.replace(',', '')) - Date.now()) / 60_000;
      if (minutesLeft > 60) return '4 Jun 2026, 12:00 UTC';
      return minutesLeft > 0 ? '1 Jun 2026, 12:10 UTC' : '1 Jun 2026, 12:00 UTC';
    };
    const texts = body.ownerDocument.createTreeWalker(body, 4);
    while (texts.nextNode()) {
      const { currentNode } = texts;
      currentNode.textContent = currentNode.textContent
        .replace(/\d+ \w{3} \d{4}, \d\d:\d\d UTC/g, shownTime)
        .replace(/\b\d{4} \d{4}\b/g, '0123 4567')
        .replace(/\btest-\d+-\w+/g, 'jira-OPS-42-10124');
    }
  });
}
