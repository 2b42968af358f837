import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { PASSING_ERRORS } from '../domain/passing-errors.ts';
import { errorFields, logger } from '../runtime/logger.ts';

/** What all answers of a Lambda share: their headers, and the body for an error with this HTTP status. */
export interface AnswerFrame {
  headers: Record<string, string>;
  errorBody: (statusCode: number) => string;
}

export type HttpAnswer = APIGatewayProxyStructuredResultV2;

/**
 * The Middy chain of a Lambda behind the HTTP API: security headers on every answer, and an answer instead of an error.
 * It logs the route key, never the path, which may hold the secret of a link.
 */
export function httpChain<Event extends APIGatewayProxyEventV2 = APIGatewayProxyEventV2>(frame: AnswerFrame) {
  return middy<Event, HttpAnswer>().use(answers<Event>(frame));
}

/** Leads to another page, which the browser opens by GET. */
export function redirectTo(location: string): HttpAnswer {
  return { statusCode: 303, headers: { location }, body: '' };
}

function answers<Event extends APIGatewayProxyEventV2>(frame: AnswerFrame): MiddlewareObj<Event, HttpAnswer> {
  const headers = { ...SECURITY_HEADERS, ...frame.headers };
  return {
    before: ({ context }) => logger.addContext(context),
    after: (request) => {
      request.response = { ...request.response, headers: { ...headers, ...request.response?.headers } };
    },
    onError: (request) => {
      const { error, event } = request;
      const statusCode = clientErrorStatus(error) ?? serverErrorStatus(error);
      if (statusCode >= 500) logger.error('Request failed', { routeKey: event.routeKey, ...errorFields(error) });
      else if (!isAudited(request.internal)) {
        logger.info('Request refused', { routeKey: event.routeKey, statusCode, error: error?.name });
      }
      const retrying = statusCode === 503 ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {};
      request.response = { statusCode, headers: { ...headers, ...retrying }, body: frame.errorBody(statusCode) };
    },
  };
}

/** When a caller may try again after a 503. Nothing is lost until then: what was done is found to be done. */
const RETRY_AFTER_SECONDS = 10;

const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
};

/** The audit has left its own line. */
export function markAudited(internal: object): void {
  Object.assign(internal, { isAudited: true });
}

function isAudited(internal: object): boolean {
  return 'isAudited' in internal;
}

/** Middy's parsers, and errors of our own such as `InvalidLinkError`, carry the HTTP status that they mean; none is a 5xx. */
export function clientErrorStatus(error: unknown): number | undefined {
  if (!(error instanceof Error && 'statusCode' in error)) return undefined;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode < 500 ? statusCode : undefined;
}

/** 503 when another call may not meet the error. */
function serverErrorStatus(error: unknown): 500 | 503 {
  return error instanceof Error && PASSING_ERRORS.has(error.name) ? 503 : 500;
}
