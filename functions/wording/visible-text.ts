import { codePoint, replaceInvisible } from '../domain/contact/invisible-character.ts';

/** Blanks that do not look like a single space between two words: wider, narrower, unbreakable, or several in a row. */
const ODD_BLANKS = /(?! )\p{Zs}|[\n\t]| {2,}/gu;

/** A mail client shows about this much of a subject; longer ones also invite folding. */
const SUBJECT_CHARACTERS = 120;

/**
 * Text that is what it looks like: every invisible character is spelled out, such as `[U+202E]`, so that a contact
 * cannot read differently from what is applied. Line breaks (as LF) and tabs stay.
 */
export function visibleText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replace(/[^\n\t]+/g, (between) => replaceInvisible(between, spelledOut));
}

/** Visible text in one line: each blank is spelled out that is not a single plain space between others; `␣` is a plain one. */
export function visibleLine(text: string): string {
  return visibleText(text)
    .replace(ODD_BLANKS, (blanks) => (blanks.startsWith(' ') ? '␣'.repeat(blanks.length) : spelledOut(blanks)))
    .replace(/^ | $/g, '␣');
}

/** A visible line that stands for one text only: what looks like a mark of this module, but is in the text, is spelled out. */
export function exactLine(text: string): string {
  return visibleLine(text.replace(/␣|\[(?=U\+[0-9A-F]{4,6}\])/g, spelledOut));
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
  return `[${codePoint(character)}]`;
}
