import type { Contact } from '../../../schemas/compiled/contact.js';
import {
  CONTACT_EMAIL_ADDRESS_CHARACTERS,
  CONTACT_NAME_CHARACTERS,
  CONTACT_PHONE_NUMBER_CHARACTERS,
  CONTACT_TITLE_CHARACTERS,
} from '../../../schemas/compiled/limits.js';
import { CONTACT_FIELDS } from './contact.ts';
import { type AddressFault, addressFault } from './email-address.ts';
import { codePoint, invisibleIn, isVisible } from './invisible-character.ts';
import { trimmed } from './plain-text.ts';

/** Why a field of a contact that AWS may accept is of no use to anybody. */
export type FieldFault =
  | { code: 'blank' | 'outerBlank' }
  /** The character as `U+200B`. */
  | { code: 'invisibleCharacter'; character: string }
  /** `isInUnits`: short enough in characters, but not in UTF-16 code units, of which an emoji takes two. */
  | { code: 'tooLong'; limit: number; isInUnits?: true }
  | { code: 'tooFewDigits'; limit: number }
  | { code: 'undeliverable'; because: AddressFault };

const LIMITS: Record<keyof Contact, number> = {
  name: CONTACT_NAME_CHARACTERS,
  title: CONTACT_TITLE_CHARACTERS,
  emailAddress: CONTACT_EMAIL_ADDRESS_CHARACTERS,
  phoneNumber: CONTACT_PHONE_NUMBER_CHARACTERS,
};

/** The shortest numbers that one can call from elsewhere have as many. */
const FEWEST_DIGITS = 6;

/** What makes a contact unusable, at most once for each field. Only looks at text; the rest is for the schema. */
export function contactFaults(contact: Record<string, unknown>): { field: keyof Contact; fault: FieldFault }[] {
  return CONTACT_FIELDS.flatMap((field) => {
    const value = contact[field];
    const fault = typeof value === 'string' ? fieldFault(field, value) : undefined;
    return fault ? [{ field, fault }] : [];
  });
}

function fieldFault(field: keyof Contact, text: string): FieldFault | undefined {
  return legibilityFault(text) ?? lengthFault(text, LIMITS[field]) ?? ownFault(field, text);
}

/** What is wrong with a text that people must be able to read, and that must not differ from what they see. */
export function legibilityFault(text: string): FieldFault | undefined {
  if (!isVisible(text)) return { code: 'blank' };
  if (trimmed(text) !== text) return { code: 'outerBlank' };
  const character = invisibleIn(text);
  return character === undefined ? undefined : { code: 'invisibleCharacter', character };
}

/** Nobody documents which of the two AWS counts. */
function lengthFault(text: string, limit: number): FieldFault | undefined {
  if (text.length <= limit) return undefined;
  return [...text].length > limit ? { code: 'tooLong', limit } : { code: 'tooLong', limit, isInUnits: true };
}

function ownFault(field: keyof Contact, text: string): FieldFault | undefined {
  switch (field) {
    case 'name':
    case 'title':
      return undefined;
    case 'emailAddress': {
      const because = addressFault(text);
      return because && { code: 'undeliverable', because };
    }
    case 'phoneNumber':
      return phoneFault(text);
  }
}

function phoneFault(text: string): FieldFault | undefined {
  const [odd] = /(?! )\p{Zs}/u.exec(text) ?? [];
  if (odd !== undefined) return { code: 'invisibleCharacter', character: codePoint(odd) };
  const digits = text.replace(/[^0-9]/g, '').length;
  return digits < FEWEST_DIGITS ? { code: 'tooFewDigits', limit: FEWEST_DIGITS } : undefined;
}
