import { describe, expect, it } from 'vitest';
import { addressFault, encodedDomain } from '../../../../functions/domain/contact/email-address.ts';

describe('addressFault', () => {
  it.each(['soc@example.com', 'a.b+c@mail-1.example.co.uk', `${'x'.repeat(64)}@${'y'.repeat(63)}.example`, 'a@1.x2'])(
    'finds nothing wrong with %j',
    (address) => {
      expect(addressFault(address)).toBeUndefined();
    },
  );

  it.each([
    ['soc@a..example.com', 'domainDots'],
    ['soc@.example.com', 'domainDots'],
    ['soc@example.com.', 'domainDots'],
    ['.soc@example.com', 'localDots'],
    ['soc.@example.com', 'localDots'],
    ['s..oc@example.com', 'localDots'],
    [`${'x'.repeat(65)}@example.com`, 'longLocalPart'],
    [`soc@${'y'.repeat(64)}.example`, 'longDomain'],
    [`soc@${'y.'.repeat(126)}ab`, 'longDomain'],
    ['soc@-a.example.com', 'domainHyphen'],
    ['soc@a-.example.com', 'domainHyphen'],
    ['soc@under_score.example', 'domainLetters'],
    ['soc@192.0.2.1', 'domainLetters'],
  ])('says of %j: %s', (address, fault) => {
    expect(addressFault(address)).toBe(fault);
  });
});

describe('encodedDomain', () => {
  it.each(['soc@example.com', 'xn--a@example.com'])('leaves out %j', (address) => {
    expect(encodedDomain(address)).toBeUndefined();
  });

  it.each([
    ['soc@xn--80ak6aa92e.com', 'аррӏе.com', ['Cyrillic'], false],
    ['soc@xn--exmple-4nf.com', 'exаmple.com', ['Latin', 'Cyrillic'], true],
    ['soc@XN--EXMPLE-CUA.com', 'exämple.com', ['Latin'], false],
    ['soc@xn--r8jz45g.jp', '例え.jp', ['Han', 'Hiragana'], false],
    ['soc@mail.xn--80ak6aa92e.com', 'mail.аррӏе.com', ['Cyrillic'], false],
    ['soc@xn--0.com', '', [], false],
  ])('decodes %j as %j, of the scripts %j', (address, unicode, scripts, isMixed) => {
    expect(encodedDomain(address)).toEqual({ unicode, scripts, isMixed });
  });
});
