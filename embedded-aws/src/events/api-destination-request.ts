import { type JsonObject, listAt, objectAt } from '../json.ts';
import type { ApiDestinationModel } from '../template/api-destination-models.ts';
import { DeliveryError } from './delivery-error.ts';
import { isPlainPath, valueAtPath } from './event-path.ts';

/** A call of an API destination, ready to be sent. */
export interface ApiDestinationRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/** The headers that EventBridge adds by default, removes, and always sets. */
const DEFAULT_HEADERS = { 'content-type': 'application/json; charset=utf-8' };
const REMOVED_HEADERS =
  /^(a-im|accept-(charset|datetime|encoding)|cache-control|connection|content-(encoding|length|md5)|date|expect|forwarded|from|host|http2-settings|if-.*|max-forwards|origin|pragma|proxy-authorization|range|referer|te|trailer|transfer-encoding|user-agent|upgrade|via|warning)$/i;
const OWN_HEADERS = { 'user-agent': 'Amazon/EventBridge/ApiDestinations', range: 'bytes=0-1048575' };

/**
 * Makes the request for an event. Parameters come from the original event, not from the target's input; those of the
 * connection take precedence.
 * @throws DeliveryError when the event has no value for a path parameter
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
 */
export function apiDestinationRequest(
  destination: ApiDestinationModel,
  target: JsonObject,
  { event, input }: { event: JsonObject; input: string },
): ApiDestinationRequest {
  const parameters = objectAt(target, 'HttpParameters');
  const given = Object.entries(resolved(objectAt(parameters, 'HeaderParameters'), event));
  const ownHeaders = Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), value]));
  const url = new URL(withPathParameters(destination.endpoint, listAt(parameters, 'PathParameterValues'), event));
  const query = { ...resolved(objectAt(parameters, 'QueryStringParameters'), event), ...destination.query };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return {
    url: url.href,
    method: destination.method,
    headers: { ...DEFAULT_HEADERS, ...ownHeaders, ...destination.headers, ...OWN_HEADERS },
    body: ['GET', 'HEAD'].includes(destination.method) ? undefined : input,
  };
}

/** The HTTP parameter of a target that isn't supported, if any. */
export function unsupportedParameters(
  { endpoint, headers }: ApiDestinationModel,
  target: JsonObject,
): string | undefined {
  const parameters = objectAt(target, 'HttpParameters');
  const names = [...Object.keys(headers), ...Object.keys(objectAt(parameters, 'HeaderParameters'))];
  const removed = names.find((name) => REMOVED_HEADERS.test(name));
  if (removed !== undefined) return `the header ${removed}, which EventBridge removes`;
  const pathParameters = listAt(parameters, 'PathParameterValues');
  const wildcards = endpoint.split('*').length - 1;
  if (pathParameters.length !== wildcards) {
    return `${pathParameters.length} path parameters for ${wildcards} wildcards in ${endpoint}`;
  }
  const named = ['HeaderParameters', 'QueryStringParameters'].flatMap((key) =>
    Object.values(objectAt(parameters, key)),
  );
  const path = [...pathParameters, ...named].map(String).find((value) => isPath(value) && !isPlainPath(value));
  return path && `the path ${path}`;
}

function withPathParameters(endpoint: string, values: unknown[], event: JsonObject): string {
  let index = 0;
  return endpoint.replaceAll('*', () => {
    const parameter = String(values[index++]);
    const value = textOf(parameter, event);
    // An empty segment, or one of dots, would lead to another address.
    if (['', '.', '..'].includes(value)) {
      throw new DeliveryError(`The event has no value for the path parameter ${parameter}`, { isFinal: true });
    }
    return encode(value);
  });
}

function resolved(parameters: JsonObject, event: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, textOf(String(value), event)]));
}

/** A path without a value gives an empty text. */
function textOf(parameter: string, event: JsonObject): string {
  if (!isPath(parameter)) return parameter;
  const value = valueAtPath(event, parameter) ?? '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isPath(parameter: string): boolean {
  return /^\$(\.|$)/.test(parameter);
}

/** Encodes every character that RFC 3986 reserves, so that a value can't add a segment to the path. */
function encode(value: string): string {
  return encodeURIComponent(value).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}
