import { describe, expect, it } from 'vitest';
import { contactsText, contactWords } from '../../../functions/wording/contact.ts';
import { account, BILLING, SECURITY } from '../builders.ts';

describe('contactWords', () => {
  it('names the type and the id of the account', () => {
    expect(contactWords(SECURITY)).toBe('SECURITY contact of 222222222222');
  });

  it('names the account and its place when they are known', () => {
    expect(contactWords(SECURITY, [account()])).toBe('SECURITY contact of 222222222222 (Payments, Root / Production)');
  });
});

describe('contactsText', () => {
  it('names up to three contacts, and counts more', () => {
    expect(contactsText([SECURITY, BILLING])).toBe(
      'the SECURITY contact of 222222222222 and the BILLING contact of 222222222222',
    );
    expect(contactsText([SECURITY, SECURITY, SECURITY, BILLING])).toBe('4 contacts');
  });
});
