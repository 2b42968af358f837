import { createHash } from 'node:crypto';

/** SHA-256 (hex) of a JSON value. The order of keys is no part of JSON, so it makes no difference. */
export function digest(value: unknown): string {
  return sha256(canonicalJson(value));
}

/** SHA-256 (hex) of a text in UTF-8. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** One text for each JSON value: keys sorted, fields without a value left out. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const sorted = entries.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${sorted.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(',')}}`;
}
