/** What people do not see at either end of a text: blanks of every kind, the byte order mark, and marks of direction. */
const OUTER_BLANK = /[\s\u180E\u200B\u2060\p{Bidi_Control}]/u;

/** Hyphens, dashes and minus signs of every kind, and the long-vowel mark that a Japanese keyboard has in their place. */
const DASH = /[\p{Pd}\u2212\u30FC\uFF70]/gu;

/** Full-width forms of the characters from `!` to `~`. @see https://www.unicode.org/charts/PDF/UFF00.pdf */
const FULL_WIDTH = /[\uFF01-\uFF5E]/g;

const TO_ASCII = 0xff01 - 0x21;

/** The text without blanks and invisible marks at its ends. */
export function trimmed(text: string): string {
  const isBlank = (index: number) => OUTER_BLANK.test(text.charAt(index));
  // Not a pattern for both ends, which would take quadratic time for a long run of blanks in between.
  let [start, end] = [0, text.length];
  while (start < end && isBlank(start)) start += 1;
  while (end > start && isBlank(end - 1)) end -= 1;
  return text.slice(start, end);
}

/** Text of digits and signs in ASCII: full-width characters become plain ones, and every dash a hyphen. */
export function plainDigits(text: string): string {
  return text
    .replace(FULL_WIDTH, (character) => String.fromCharCode(character.charCodeAt(0) - TO_ASCII))
    .replace(DASH, '-');
}

/** The text with a plain space for each no-break, ideographic or other space in a line. */
export function plainBlanks(text: string): string {
  return text.replace(/\p{Zs}/gu, ' ');
}

/** Digits without the hyphens and blanks between them. */
export function ungrouped(text: string): string {
  return text.replace(/(?<=\d)[-\s]+(?=\d)/g, '');
}
