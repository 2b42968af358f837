/**
 * Characters that people do not see, or that reorder what they see: control characters, format characters (Unicode's
 * bidirectional controls U+202A to U+202E and U+2066 to U+2069, zero-width ones, the soft hyphen) and line separators.
 * The joiners U+200C and U+200D stay: Persian and Indian scripts are misspelt without them.
 */
const INVISIBLE = /(?![\n\t\u200C\u200D])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A mail client shows about this much of a subject; longer ones also invite folding. */
const SUBJECT_CHARACTERS = 120;

/**
 * Text as a person may judge it: each invisible character is spelled out, such as `[U+202E]`, so that a name cannot
 * read differently from what is applied. Line breaks (as LF) and tabs stay.
 */
export function visibleText(text: string): string {
  return text.toWellFormed().replaceAll('\r\n', '\n').replace(INVISIBLE, spelledOut);
}

/** Visible text for one line: line breaks and tabs are spelled out too, and so are spaces at either end. */
export function visibleLine(text: string): string {
  return visibleText(text)
    .replace(/[\n\t]/g, spelledOut)
    .replace(/^ +| +$/g, (spaces) => '␣'.repeat(spaces.length));
}

/** A mail's subject: visible text without line breaks (they would begin a header of their own), cut to 120 characters. */
export function subjectLine(text: string): string {
  return excerpt(visibleText(text).replace(/\s+/g, ' ').trim(), SUBJECT_CHARACTERS);
}

/** The beginning of a text, at most so many characters, with an ellipsis where it is cut. */
export function excerpt(text: string, characters: number): string {
  const all = [...text];
  return all.length <= characters
    ? text
    : `${all
        .slice(0, characters - 1)
        .join('')
        .trimEnd()}…`;
}

function spelledOut(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}
