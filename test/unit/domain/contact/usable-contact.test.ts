import { describe, expect, it } from 'vitest';
import { contactFaults } from '../../../../functions/domain/contact/usable-contact.ts';
import { NEW_CONTACT } from '../../builders.ts';

const faults = (differences: object) => contactFaults({ ...NEW_CONTACT, ...differences });

describe('contactFaults', () => {
  it('finds nothing in a usable contact', () => {
    expect(faults({})).toEqual([]);
  });

  it('finds one fault of each field at once', () => {
    const contact = { name: ' ', title: '\u200B', emailAddress: 'soc@a..example.com', phoneNumber: '-' };
    expect(faults(contact)).toEqual([
      { field: 'name', fault: { code: 'blank' } },
      { field: 'title', fault: { code: 'blank' } },
      { field: 'emailAddress', fault: { code: 'undeliverable', because: 'domainDots' } },
      { field: 'phoneNumber', fault: { code: 'tooFewDigits', limit: 6 } },
    ]);
  });

  it.each(['name', 'title', 'emailAddress', 'phoneNumber'] as const)(
    'refuses a blank at either end of the %s',
    (field) => {
      for (const text of [` ${NEW_CONTACT[field]}`, `${NEW_CONTACT[field]}\u00A0`, `${NEW_CONTACT[field]}\n`]) {
        expect(faults({ [field]: text })).toEqual([{ field, fault: { code: 'outerBlank' } }]);
      }
    },
  );

  it('counts UTF-16 code units where these are more than characters', () => {
    const fault = { code: 'tooLong', limit: 64, isInUnits: true };
    expect(faults({ name: '😀'.repeat(40) })).toEqual([{ field: 'name', fault }]);
    expect(faults({ name: '😀'.repeat(32) })).toEqual([]);
    expect(faults({ name: '😀'.repeat(65) })).toEqual([{ field: 'name', fault: { code: 'tooLong', limit: 64 } }]);
  });

  it.each(['+1 (555) 010-0', '123456', '+81 3 1234 5678'])('takes the phone %j', (phoneNumber) => {
    expect(faults({ phoneNumber })).toEqual([]);
  });

  it.each(['12345', '+-()', '+1 555'])('misses digits in the phone %j', (phoneNumber) => {
    expect(faults({ phoneNumber })).toEqual([{ field: 'phoneNumber', fault: { code: 'tooFewDigits', limit: 6 } }]);
  });

  it.each(['\u00A0', '\u3000', '\t'])('refuses the blank %j in a phone', (blank) => {
    expect(faults({ phoneNumber: `+1${blank}555 0100` })).toMatchObject([{ fault: { code: 'invisibleCharacter' } }]);
  });

  it('takes any name and title that people can see', () => {
    expect(faults({ name: '<b>Ж 名前　😀</b>', title: '-' })).toEqual([]);
  });

  it('leaves what is no text to the schema', () => {
    expect(contactFaults({ name: 1, title: null })).toEqual([]);
  });
});
