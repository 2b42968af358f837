import { expect, test } from 'vitest';
import { checkAddresses } from '../../../src/mail/recipients.ts';

/** A mail to these addresses. */
function mailTo(...ToAddresses: string[]) {
  return { FromEmailAddress: 'Contacts <contacts@example.com>', Destination: { ToAddresses } };
}

const MANY = Array.from({ length: 26 }, (_, index) => `to-${index}@example.com`);

test.each([
  ['a display name', mailTo('Jane Doe <jane@example.com>')],
  ['a quoted local part', mailTo('"jane doe"@example.com')],
  ['50 recipients', { ...mailTo(), Destination: { CcAddresses: MANY.slice(1), BccAddresses: MANY.slice(1) } }],
])('takes a mail with %s', (_what, mail) => {
  expect(() => checkAddresses(mail)).not.toThrow();
});

test.each([
  ['it has no recipient', mailTo(), 'at least one recipient'],
  ['it has no destination', { FromEmailAddress: 'a@example.com' }, 'at least one recipient'],
  [
    'it has 51 recipients',
    { ...mailTo('a@example.com'), Destination: { CcAddresses: MANY, BccAddresses: MANY } },
    'Recipient count exceeds 50.',
  ],
  ['a recipient has no @', mailTo('jane'), "Missing final '@domain'"],
  ['a recipient is empty', mailTo(''), "Missing final '@domain'"],
  ['a recipient has no domain', mailTo('jane@'), 'Missing domain'],
  ['a recipient has a blank', mailTo('jane doe@example.com'), 'Local address contains control or whitespace'],
  ['a recipient is not ASCII', mailTo('jané@example.com'), 'Local address contains control or whitespace'],
  ['a domain has a blank', mailTo('jane@example com'), 'Domain contains control or whitespace'],
  [
    'a recipient is longer than 320 characters',
    mailTo(`${'a'.repeat(310)}@example.com`),
    'Address length is more than 320',
  ],
  ['the sender has no domain', { ...mailTo('jane@example.com'), FromEmailAddress: 'jane' }, "Missing final '@domain'"],
  [
    'a reply address has no domain',
    { ...mailTo('jane@example.com'), ReplyToAddresses: ['jane'] },
    "Missing final '@domain'",
  ],
])('refuses a mail when %s', (_condition, mail, message) => {
  expect(() => checkAddresses(mail)).toThrow(
    expect.objectContaining({ name: 'BadRequestException', status: 400, message: expect.stringContaining(message) }),
  );
});
