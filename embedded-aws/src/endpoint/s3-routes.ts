import type { JsonObject } from '../json.ts';
import { AwsError } from './aws-error.ts';
import type { RoutableRequest, Route } from './rest-routes.ts';

/** An operation of S3: a method of a bucket or an object, and what the query has. */
interface S3Operation {
  operation: string;
  method: string;
  of: 'bucket' | 'object';
  /** Parameters without which it is another operation. */
  markers: string[];
  /** Further parameters. */
  parameters: string[];
}

const REPLACED_HEADERS = [
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
];

const LIST_PARAMETERS = [
  ...['prefix', 'delimiter', 'continuation-token', 'start-after'],
  ...['max-keys', 'encoding-type', 'fetch-owner'],
];

/** Those with markers come first. */
const OPERATIONS: S3Operation[] = [
  operation('CreateMultipartUpload', 'POST', 'object', ['uploads']),
  operation('UploadPart', 'PUT', 'object', ['partNumber', 'uploadId']),
  operation('CompleteMultipartUpload', 'POST', 'object', ['uploadId']),
  operation('AbortMultipartUpload', 'DELETE', 'object', ['uploadId']),
  operation('DeleteObjects', 'POST', 'bucket', ['delete']),
  operation('ListObjectsV2', 'GET', 'bucket', ['list-type'], LIST_PARAMETERS),
  operation('PutObject', 'PUT', 'object'),
  operation('GetObject', 'GET', 'object', [], REPLACED_HEADERS),
  operation('HeadObject', 'HEAD', 'object', [], REPLACED_HEADERS),
  operation('DeleteObject', 'DELETE', 'object'),
];

function operation(
  name: string,
  method: string,
  of: S3Operation['of'],
  markers: string[] = [],
  parameters: string[] = [],
): S3Operation {
  return { operation: name, method, of, markers, parameters };
}

/** Parameters of the signature, and the name by which SDKs tell operations apart. */
const OF_ANY = /^(x-amz-.*|x-id)$/i;

/**
 * The operation of S3 that a request is for, with its bucket and its key in the path.
 * @returns nothing if there is no such operation here
 * @throws AwsError named `InvalidURI`
 */
export function routeS3({ method, path }: RoutableRequest): Route | undefined {
  const [address = '', search = ''] = path.split('?');
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(address) ?? [];
  const query = new URLSearchParams(search);
  const names = [...query.keys()].filter((name) => !OF_ANY.test(name));
  const found = OPERATIONS.find(
    (each) =>
      each.method === method &&
      each.of === (key === '' ? 'bucket' : 'object') &&
      each.markers.every((name) => names.includes(name)) &&
      names.every((name) => [...each.markers, ...each.parameters].includes(name)),
  );
  if (!found || bucket === '') return undefined;
  const parameters = Object.fromEntries(names.map((name) => [memberOf(name), query.get(name)]));
  const input: JsonObject = { ...parameters, Bucket: decode(bucket), ...(key === '' ? {} : { Key: decode(key) }) };
  return { service: 's3', operation: found.operation, input };
}

/** `max-keys` is `MaxKeys` in SDKs and in the log of calls. */
function memberOf(parameter: string): string {
  return parameter.replaceAll(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
}
