import { describe, expect, test } from 'vitest';
import { routeRequest } from '../../../src/endpoint/route-request.ts';
import { accessKeyId, signedService } from '../../../src/endpoint/signature.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

function request(method: string, path: string, headers: Record<string, string> = {}, body = '') {
  return { method, path, headers, body: Buffer.from(body) };
}

describe('a request leads to an operation', () => {
  test.each([
    ['by its target', request('POST', '/', { 'x-amz-target': 'AmazonSQS.SendMessage' }), 'sqs', 'SendMessage'],
    [
      'by a target with the whole name of the service',
      request('POST', '/', { 'x-amz-target': 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.DescribeTrails' }),
      'cloudtrail',
      'DescribeTrails',
    ],
    ['by a form', request('POST', '/', FORM, 'Action=ListQueues&Version=2012-11-05'), 'sqs', 'ListQueues'],
    ['by its path', request('POST', '/putAlternateContact'), 'account', 'PutAlternateContact'],
    ['by a path with a slash at its end', request('GET', '/v2/email/account/?a=b'), 'ses', 'GetAccount'],
  ])('%s', (_how, each, service, operation) => {
    expect(routeRequest(each)).toMatchObject({ service, operation });
  });

  test.each([
    ['contacts%40example.com', 'contacts@example.com'],
    ['%E0%A4%A', '%E0%A4%A'],
  ])('with the parameter %s in the path', (encoded, EmailIdentity) => {
    const route = { service: 'ses', operation: 'GetEmailIdentity', input: { EmailIdentity } };
    expect(routeRequest(request('GET', `/v2/email/identities/${encoded}`))).toEqual(route);
  });

  test.each([
    ['another target', request('POST', '/', { 'x-amz-target': 'AWSEvents2.PutEvents' }), 'AWSEvents2.PutEvents'],
    [
      'another version',
      request('POST', '/', FORM, 'Action=Publish&Version=2010-03-31'),
      'Publish of the API version 2010-03-31',
    ],
    ['another path', request('GET', '/v2/email/identities'), 'GET /v2/email/identities'],
  ])('but not with %s, which the error names', (_what, each, message) => {
    expect(() => routeRequest(each)).toThrow(`does not support ${message}`);
  });
});

test.each([
  ['local', 'local'],
  ['arn:aws:sts::1:assumed-role/a/b', 'arn:aws:sts::1:assumed-role/a/b'],
])('a signature by %s names its key and its service', (key, expected) => {
  const authorization = `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=x`;
  const signed = { path: '/', headers: { authorization } };
  expect([accessKeyId(signed), signedService(signed)]).toEqual([expected, 'sqs']);
});

test('no signature names nobody', () => {
  const unsigned = { path: '/?X-Amz-Credential=local', headers: { authorization: 'Bearer x' } };
  expect([accessKeyId(unsigned), signedService(unsigned)]).toEqual([undefined, undefined]);
});
