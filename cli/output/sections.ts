import { type Cell, tableText } from './table.ts';
import type { Terminal } from './terminal.ts';

/** How far the lines below a title are indented. */
export const INDENT = '  ';

/** Indents every line that is not empty. */
export function indented(text: string): string {
  return text.replace(/^(?=.)/gm, INDENT);
}

/** A title above its text; without text, there is no title either. */
export function titled(title: string, text: string, { paint }: Terminal): string {
  return text === '' ? '' : `${paint('bold', title)}\n${indented(text)}`;
}

/** The texts that are not empty, with blank lines between them. */
export function sections(texts: string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}

/** Indented lines of a label and its text. */
export function labelled(rows: [label: string, text: string][], { width, paint }: Terminal): string {
  const cells = rows.map(([label, text]): Cell[] => [{ text: label, style: 'dim' }, text]);
  return indented(tableText([{}, { wraps: true }], cells, { width: width - INDENT.length, paint }));
}
