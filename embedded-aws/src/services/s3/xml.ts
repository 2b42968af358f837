import { escapeXml, xmlResponse } from '../../endpoint/query-protocol.ts';
import type { RawResponse } from '../../endpoint/service.ts';
import { isObject, type JsonObject } from '../../json.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Answers with a document; a list is an element for each of its items. */
export function documentResponse(name: string, content: JsonObject): RawResponse {
  return xmlResponse(200, `<${name} xmlns="${NAMESPACE}">${members(content)}</${name}>`);
}

function members(content: JsonObject): string {
  return Object.entries(content)
    .flatMap(([name, value]) => [value].flat().map((item) => element(name, item)))
    .join('');
}

function element(name: string, value: unknown): string {
  return value === undefined ? '' : `<${name}>${isObject(value) ? members(value) : escapeXml(value)}</${name}>`;
}

/** The contents of all elements of a name, however deep. */
export function elementsIn(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>(.*?)</${name}>`, 'gs'))].map(
    ([, content = '']) => content,
  );
}

/** The text of the first element of a name, if there is one. */
export function textIn(xml: string, name: string): string | undefined {
  const [content] = elementsIn(xml, name);
  return content?.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(lt|gt|amp|quot|apos));/gi, (entity, hex, decimal, named) => {
    if (named !== undefined) return ENTITIES[named.toLowerCase()] ?? entity;
    return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
  });
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
