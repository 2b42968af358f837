import { randomUUID } from 'node:crypto';
import { AwsError } from './aws-error.ts';
import { encodeCbor } from './cbor.ts';
import { isQueryRequest, readQuery, toXml, xmlResponse } from './query-protocol.ts';
import type { RoutableRequest } from './rest-routes.ts';
import type { RawResponse, Service } from './service.ts';
import { signedService } from './signature.ts';

/** Services whose requests and answers are XML. */
const XML_SERVICES = ['route53', 'cloudfront'];

const EC2_VERSION = '2016-11-15';

/** What services with the query protocol call an error that others know under another name, and its status. */
const QUERY_ERRORS: Record<string, { name: string; status: number }> = {
  UnrecognizedClientException: { name: 'InvalidClientTokenId', status: 403 },
  ExpiredTokenException: { name: 'ExpiredToken', status: 403 },
  MissingAuthenticationTokenException: { name: 'MissingAuthenticationToken', status: 403 },
  AccessDeniedException: { name: 'AccessDenied', status: 403 },
};

/** Answers an error in the protocol of the request, whether the service is supported or not. */
export function errorResponse(error: AwsError, request: RoutableRequest, service?: Service): RawResponse {
  const signed = signedService(request);
  if (signed === 's3') return s3Error(error, request);
  if (isQueryRequest(request)) return queryError(error, request, service);
  if (request.headers['smithy-protocol'] === 'rpc-v2-cbor') return cborError(error);
  return XML_SERVICES.includes(signed ?? '') ? xmlError(error) : jsonError(error, request, service);
}

/** The name and the status of an error for clients of the query protocol. */
export function asQueryError({ name, message, status }: AwsError, service: Service | undefined): AwsError {
  const { name: code = name, status: other = status } = QUERY_ERRORS[name] ?? {};
  return new AwsError(service?.query?.errorCodes[code] ?? code, message, other);
}

function queryError(error: AwsError, { body }: RoutableRequest, service: Service | undefined): RawResponse {
  const { name: Code, message: Message, status } = asQueryError(error, service);
  const RequestID = randomUUID();
  if (readQuery(body)['Version'] === EC2_VERSION) {
    return xmlResponse(status, toXml({ Response: { Errors: { Error: { Code, Message } }, RequestID } }));
  }
  const Type = status < 500 ? 'Sender' : 'Receiver';
  return xmlResponse(status, toXml({ ErrorResponse: { Error: { Type, Code, Message }, RequestId: RequestID } }));
}

function xmlError({ name: Code, message: Message, status }: AwsError): RawResponse {
  const Type = status < 500 ? 'Sender' : 'Receiver';
  return xmlResponse(status, toXml({ ErrorResponse: { Error: { Type, Code, Message }, RequestId: randomUUID() } }));
}

/** What S3 calls errors that other services know under another name. */
const S3_ERRORS: Record<string, string> = {
  AccessDeniedException: 'AccessDenied',
  MissingAuthenticationTokenException: 'AccessDenied',
  UnrecognizedClientException: 'InvalidToken',
  ExpiredTokenException: 'ExpiredToken',
  InternalFailure: 'InternalError',
};

/** The answer to HEAD has no body. */
function s3Error({ name, message, status, fields }: AwsError, { method }: RoutableRequest): RawResponse {
  const error = { Code: S3_ERRORS[name] ?? name, Message: message, ...fields, RequestId: randomUUID() };
  const response = xmlResponse(status, toXml({ Error: error }));
  return method === 'HEAD' ? { ...response, body: Buffer.alloc(0) } : response;
}

function cborError({ name, message, status }: AwsError): RawResponse {
  const headers = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };
  return { status, headers, body: encodeCbor({ __type: name, message }) };
}

/**
 * Names the error in the header, for rest-json, and in the body, for the other JSON protocols. A service that once had the
 * query protocol adds its old code.
 */
function jsonError(error: AwsError, request: RoutableRequest, service: Service | undefined): RawResponse {
  const { name, message, status, fields } = error;
  const body = { __type: name, message, Message: message, ...fields };
  const { name: code } = asQueryError(error, service);
  const old = service?.query ? { 'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}` } : {};
  const headers = { 'content-type': jsonContentType(request), 'x-amzn-errortype': name, ...old };
  return { status, headers, body: Buffer.from(JSON.stringify(body)) };
}

/** The content type of a JSON answer: that of the request for services with a target, plain JSON for those with paths. */
export function jsonContentType({ headers }: Pick<RoutableRequest, 'headers'>): string {
  const asked = headers['content-type'] ?? '';
  return asked.startsWith('application/x-amz-json') ? asked : 'application/json';
}
