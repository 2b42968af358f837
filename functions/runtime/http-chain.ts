import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { errorFields, logger } from './logger.ts';

/** What every answer of a kind shares: its headers, and the body that stands for an unexpected error. */
export interface AnswerFrame {
  headers: Record<string, string>;
  problem: () => string;
}

type HttpMiddleware = MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;

/**
 * The Middy chain of a Lambda of the HTTP API: security headers on every answer, and an answer instead of an error. It
 * logs the route key and never the path, which may hold the secret of a link.
 */
export function httpChain(frame: AnswerFrame) {
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>().use(answers(frame));
}

function answers(frame: AnswerFrame): HttpMiddleware {
  const headers = { ...SECURITY_HEADERS, ...frame.headers };
  return {
    before: ({ context }) => logger.addContext(context),
    after: (request) => {
      request.response = { ...request.response, headers: { ...headers, ...request.response?.headers } };
    },
    onError: (request) => {
      const { error, event } = request;
      const statusCode = clientErrorStatus(error) ?? 500;
      logger.error('Request failed', { routeKey: event.routeKey, statusCode, ...errorFields(error) });
      request.response = { statusCode, headers, body: frame.problem() };
    },
  };
}

const SECURITY_HEADERS = {
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
