import { describe, expect, it } from 'vitest';
import { isInDomain, isRequester } from '../../../../functions/domain/request/request.ts';
import { changeRequest, REQUESTER } from '../../builders.ts';

describe('isInDomain', () => {
  it.each(['soc@example.com', 'soc@EXAMPLE.com', ' soc@example.com ', 'a@evil.test@example.com'])(
    'accepts %j when example.com is allowed',
    (address) => {
      expect(isInDomain(address, ['example.com'])).toBe(true);
    },
  );

  it.each([
    'soc@evilexample.com',
    'soc@mail.example.com',
    'soc@a.b.example.com',
    'soc@*.example.com',
    'soc@example.com.evil.test',
    'soc@example.org',
    'soc@com',
    'soc@example.com@evil.test',
    'soc@',
    '',
  ])('refuses %j when example.com is allowed', (address) => {
    expect(isInDomain(address, ['example.com'])).toBe(false);
  });

  it('ignores the letter case of the allowed domain', () => {
    expect(isInDomain('soc@example.com', ['Example.COM'])).toBe(true);
    expect(isInDomain('soc@mail.example.com', ['*.Example.COM'])).toBe(true);
  });

  it.each(['soc@mail.example.com', 'soc@a.b.example.com', 'soc@MAIL.example.com'])(
    'accepts %j when *.example.com is allowed',
    (address) => {
      expect(isInDomain(address, ['*.example.com'])).toBe(true);
    },
  );

  it.each(['soc@example.com', 'soc@evilexample.com', 'soc@mail.example.com.evil.test', 'soc@.evil.test'])(
    'refuses %j when *.example.com is allowed',
    (address) => {
      expect(isInDomain(address, ['*.example.com'])).toBe(false);
    },
  );

  it('accepts the address when only the second domain allows it', () => {
    expect(isInDomain('soc@example.net', ['example.com', 'example.net'])).toBe(true);
  });

  it('refuses every address when no domain is allowed', () => {
    expect(isInDomain('soc@example.com', [])).toBe(false);
  });
});

describe('isRequester', () => {
  it.each([REQUESTER, 'JANE@Example.com', ' jane@example.com '])('is true for %j', (address) => {
    expect(isRequester(changeRequest(), address)).toBe(true);
  });

  it('is true when the address of the request has spaces and capitals', () => {
    expect(isRequester({ requestedBy: ' Jane@Example.com' }, REQUESTER)).toBe(true);
  });

  it.each(['john@example.com', 'jane@example.com.evil.test', 'jane@example.co', ''])('is false for %j', (address) => {
    expect(isRequester(changeRequest(), address)).toBe(false);
  });
});
