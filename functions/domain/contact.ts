/** The three kinds of alternate contact that every AWS account has. */
export const ALTERNATE_CONTACT_TYPES = ['BILLING', 'OPERATIONS', 'SECURITY'] as const;

export type AlternateContactType = (typeof ALTERNATE_CONTACT_TYPES)[number];

/** An alternate contact as the Account Management API holds it; every field is personal data and never logged. */
export interface Contact {
  name: string;
  title: string;
  emailAddress: string;
  phoneNumber: string;
}

/** The fields of a contact, in the order in which people read them. */
export const CONTACT_FIELDS = ['name', 'title', 'emailAddress', 'phoneNumber'] as const satisfies (keyof Contact)[];

/** What names one contact: an account (12 digits, as a string) and a contact type. */
export interface ContactKey {
  accountId: string;
  alternateContactType: AlternateContactType;
}

/** A contact as it was read from AWS; `null` when none is set. */
export interface CurrentContact extends ContactKey {
  contact: Contact | null;
}

/** `222222222222/SECURITY`: the contact in one word, for keys, logs and messages. */
export function contactName({ accountId, alternateContactType }: ContactKey): string {
  return `${accountId}/${alternateContactType}`;
}

/** Whether both are the same contact, or both absent. */
export function isSameContact(left: Contact | null, right: Contact | null): boolean {
  if (left === null || right === null) return left === right;
  return CONTACT_FIELDS.every((field) => left[field] === right[field]);
}
