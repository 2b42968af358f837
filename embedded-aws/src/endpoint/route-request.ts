import { textAt } from '../json.ts';
import { AwsError } from './aws-error.ts';
import { isQueryRequest, readQuery } from './query-protocol.ts';
import { type RoutableRequest, type Route, routeRest } from './rest-routes.ts';

/** Services that name their operation in the header `X-Amz-Target`. */
const TARGET_PREFIXES: Record<string, string> = {
  AWSOrganizationsV20161128: 'organizations',
  AWSEvents: 'events',
  AWSStepFunctions: 'states',
  DynamoDB_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  AmazonSSM: 'ssm',
  secretsmanager: 'secretsmanager',
  TrentService: 'kms',
};

/** Services that name their operation in a form, by API version. */
const QUERY_SERVICES: Record<string, string> = { '2011-06-15': 'sts', '2010-05-08': 'iam' };

/**
 * Finds the service and the operation that a request is for.
 * @throws AwsError named `UnknownOperationException` that names what isn't supported
 */
export function routeRequest(request: RoutableRequest): Route {
  const { method, path, headers, body } = request;
  if (isQueryRequest(request)) return routeQuery(body);
  const target = headers['x-amz-target'];
  if (target !== undefined) {
    const [prefix = '', operation = ''] = target.split('.');
    const service = TARGET_PREFIXES[prefix];
    if (service) return { service, operation };
    throw unknown(target);
  }
  const route = routeRest(request);
  if (route) return route;
  const protocol = headers['smithy-protocol'];
  const scope = signedService(headers['authorization'] ?? '');
  throw unknown([scope, protocol, method, path].filter(Boolean).join(' '));
}

function routeQuery(body: Buffer): Route {
  const query = readQuery(body);
  const operation = textAt(query, 'Action') ?? '';
  const service = QUERY_SERVICES[textAt(query, 'Version') ?? ''];
  if (service) return { service, operation };
  throw unknown(`${operation} of the API version ${textAt(query, 'Version')}`);
}

/** The access key id of a request's signature. */
export function accessKeyId(authorization: string): string | undefined {
  return /^AWS4-HMAC-SHA256 .*Credential=(.+?)\/\d{8}\//.exec(authorization)?.[1];
}

function signedService(authorization: string): string | undefined {
  return /Credential=.+?\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(authorization)?.[1];
}

function unknown(what: string): AwsError {
  return new AwsError('UnknownOperationException', `The embedded AWS does not support ${what}`, 404);
}
