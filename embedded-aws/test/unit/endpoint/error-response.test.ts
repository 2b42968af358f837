import { describe, expect, test } from 'vitest';
import { AwsError } from '../../../src/endpoint/aws-error.ts';
import { errorResponse } from '../../../src/endpoint/error-response.ts';
import { Queues } from '../../../src/services/sqs/queues.ts';
import { createSqsService } from '../../../src/services/sqs/sqs.ts';
import { STACK_ACCOUNT } from '../models.ts';

const SQS = createSqsService(new Queues([]), STACK_ACCOUNT);
const FORM = 'application/x-www-form-urlencoded; charset=utf-8';

/** A request that is signed for a service. */
function requestTo(service: string, headers: Record<string, string> = {}, body = '') {
  const authorization = `AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/${service}/aws4_request, Signature=x`;
  return { method: 'POST', path: '/', headers: { authorization, ...headers }, body: Buffer.from(body) };
}

const NOT_SUPPORTED = new AwsError('UnknownOperationException', 'not <supported>', 404);

describe('an error reaches a client', () => {
  test.each([
    [
      'of S3',
      requestTo('s3'),
      /^<\?xml version="1.0"\?><Error><Code>UnknownOperationException<\/Code><Message>not &lt;supported&gt;<\/Message><RequestId>[\da-f-]{36}<\/RequestId><\/Error>$/,
    ],
    [
      'of Route 53',
      requestTo('route53'),
      /^<\?xml version="1.0"\?><ErrorResponse><Error><Type>Sender<\/Type><Code>UnknownOperationException<\/Code><Message>not &lt;supported&gt;<\/Message><\/Error><RequestId>[\da-f-]{36}<\/RequestId><\/ErrorResponse>$/,
    ],
    ['of CloudFront', requestTo('cloudfront'), /<ErrorResponse><Error>/],
    [
      'of the query protocol',
      requestTo('sts', { 'content-type': FORM }, 'Action=GetSessionToken&Version=2011-06-15'),
      /<ErrorResponse><Error><Type>Sender<\/Type><Code>UnknownOperationException<\/Code>/,
    ],
    [
      'of EC2',
      requestTo('ec2', { 'content-type': FORM }, 'Action=DescribeVpcs&Version=2016-11-15'),
      /<Response><Errors><Error><Code>UnknownOperationException<\/Code><Message>not &lt;supported&gt;<\/Message><\/Error><\/Errors><RequestID>/,
    ],
  ])('%s in XML', (_whose, request, xml) => {
    const { status, headers, body } = errorResponse(NOT_SUPPORTED, request);
    expect({ status, type: headers['content-type'] }).toEqual({ status: 404, type: 'text/xml' });
    expect(body.toString()).toMatch(xml);
  });

  test('of S3 that signs the URL, in XML', () => {
    const request = {
      ...requestTo('s3'),
      headers: {},
      path: '/b/k?X-Amz-Credential=local%2F20260101%2Fus-east-1%2Fs3%2Faws4_request',
    };
    expect(errorResponse(NOT_SUPPORTED, request).body.toString()).toContain('<Error><Code>');
  });

  test('of a CBOR protocol in CBOR', () => {
    const message = 'm'.repeat(300);
    const request = requestTo('monitoring', { 'smithy-protocol': 'rpc-v2-cbor' });
    const { headers, body } = errorResponse(new AwsError('Unknown', message, 404), request);
    expect(headers).toMatchObject({ 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' });
    const head = Buffer.from([0xa2, 0x66, ...Buffer.from('__type'), 0x67, ...Buffer.from('Unknown'), 0x67]);
    expect(body).toEqual(
      Buffer.concat([head, Buffer.from('message'), Buffer.from([0x79, 1, 44]), Buffer.from(message)]),
    );
  });

  test.each([
    ['application/x-amz-json-1.0', 'application/x-amz-json-1.0'],
    ['application/x-amz-json-1.1', 'application/x-amz-json-1.1'],
    ['application/json', 'application/json'],
  ])('of JSON in the content type of the request, %s', (given, type) => {
    const { status, headers, body } = errorResponse(NOT_SUPPORTED, requestTo('events', { 'content-type': given }));
    expect({ status, type: headers['content-type'] }).toEqual({ status: 404, type });
    expect(headers['x-amzn-errortype']).toBe('UnknownOperationException');
    expect(JSON.parse(body.toString())).toMatchObject({
      __type: 'UnknownOperationException',
      message: 'not <supported>',
    });
  });
});

describe('a client of the query protocol', () => {
  test.each([
    ['UnrecognizedClientException', 'InvalidClientTokenId'],
    ['ExpiredTokenException', 'ExpiredToken'],
    ['MissingAuthenticationTokenException', 'MissingAuthenticationToken'],
    ['AccessDeniedException', 'AccessDenied'],
  ])('gets %s as %s, with the status 403', (name, code) => {
    const { status, body } = errorResponse(new AwsError(name, 'no'), requestTo('sts', { 'content-type': FORM }));
    expect(status).toBe(403);
    expect(body.toString()).toContain(`<Code>${code}</Code>`);
  });

  test('gets the old codes of SQS', () => {
    const error = new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    const { status, body } = errorResponse(error, requestTo('sqs', { 'content-type': FORM }), SQS);
    expect(status).toBe(400);
    expect(body.toString()).toContain('<Code>AWS.SimpleQueueService.NonExistentQueue</Code>');
  });
});

test.each([
  ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue;Sender'],
  ['MissingParameter', 'MissingParameter;Sender'],
])('a client of SQS in JSON gets the old code of %s beside its name', (name, old) => {
  const request = requestTo('sqs', { 'content-type': 'application/x-amz-json-1.0' });
  const { headers, body } = errorResponse(new AwsError(name, 'no'), request, SQS);
  expect(headers['x-amzn-query-error']).toBe(old);
  expect(JSON.parse(body.toString())).toMatchObject({ __type: name });
});
