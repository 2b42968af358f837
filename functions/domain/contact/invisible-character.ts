/** Scripts that join or separate letters by U+200C and U+200D. @see https://www.unicode.org/reports/tr31/#Layout_and_Format_Control_Characters */
const JOINING_SCRIPTS = [
  ...['Arab', 'Syrc', 'Nkoo', 'Mong', 'Mand', 'Adlm', 'Rohg'],
  ...['Deva', 'Beng', 'Guru', 'Gujr', 'Orya', 'Taml', 'Telu', 'Knda', 'Mlym', 'Sinh', 'Khmr', 'Mymr', 'Tibt'],
];
const JOINING_LETTER = `[[\\p{L}\\p{M}]&&[${JOINING_SCRIPTS.map((script) => `\\p{scx=${script}}`).join('')}]]`;

/** Joiners between letters that need them, or between two parts of an emoji. */
const JOINERS_IN_PLACE = [
  `${JOINING_LETTER}[\\u200C\\u200D](?=${JOINING_LETTER})`,
  '[\\p{ExtPict}\\p{Emoji_Modifier}\\uFE0F]\\u200D(?=\\p{ExtPict})',
];

/** Signs that make a character look like an emoji or like text, and the one in a keycap such as 1️⃣. */
const VARIATIONS_IN_PLACE = ['\\p{ExtPict}[\\uFE0E\\uFE0F]', '[0-9#*]\\uFE0F(?=\\u20E3)'];

const SOMETIMES_MEANT = '[\\u200C\\u200D\\uFE0E\\uFE0F]';

/** Letters and signs that look like a blank. */
const BLANK_LOOKING = '\\u2800\\u{1D159}\\u{16FE4}\\uFFFC';

const NEVER_MEANT = `[[\\p{C}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}${BLANK_LOOKING}]--${SOMETIMES_MEANT}]`;

/**
 * A character that people cannot see, that reorders what they see, or that a terminal obeys: control and format characters,
 * line separators, characters that fonts ignore or do not know, and halves of characters. Joiners and variation signs are
 * only meant where nothing needs them. The pattern needs the flag v. It begins with plain classes, because it is tried on every character.
 */
export const INVISIBLE_CHARACTER = `${NEVER_MEANT}|${SOMETIMES_MEANT}(?<!${[...JOINERS_IN_PLACE, ...VARIATIONS_IN_PLACE].join('|')})`;

const INVISIBLE = new RegExp(INVISIBLE_CHARACTER, 'v');
const ALL_INVISIBLE = new RegExp(INVISIBLE_CHARACTER, 'gv');

/** `U+200B`: the first invisible character of a text, if it has one. */
export function invisibleIn(text: string): string | undefined {
  const [character] = INVISIBLE.exec(text) ?? [];
  return character === undefined ? undefined : codePoint(character);
}

/** Whether people see anything of the text. */
export function isVisible(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(text.replace(ALL_INVISIBLE, ''));
}

/** `U+00A0`: the number of a character, as Unicode writes it. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
