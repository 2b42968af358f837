import { describe, expect, test } from 'vitest';
import { apiDestinationRequest, unsupportedParameters } from '../../../src/events/api-destination-request.ts';
import { apiDestinationModel } from '../models.ts';

const EVENT = { detail: { owner: 'octo', title: 'a/b ü?#', changes: [{ accountId: '1' }, { accountId: '2' }], n: 7 } };

function request(HttpParameters: object, destination: Parameters<typeof apiDestinationModel>[0] = {}) {
  return apiDestinationRequest(
    apiDestinationModel(destination),
    { HttpParameters },
    { event: EVENT, input: '{"a":1}' },
  );
}

const path = (endpoint: string, ...PathParameterValues: string[]) => request({ PathParameterValues }, { endpoint }).url;

describe('the URL', () => {
  test('takes path parameters from the event, by name and index', () => {
    const url = path('https://example.com/*/x/*', '$.detail.owner', '$.detail.changes[1].accountId');
    expect(url).toBe('https://example.com/octo/x/2');
  });

  test('holds a path parameter in percent-encoding, so that it stays one segment', () => {
    expect(path('https://example.com/*', '$.detail.title')).toBe('https://example.com/a%2Fb%20%C3%BC%3F%23');
  });

  test('takes a path parameter as it is when it is not a path, and a number as its digits', () => {
    expect(path('https://example.com/*/*', 'fixed', '$.detail.n')).toBe('https://example.com/fixed/7');
  });

  test.each([
    ['the event has none', '$.detail.nobody'],
    ['it would lead elsewhere', '..'],
  ])('is refused for good when a path parameter has no value because %s', (_reason, parameter) => {
    expect(() => path('https://example.com/*', parameter)).toThrow(
      expect.objectContaining({ name: 'DeliveryError', isFinal: true, message: expect.stringContaining(parameter) }),
    );
  });

  test('takes a query from the target and the connection, which wins', () => {
    const { url } = request(
      { QueryStringParameters: { owner: '$.detail.owner', key: 'target', absent: '$.detail.x' } },
      { endpoint: 'https://example.com/a?fixed=1', query: { key: 'secret' } },
    );
    expect(url).toBe('https://example.com/a?fixed=1&owner=octo&key=secret&absent=');
  });
});

describe('the headers', () => {
  test('come from the target and the connection, which wins', () => {
    const HeaderParameters = { 'X-Owner': '$.detail.owner', Authorization: 'mine' };
    const { headers } = request(
      { HeaderParameters },
      { endpoint: 'https://a.b/', headers: { authorization: 'theirs' } },
    );
    expect(headers).toEqual({
      'content-type': 'application/json; charset=utf-8',
      'x-owner': 'octo',
      authorization: 'theirs',
      'user-agent': 'Amazon/EventBridge/ApiDestinations',
      range: 'bytes=0-1048575',
    });
  });

  test('name another content type when the target says so', () => {
    const { headers } = request({ HeaderParameters: { 'Content-Type': 'text/plain' } }, { endpoint: 'https://a.b/' });
    expect(headers['content-type']).toBe('text/plain');
  });
});

test.each([
  ['POST', '{"a":1}'],
  ['GET', undefined],
])('%s is sent with the body %j', (method, body) => {
  expect(request({}, { method, endpoint: 'https://a.b/' })).toMatchObject({ method, body });
});

describe('names what cannot be filled in', () => {
  const unsupported = (HttpParameters: object, endpoint = 'https://a.b/*') =>
    unsupportedParameters(apiDestinationModel({ endpoint }), { HttpParameters });

  test.each([
    ['a wildcard without a parameter', {}, '0 path parameters for 1 wildcards'],
    ['a path that is not plain', { PathParameterValues: ["$.detail['owner']"] }, "the path $.detail['owner']"],
    ['a path with a wildcard', { PathParameterValues: ['$.detail.changes[*]'] }, 'the path $.detail.changes[*]'],
    ['a header of its own', { PathParameterValues: ['a'], HeaderParameters: { 'User-Agent': 'x' } }, 'User-Agent'],
  ])('%s', (_what, parameters, expected) => {
    expect(unsupported(parameters)).toContain(expected);
  });

  test('and nothing when all can be', () => {
    expect(unsupported({ PathParameterValues: ['$.detail-type'] })).toBeUndefined();
  });
});
