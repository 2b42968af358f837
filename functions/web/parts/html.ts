import { visibleText } from '../../wording/visible-text.ts';

/** Markup. Only a tag of `htmlTag` makes it, so that a plain string is never taken for markup. */
class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

export type { Html };

/** What a template takes: text to escape, markup to pass on, lists of both; `false`, `null` and `undefined` are nothing. */
type HtmlValue = Html | string | number | false | null | undefined | readonly HtmlValue[];

export type HtmlTag = (strings: TemplateStringsArray, ...values: HtmlValue[]) => Html;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * A template tag whose every interpolated text passes `prepare`, then is escaped for element content and for quoted
 * attributes. Never interpolate into an unquoted attribute, a tag's name, a script or a style sheet.
 */
export function htmlTag(prepare: (text: string) => string): HtmlTag {
  const render = (value: HtmlValue): string => {
    if (value === false || value === null || value === undefined) return '';
    if (value instanceof Html) return value.toString();
    if (typeof value === 'string' || typeof value === 'number') return escaped(prepare(String(value)));
    return value.map(render).join('');
  };
  return (strings, ...values) =>
    new Html(strings.reduce((markup, text, index) => markup + render(values[index - 1]) + text));
}

/** The tag of the pages: what cannot be seen is spelled out, the rest escaped. */
export const html = htmlTag(visibleText);

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
