/**
 * Characters that a terminal obeys or does not show: control characters (escape sequences begin with one), format
 * characters that reorder or hide text, and line separators. U+200C and U+200D stay: some scripts need them.
 */
const INVISIBLE = /(?![\n\u200C\u200D])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** What JSON text may hold unescaped although a terminal obeys or hides it. */
const INVISIBLE_IN_JSON = /[\u007F-\u009F\p{Cf}\p{Zl}\p{Zp}]/gu;

const TAB_WIDTH = 4;

/**
 * Text that does nothing to the terminal: each invisible character is spelled out, such as `[U+001B]`. Line breaks (as
 * LF) stay, and tabs become spaces.
 */
export function visibleText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', ' '.repeat(TAB_WIDTH))
    .replace(INVISIBLE, spelledOut);
}

/** Visible text for one line: line breaks and tabs are spelled out too. */
export function visibleLine(text: string): string {
  return visibleText(text.replaceAll('\t', '[U+0009]')).replace(/\n/g, spelledOut);
}

/** One indented JSON document; what a terminal would obey or hide is escaped. */
export function jsonText(document: unknown): string {
  return JSON.stringify(document, undefined, 2).replace(INVISIBLE_IN_JSON, (character) =>
    character
      .split('')
      .map((unit) => `\\u${hex(unit.charCodeAt(0)).toLowerCase()}`)
      .join(''),
  );
}

function spelledOut(character: string): string {
  return `[U+${hex(character.codePointAt(0) ?? 0)}]`;
}

function hex(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, '0');
}
