import { describe, expect, it } from 'vitest';
import {
  CONTACT_FIELDS,
  contactKey,
  contactName,
  isSameContact,
} from '../../../../functions/domain/contact/contact.ts';
import { OLD_CONTACT, plannedChange, SECURITY } from '../../builders.ts';

describe('contactName', () => {
  it('joins account and type', () => {
    expect(contactName(SECURITY)).toBe('222222222222/SECURITY');
  });
});

describe('contactKey', () => {
  it('is account and type, and nothing else', () => {
    expect(contactKey(plannedChange())).toEqual(SECURITY);
  });
});

describe('isSameContact', () => {
  it('is true when every field is equal, whatever the order of the fields', () => {
    const { phoneNumber, ...rest } = OLD_CONTACT;
    expect(isSameContact(OLD_CONTACT, { phoneNumber, ...rest })).toBe(true);
  });

  it.each(CONTACT_FIELDS)('is false when only %s differs', (field) => {
    expect(isSameContact(OLD_CONTACT, { ...OLD_CONTACT, [field]: `${OLD_CONTACT[field]}x` })).toBe(false);
  });

  it.each(CONTACT_FIELDS)('is true when %s only differs in the blanks at its ends', (field) => {
    expect(isSameContact(OLD_CONTACT, { ...OLD_CONTACT, [field]: `\t${OLD_CONTACT[field]} \u00A0` })).toBe(true);
  });

  it.each(['Security  desk', 'Security\u00A0desk', 'Security desk\u200B'])('is false when the name is %j', (name) => {
    expect(isSameContact(OLD_CONTACT, { ...OLD_CONTACT, name })).toBe(false);
  });

  it('is true when both are absent', () => {
    expect(isSameContact(null, null)).toBe(true);
  });

  it('is false when only one is absent', () => {
    expect(isSameContact(null, OLD_CONTACT)).toBe(false);
    expect(isSameContact(OLD_CONTACT, null)).toBe(false);
  });
});
