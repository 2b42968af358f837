import type { Terminal } from './terminal.ts';

/** How far what belongs to a title or a headline stands from the edge. */
export const INDENT = '  ';

/** Lines with an indent; nothing stays nothing. */
export function indented(text: string): string {
  return text.replace(/^(?=.)/gm, INDENT);
}

/** A title over its text; no text, no title. */
export function titled(title: string, text: string, { paint }: Terminal): string {
  return text === '' ? '' : `${paint('bold', title)}\n${indented(text)}`;
}

/** Those of the texts that say something, with a blank line between. */
export function sections(texts: string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}
