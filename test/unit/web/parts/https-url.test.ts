import { describe, expect, it } from 'vitest';
import { httpsUrl } from '../../../../functions/web/parts/https-url.ts';

describe('httpsUrl', () => {
  it('accepts a URL when it is one of https', () => {
    expect(httpsUrl('https://tickets.example.net/OPS-42')?.href).toBe('https://tickets.example.net/OPS-42');
  });

  it.each([
    undefined,
    '',
    'http://tickets.example.net',
    'javascript:alert(1)',
    'data:text/html,x',
    '//tickets.example.net',
    'https://tickets.example.net@evil.example/',
    'https://',
  ])('refuses %s', (url) => {
    expect(httpsUrl(url)).toBeUndefined();
  });
});
