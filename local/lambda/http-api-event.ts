import { randomUUID } from 'node:crypto';

/** The part of an HTTP API event (payload format 2.0) that is put right here. */
export interface HttpEvent extends Record<string, unknown> {
  headers: Record<string, string>;
  body: string | null;
  isBase64Encoded: boolean;
  requestContext: Record<string, unknown> & { http: { method: string } };
}

/** Tells an event that an HTTP request became. */
export function isHttpEvent(event: unknown): event is HttpEvent {
  if (typeof event !== 'object' || event === null || !('requestContext' in event)) return false;
  const { requestContext } = event;
  return typeof requestContext === 'object' && requestContext !== null && 'http' in requestContext;
}

/**
 * The route that an HTTP API would take: serverless-offline takes a HEAD for a GET of the same path.
 * @returns nothing when the template has no such route
 */
export function routeKeyOf({ requestContext, routeKey }: HttpEvent, routes: string[]): string | undefined {
  const { method } = requestContext.http;
  const [taken, path] = String(routeKey).split(' ');
  return routes.find((route) => route === (taken === 'GET' ? `${method} ${path}` : routeKey));
}

/** Bodies of other content types reach a function in base64. */
const TEXT_TYPES = /^(text\/|application\/(json|xml|javascript)\b|application\/[\w.-]+\+(json|xml)\b)/;

/**
 * Puts right what serverless-offline does otherwise than an HTTP API: bodies that are no text come in base64, absent
 * parts are left out, a HEAD route is a route of its own, and each request has its own id.
 */
export function fromHttpApi(event: HttpEvent, routeKey: string): Record<string, unknown> {
  const context = {
    ...event.requestContext,
    requestId: randomUUID(),
    apiId: 'local',
    domainName: 'localhost',
    routeKey,
  };
  const present = Object.entries({ ...event, ...encodedBody(event), routeKey }).filter(
    ([key, value]) => value !== null && !(key === 'cookies' && Array.isArray(value) && value.length === 0),
  );
  return { ...Object.fromEntries(present), requestContext: context };
}

function encodedBody({ headers, body, isBase64Encoded }: HttpEvent): Pick<HttpEvent, 'body' | 'isBase64Encoded'> {
  const isText = TEXT_TYPES.test(headers['content-type'] ?? 'application/json');
  if (body === null || isBase64Encoded || isText) return { body, isBase64Encoded };
  return { body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
}

/** A function that answers nothing still answers 200. */
export function toHttpResponse(payload: unknown): unknown {
  return payload ?? { statusCode: 200, body: 'null' };
}
