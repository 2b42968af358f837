import { visibleText } from '../../wording/visible-text.ts';

/** Markup. Only tags made by `htmlTag` create it, so that plain strings are never taken for markup. */
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

/** What a template takes: text to escape, markup, and lists of both; `false`, `null` and `undefined` leave nothing. */
type HtmlValue = Html | string | number | false | null | undefined | readonly HtmlValue[];

export type HtmlTag = (strings: TemplateStringsArray, ...values: HtmlValue[]) => Html;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * A template tag. Every interpolated text goes through `prepare` and is then escaped for element content and quoted
 * attributes. Never interpolate into an unquoted attribute, a tag name, a script or a style sheet.
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

/** The tag for pages: invisible characters are spelled out, and everything is escaped. */
export const html = htmlTag(visibleText);

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
