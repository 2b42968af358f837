import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { errorFields, logger } from './logger.ts';

/** What every page of a kind shares: its Content-Security-Policy, and the page for an unexpected error. */
export interface PageFrame {
  contentSecurityPolicy: string;
  problemPage: () => string;
}

/**
 * The Middy chain of a Lambda that answers with pages: security headers on every answer, and a page instead of an
 * error. It logs the route key and never the path, which holds the secret of the link.
 */
export function httpChain(frame: PageFrame) {
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>().use(pages(frame));
}

function pages({
  contentSecurityPolicy,
  problemPage,
}: PageFrame): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  const headers = { ...SECURITY_HEADERS, 'content-security-policy': contentSecurityPolicy };
  return {
    before: ({ context }) => logger.addContext(context),
    after: (request) => {
      request.response = { ...request.response, headers: { ...headers, ...request.response?.headers } };
    },
    onError: (request) => {
      const { error, event } = request;
      const statusCode = clientErrorStatus(error) ?? 500;
      logger.error('Request failed', { routeKey: event.routeKey, statusCode, ...errorFields(error) });
      request.response = { statusCode, headers, body: problemPage() };
    },
  };
}

const SECURITY_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
};

/** Middy's parsers throw errors with the HTTP status that they mean. */
function clientErrorStatus(error: unknown): number | undefined {
  if (!(error instanceof Error && 'statusCode' in error)) return undefined;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode < 500 ? statusCode : undefined;
}
