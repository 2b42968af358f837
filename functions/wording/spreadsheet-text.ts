/**
 * What a spreadsheet takes for a formula, a number, a date or a time instead of text. `+1-555-0100` becomes -654 there, and
 * twelve digits become 2.22222E+11.
 */
const CALCULATED = /^[=+\-@\t\r＝＋－＠]|^[\d\s().,/:+-]*\d[\d\s().,/:+-]*$/;

/**
 * Text for a cell, with an apostrophe before it where a spreadsheet would calculate with it or run it as a formula. Reading
 * the cell with `cellText` gives the same text again, whatever it is.
 */
export function guardedText(text: string): string {
  return isCalculated(text) ? `'${text}` : text;
}

/** The text in a cell, without the quotes that spreadsheets need around a number that is text: `'0555` and `="0555"`. */
export function cellText(cell: string): string {
  const [, formula] = /^="((?:[^"]|"")*)"$/.exec(cell) ?? [];
  const text = formula === undefined ? cell : formula.replaceAll('""', '"');
  return text.startsWith("'") && isCalculated(text.slice(1)) ? text.slice(1) : text;
}

/** Apostrophes before the text do not count, so that text which begins with one comes back, too. */
function isCalculated(text: string): boolean {
  return CALCULATED.test(text.replace(/^'+/, ''));
}
