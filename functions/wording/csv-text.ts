import { guardedText } from './spreadsheet-text.ts';

/** Excel takes a file without it for text in the encoding of the country. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Where a cell would begin with a formula if it were split here, as Excel does in countries whose files have semicolons. A
 * first line `sep=,` keeps it from doing so, but it then takes the text for that of the country: only where it must be.
 */
const SPLIT_FORMULA = /[;\t\r\n]["'\s]*[=+\-@＝＋－＠]/;

/**
 * CSV text (RFC 4180, with line feeds) that the command line reads back as the same rows, even after a spreadsheet has opened
 * and saved it: no cell is a formula, a number or a date there. It begins with a byte order mark where it is not plain ASCII.
 */
export function csvText(rows: string[][]): string {
  const text = rows.map((row) => `${row.map((text) => quoted(guardedText(text))).join(',')}\n`).join('');
  const isSplit = rows.some((row) => row.some((cell) => SPLIT_FORMULA.test(cell)));
  return `${/[^\0-\x7F]/.test(text) ? BYTE_ORDER_MARK : ''}${isSplit ? 'sep=,\n' : ''}${text}`;
}

function quoted(cell: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
