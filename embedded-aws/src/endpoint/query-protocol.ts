import { isObject, type JsonObject } from '../json.ts';
import type { AwsError } from './aws-error.ts';
import type { RawResponse } from './service.ts';

/** Whether a request uses AWS's query protocol: a form instead of JSON. */
export function isQueryRequest({ headers }: { headers: Record<string, string> }): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
}

/** The fields of the form. */
export function readQuery(body: Buffer): JsonObject {
  return Object.fromEntries(new URLSearchParams(body.toString()));
}

/** Answers an operation as the query protocol does. */
export function queryResponse(operation: string, namespace: string, result: JsonObject): RawResponse {
  const content = `<${operation}Result>${toXml(result)}</${operation}Result>`;
  return xmlResponse(200, `<${operation}Response xmlns="${namespace}">${content}</${operation}Response>`);
}

/** Answers an error as the query protocol does. */
export function queryError({ name, message, status }: AwsError): RawResponse {
  const error = { Type: status < 500 ? 'Sender' : 'Receiver', Code: name, Message: message };
  return xmlResponse(status, `<ErrorResponse>${toXml({ Error: error })}</ErrorResponse>`);
}

function xmlResponse(status: number, xml: string): RawResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body: Buffer.from(xml) };
}

function toXml(content: JsonObject): string {
  const entries = Object.entries(content);
  return entries.map(([key, value]) => `<${key}>${toXmlValue(value)}</${key}>`).join('');
}

function toXmlValue(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${toXmlValue(item)}</member>`).join('');
  return isObject(value) ? toXml(value) : escapeXml(value);
}

function escapeXml(value: unknown): string {
  return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
