/** Stands for the marker of an input in its texts, until the input has a number. */
export const MARKER = 'zq#x';

/** Stands for the number itself, in ids that the service may repeat. */
export const NUMBER = '#number#';

/** Stands for the account of an input: each has a contact of its own, as long as there are accounts. */
export const ACCOUNT = '#account#';

const ACCOUNTS = 1_000;

/** The text of an input with its own marker, number and account. */
export function numbered(text: string, index: number): string {
  const account = String(900_000_000_001 + (index % ACCOUNTS));
  return text.replaceAll(MARKER, `zq${index}x`).replaceAll(NUMBER, String(index)).replaceAll(ACCOUNT, account);
}

/** The inputs whose marker a text repeats, in any way. */
export function markersIn(text: string): number[] {
  return indexesIn(text, /zq(\d+)x/g);
}

/** The inputs whose markup stands in a page as they have written it. */
export function markupMarkersIn(text: string): number[] {
  return indexesIn(text, /<(?:b id=|script>|img src=)zq(\d+)x/g);
}

/** The inputs of which a control character, or one that turns the direction of the text, stands as they have written it. */
export function controlMarkersIn(text: string): number[] {
  return indexesIn(text, /zq(\d+)x[\p{Cc}\p{Bidi_Control}](?<![\r\n\t])/gu);
}

function indexesIn(text: string, pattern: RegExp): number[] {
  return [...new Set([...text.matchAll(pattern)].map(([, index]) => Number(index)))];
}
