import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../../src/net/other-sites.ts';

const PORT = 4566;
const refusal = (headers: Record<string, string>, method = 'GET') =>
  refusalOf({ method, headers: { host: `localhost:${PORT}`, ...headers }, port: PORT });
const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

describe('a request is answered', () => {
  test.each(['localhost:4566', 'LOCALHOST:4566', '127.0.0.1:4566', '[::1]:4566'])('when its host is %s', (host) => {
    expect(refusal({ host })).toBeUndefined();
  });

  test.each(['localhost', 'localhost:80', '127.0.0.1'])('when its host is %s and the port that of HTTP', (host) => {
    expect(refusalOf({ method: 'GET', headers: { host }, port: 80 })).toBeUndefined();
  });

  test.each<[string, Record<string, string>, string]>([
    ['a program', {}, 'POST'],
    ['the fetch of Node.js', { 'sec-fetch-mode': 'cors' }, 'POST'],
    ["the server's own page", { 'sec-fetch-site': 'same-origin', origin: `http://localhost:${PORT}` }, 'POST'],
    // Pages that send no referrer send no origin with their forms either.
    [
      "a form of the server's own page that hides its origin",
      { 'sec-fetch-site': 'same-origin', origin: 'null' },
      'POST',
    ],
    ["the server's own page in an old browser", { origin: `http://127.0.0.1:${PORT}` }, 'POST'],
    ['somebody who types its address', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, 'GET'],
    ['a followed link in a web mail', link, 'GET'],
    ['a followed link of another local page', { ...link, 'sec-fetch-site': 'same-site' }, 'GET'],
  ])('when it comes from %s', (_who, headers, method) => {
    expect(refusal(headers, method)).toBeUndefined();
  });
});

describe('a request is refused', () => {
  test.each([
    ['evil.example:4566', 'a name that somebody leads to this machine'],
    ['localhost.evil.example:4566', 'a name that begins with localhost'],
    ['localhost:4567', 'another port'],
    ['localhost', 'no port'],
    ['127.0.0.2:4566', 'another address'],
    ['', 'nothing'],
  ])('when its host is %j, %s', (host) => {
    expect(refusal({ host })).toMatch('localhost, 127.0.0.1 and [::1]');
  });

  test('when it names no host', () => {
    expect(refusalOf({ method: 'GET', headers: {}, port: PORT })).toMatch('localhost');
  });

  test.each<[string, Record<string, string>, string]>([
    ['a form of another site', link, 'POST'],
    ['a script of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }, 'GET'],
    ['a blind call of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 'POST'],
    ['a script of another local page', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }, 'GET'],
    ['a frame in another site', { ...link, 'sec-fetch-dest': 'iframe' }, 'GET'],
    ['another site in an old browser', { origin: 'https://evil.example' }, 'POST'],
    ['another local page in an old browser', { origin: 'http://localhost:8005' }, 'POST'],
    ['a page without an origin in an old browser', { origin: 'null' }, 'POST'],
  ])('when it comes from %s', (_who, headers, method) => {
    expect(refusal(headers, method)).toMatch('the pages of other sites');
  });
});
