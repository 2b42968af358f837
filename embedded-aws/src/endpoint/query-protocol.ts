import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject } from '../json.ts';
import type { RawResponse } from './service.ts';

/** Whether a request uses AWS's query protocol: a form instead of JSON. */
export function isQueryRequest({ headers }: { headers: Record<string, string> }): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
}

/** The fields of the form. */
export function readQuery(body: Buffer): JsonObject {
  return Object.fromEntries(new URLSearchParams(body.toString()));
}

/**
 * Answers an operation as the query protocol does.
 * @param result XML
 */
export function queryResponse(operation: string, namespace: string, result: string): RawResponse {
  const requestId = randomUUID();
  const content = `<${operation}Result>${result}</${operation}Result>${toXml({ ResponseMetadata: { RequestId: requestId } })}`;
  const response = xmlResponse(200, `<${operation}Response xmlns="${namespace}">${content}</${operation}Response>`);
  return { ...response, headers: { ...response.headers, 'x-amzn-requestid': requestId } };
}

/** An answer in XML. */
export function xmlResponse(status: number, xml: string): RawResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body: Buffer.from(`<?xml version="1.0"?>${xml}`) };
}

/** The elements of an object, in its order; a list is one element with a `member` for each item. */
export function toXml(content: JsonObject): string {
  const entries = Object.entries(content);
  return entries.map(([key, value]) => `<${key}>${toXmlValue(value)}</${key}>`).join('');
}

function toXmlValue(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${toXmlValue(item)}</member>`).join('');
  return isObject(value) ? toXml(value) : escapeXml(value);
}

/** A value as text within an element. */
export function escapeXml(value: unknown): string {
  return String(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}
