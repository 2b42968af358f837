import * as wording from '../../functions/wording/visible-text.ts';

const TAB_WIDTH = 4;

/** Visible text of several lines, as in pages and mails, but with spaces for tabs. */
export function visibleText(text: string): string {
  return wording.visibleText(text).replaceAll('\t', ' '.repeat(TAB_WIDTH));
}

/** Words, and what somebody has written about them. */
export function withComment(words: string, comment = ''): string {
  return comment === '' ? words : `${words}: ${visibleText(comment)}`;
}
