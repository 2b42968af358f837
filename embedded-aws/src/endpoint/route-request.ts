import { textAt } from '../json.ts';
import { AwsError } from './aws-error.ts';
import { isQueryRequest, readQuery } from './query-protocol.ts';
import { type RoutableRequest, type Route, routeRest } from './rest-routes.ts';
import { routeS3 } from './s3-routes.ts';
import { signedService } from './signature.ts';

/** Services that name their operation in the header `X-Amz-Target`. */
const TARGET_PREFIXES: Record<string, string> = {
  AWSOrganizationsV20161128: 'organizations',
  AWSEvents: 'events',
  AWSStepFunctions: 'states',
  DynamoDB_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  AmazonSSM: 'ssm',
  CloudTrail_20131101: 'cloudtrail',
  secretsmanager: 'secretsmanager',
  TrentService: 'kms',
};

/** Services that name their operation in a form, by API version. */
const QUERY_SERVICES: Record<string, string> = {
  '2010-05-08': 'iam',
  '2010-05-15': 'cloudformation',
  '2011-06-15': 'sts',
  '2012-11-05': 'sqs',
};

/**
 * Finds the service and the operation that a request is for.
 * @throws AwsError named `UnknownOperationException` that names what isn't supported
 */
export function routeRequest(request: RoutableRequest): Route {
  const { method, path, headers, body } = request;
  const scope = signedService(request);
  // A path of S3 can be any, and so can the type of an object.
  if (scope === 's3') return routeS3(request) ?? refuse(`s3 ${method} ${path}`);
  if (isQueryRequest(request)) return routeQuery(body);
  const target = headers['x-amz-target'];
  if (target !== undefined) {
    // Some clients write the whole name of the package before the service.
    const [prefix = '', operation = ''] = target.split('.').slice(-2);
    const service = TARGET_PREFIXES[prefix];
    if (service) return { service, operation };
    return refuse(target);
  }
  const route = routeRest(request);
  if (route) return route;
  const protocol = headers['smithy-protocol'];
  return refuse([scope, protocol, method, path].filter(Boolean).join(' '));
}

function routeQuery(body: Buffer): Route {
  const query = readQuery(body);
  const operation = textAt(query, 'Action') ?? '';
  const service = QUERY_SERVICES[textAt(query, 'Version') ?? ''];
  if (service) return { service, operation };
  return refuse(`${operation} of the API version ${textAt(query, 'Version')}`);
}

function refuse(what: string): never {
  throw new AwsError('UnknownOperationException', `The embedded AWS does not support ${what}`, 404);
}
