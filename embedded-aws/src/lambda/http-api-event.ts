import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { isObject, objectAt } from '../json.ts';
import type { RouteModel } from '../template/function-models.ts';
import type { RawRequest } from './raw-request.ts';

/** The part of an HTTP API event (payload format 2.0) that is corrected here. */
export interface HttpEvent extends Record<string, unknown> {
  requestContext: Record<string, unknown> & { http: { method: string } };
}

export function isHttpEvent(event: unknown): event is HttpEvent {
  return isObject(event) && isObject(event['requestContext']) && 'http' in event['requestContext'];
}

/**
 * The original request; see `raw-request.ts`.
 * @returns nothing when a header of serverless-offline has replaced it
 */
export function rawRequestOf({ requestContext }: HttpEvent): RawRequest | undefined {
  const kept = objectAt(objectAt(requestContext, 'authorizer'), 'lambda')['rawRequest'];
  return isRawRequest(kept) ? kept : undefined;
}

/**
 * The route that an HTTP API would take: serverless-offline answers HEAD by the GET route of the same path.
 * @returns nothing when the template has no such route
 */
export function routeOf({ requestContext, routeKey }: HttpEvent, routes: RouteModel[]): RouteModel | undefined {
  const { method } = requestContext.http;
  const [taken, path] = String(routeKey).split(' ');
  const key = taken === 'GET' ? `${method} ${path}` : routeKey;
  return routes.find((route) => route.routeKey === key);
}

/**
 * Corrects where serverless-offline differs from an HTTP API: headers and body are as they were sent, binary bodies are in
 * base64, absent parts are left out, a HEAD route is a route of its own, each request has its own id, and no request can
 * set its own authorizer.
 * @param authorizer identifies the caller, on routes that require it
 */
export function fromHttpApi(
  event: HttpEvent,
  request: RawRequest,
  routeKey: string,
  authorizer: object | undefined,
): Record<string, unknown> {
  const { authorizer: _, ...given } = event.requestContext;
  const requestContext = {
    ...given,
    ...(authorizer ? { authorizer } : {}),
    requestId: randomUUID(),
    apiId: 'local',
    domainName: 'localhost',
    routeKey,
  };
  const { headers } = request;
  const present = Object.entries({ ...event, headers, ...encodeBody(request), routeKey, requestContext }).filter(
    ([key, value]) => value !== null && !(key === 'cookies' && Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(present);
}

/** Functions get bodies of other content types in base64. */
const TEXT_TYPES = /^(text\/|application\/(json|xml|javascript)\b|application\/[\w.-]+\+(json|xml)\b)/i;

function encodeBody({ headers, body }: RawRequest): { body: string | null; isBase64Encoded: boolean } {
  if (body.length === 0) return { body: null, isBase64Encoded: false };
  const isText = TEXT_TYPES.test(headers['content-type'] ?? 'application/json') && isUtf8(body);
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

/** A function that returns nothing answers 200. */
export function toHttpResponse(payload: unknown): unknown {
  return payload ?? { statusCode: 200, body: 'null' };
}

function isRawRequest(value: unknown): value is RawRequest {
  return isObject(value) && Buffer.isBuffer(value['body']) && isObject(value['headers']);
}
