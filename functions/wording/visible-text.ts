/**
 * Characters that people cannot see, that reorder what they see, or that a terminal obeys: control characters, format
 * characters (bidirectional controls U+202A to U+202E and U+2066 to U+2069, zero-width characters, the soft hyphen) and
 * line separators. The joiners U+200C and U+200D stay, because Persian and Indian scripts are misspelt without them.
 */
const INVISIBLE = /(?![\n\t\u200C\u200D])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A mail client shows about this much of a subject; longer ones also invite folding. */
const SUBJECT_CHARACTERS = 120;

/**
 * Text that is what it looks like: every invisible character is spelled out, such as `[U+202E]`, so that a contact
 * cannot read differently from what is applied. Line breaks (as LF) and tabs stay.
 */
export function visibleText(text: string): string {
  return text.toWellFormed().replaceAll('\r\n', '\n').replace(INVISIBLE, spelledOut);
}

/** Visible text in one line: line breaks, tabs, and spaces at either end are spelled out too. */
export function visibleLine(text: string): string {
  return visibleText(text)
    .replace(/[\n\t]/g, spelledOut)
    .replace(/^ +| +$/g, (spaces) => '␣'.repeat(spaces.length));
}

/** A mail's subject: visible text, at most 120 characters, without line breaks, which would begin another header. */
export function subjectLine(text: string): string {
  return excerpt(visibleText(text).replace(/\s+/g, ' ').trim(), SUBJECT_CHARACTERS);
}

/** The beginning of a text, at most so many characters, with an ellipsis if it is cut. */
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
