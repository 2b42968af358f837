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
 * only meant where nothing needs them. It begins with plain classes, because it is tried on every character.
 */
const INVISIBLE_CHARACTER = `${NEVER_MEANT}|${SOMETIMES_MEANT}(?<!${[...JOINERS_IN_PLACE, ...VARIATIONS_IN_PLACE].join('|')})`;

/** Texts of European letters, digits and signs. Most are, and have no invisible character. */
const PLAIN = /^[ -~\u00A0-\u00AC\u00AE-\u017F]*$/;

let pattern: RegExp | undefined;

/** Made when a text needs it, because that takes a tenth of the time in which a function starts. */
function invisibleCharacters(): RegExp {
  pattern ??= new RegExp(INVISIBLE_CHARACTER, 'gv');
  return pattern;
}

/** The text with something else for each invisible character. */
export function replaceInvisible(text: string, replacement: (character: string) => string): string {
  return PLAIN.test(text) ? text : text.replace(invisibleCharacters(), replacement);
}

/** `U+200B`: the first invisible character of a text, if it has one. */
export function invisibleIn(text: string): string | undefined {
  const at = PLAIN.test(text) ? -1 : text.search(invisibleCharacters());
  return at < 0 ? undefined : codePoint(text.slice(at));
}

/** Whether people see anything of the text. */
export function isVisible(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(replaceInvisible(text, () => ''));
}

/** `U+00A0`: the number of a character, as Unicode writes it. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
