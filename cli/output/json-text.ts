/** What JSON may hold unescaped although a terminal obeys or hides it. */
const INVISIBLE_IN_JSON = /[\u007F-\u009F\p{Cf}\p{Zl}\p{Zp}]/gu;

/** One indented JSON document, with everything escaped that a terminal would obey or hide. */
export function jsonText(document: unknown): string {
  return JSON.stringify(document, undefined, 2).replace(INVISIBLE_IN_JSON, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
