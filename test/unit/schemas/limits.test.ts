import { describe, expect, it } from 'vitest';
import isAccountId from '../../../schemas/compiled/account-id.js';
import validateCancellation from '../../../schemas/compiled/cancellation-event.js';
import validateRequest from '../../../schemas/compiled/change-request.js';
import validateContact from '../../../schemas/compiled/contact.js';
import validateKey from '../../../schemas/compiled/contact-key.js';
import * as limits from '../../../schemas/compiled/limits.js';
import validateMailEvent from '../../../schemas/compiled/mail-event.js';
import validateEvent from '../../../schemas/compiled/request-event.js';
import isRequestId from '../../../schemas/compiled/request-id.js';
import validateComment from '../../../schemas/compiled/ticket-comment.js';
import { changeRequest, deleteChange, NEW_CONTACT, OLD_CONTACT, REQUEST_ID, REQUESTER, SECURITY } from '../builders.ts';

it('the limits that the code uses are those of the schemas', () => {
  expect({ ...limits }).toEqual({
    MOST_CHANGES: 100,
    MOST_CAMPAIGN_CHANGES: 150_000,
    REQUEST_ID_CHARACTERS: 80,
    CANCELLATION_COMMENT_CHARACTERS: 1000,
    TICKET_COMMENT_CHARACTERS: 5000,
    CONTACT_NAME_CHARACTERS: 64,
    CONTACT_TITLE_CHARACTERS: 50,
    CONTACT_EMAIL_ADDRESS_CHARACTERS: 254,
    CONTACT_PHONE_NUMBER_CHARACTERS: 25,
  });
});

const isContact = (differences: object) => validateContact({ ...NEW_CONTACT, ...differences });
const isRequest = (differences: object) => validateRequest({ ...changeRequest(), ...differences });

describe('a contact', () => {
  it.each([
    ['name', 64],
    ['title', 50],
  ])('has a %s of 1 to %i characters', (field, limit) => {
    expect(isContact({ [field]: '' })).toBe(false);
    expect(isContact({ [field]: 'x' })).toBe(true);
    expect(isContact({ [field]: 'x'.repeat(limit) })).toBe(true);
    expect(isContact({ [field]: 'x'.repeat(limit + 1) })).toBe(false);
  });

  it('has an e-mail address of at most 254 characters', () => {
    const ofLength = (length: number) => `${'x'.repeat(length - '@example.com'.length)}@example.com`;
    expect(isContact({ emailAddress: ofLength(254) })).toBe(true);
    expect(isContact({ emailAddress: ofLength(255) })).toBe(false);
  });

  it('has a phone number of 1 to 25 characters', () => {
    expect(isContact({ phoneNumber: '' })).toBe(false);
    expect(isContact({ phoneNumber: '1' })).toBe(true);
    expect(isContact({ phoneNumber: '1'.repeat(25) })).toBe(true);
    expect(isContact({ phoneNumber: '1'.repeat(26) })).toBe(false);
  });

  it.each([
    'soc@example.com',
    'SOC@EXAMPLE.COM',
    'a.b+c=d#e|f!g&h-i_j@example.com',
    'soc@mail-1.example.co.uk',
    'soc@under_score.example',
    ' soc@example.com ',
    '\tsoc@example.com\n',
    '1@2.3',
  ])('may have the e-mail address %j', (emailAddress) => {
    expect(isContact({ emailAddress })).toBe(true);
  });

  it.each([
    "o'neil@example.com",
    'a%b@example.com',
    'a/b@example.com',
    'jürgen@example.com',
    'soc@exämple.com',
    'soc@example',
    'soc@example.',
    'soc@.',
    '@example.com',
    'soc',
    'soc@@example.com',
    'soc @example.com',
    'soc@example .com',
    'soc@example.com, other@example.com',
    'soc@example.co-m',
    '"soc"@example.com',
    '<soc@example.com>',
  ])('may not have the e-mail address %j', (emailAddress) => {
    expect(isContact({ emailAddress })).toBe(false);
  });

  it.each(['+1 555 0100', '(030) 123-45', '0', ' '])('may have the phone number %j', (phoneNumber) => {
    expect(isContact({ phoneNumber })).toBe(true);
  });

  it.each(['+1 555 0100 x12', '1/2', '1.2', '٣'])('may not have the phone number %j', (phoneNumber) => {
    expect(isContact({ phoneNumber })).toBe(false);
  });

  it.each(['name', 'title'])('may have any text as %s', (field) => {
    expect(isContact({ [field]: '<b>Ж 名前 😀</b>' })).toBe(true);
  });
});

describe('a contact key', () => {
  it.each(['000000000000', '012345678901', '999999999999'])('may name the account %j', (accountId) => {
    expect(validateKey({ ...SECURITY, accountId })).toBe(true);
    expect(isAccountId(accountId)).toBe(true);
  });

  it.each([
    '',
    '11111111111',
    '1111111111111',
    '11111111111a',
    ' 111111111111',
    '111111111111\n',
    '１１１１１１１１１１１１',
    111111111111,
  ])('may not name the account %j', (accountId) => {
    expect(validateKey({ ...SECURITY, accountId })).toBe(false);
    expect(isAccountId(accountId)).toBe(false);
  });

  it.each(['security', 'ROOT', '', 'SECURITY '])('may not name the type %j', (alternateContactType) => {
    expect(validateKey({ ...SECURITY, alternateContactType })).toBe(false);
  });
});

describe('a change request', () => {
  const deletions = (count: number) =>
    Array.from({ length: count }, (_, index) => deleteChange({ ...SECURITY, accountId: String(900000000000 + index) }));

  it.each([
    { count: 0, valid: false },
    { count: 1, valid: true },
    { count: 100, valid: true },
    { count: 101, valid: false },
  ])('is valid ($valid) when it has $count changes', ({ count, valid }) => {
    expect(isRequest({ changes: deletions(count) })).toBe(valid);
  });

  it.each(['a', '9', 'jira-OPS-42-10124', 'a.b_c:d-e', 'x'.repeat(80)])('may have the id %j', (requestId) => {
    expect(isRequest({ requestId })).toBe(true);
    expect(isRequestId(requestId)).toBe(true);
  });

  it.each(['', '-a', '.a', ':a', '_a', 'a b', 'a/b', 'a#b', 'ä', 'a\n', 'x'.repeat(81)])(
    'may not have the id %j',
    (requestId) => {
      expect(isRequest({ requestId })).toBe(false);
      expect(isRequestId(requestId)).toBe(false);
    },
  );

  it.each([
    { length: 0, valid: false },
    { length: 1, valid: true },
    { length: 10_000, valid: true },
    { length: 10_001, valid: false },
  ])('is valid ($valid) when the reason has $length characters', ({ length, valid }) => {
    expect(isRequest({ reason: 'x'.repeat(length) })).toBe(valid);
  });

  it.each(["o'neil@example.com", 'jane+aws@mail.example.com'])('may be asked for by %j', (requestedBy) => {
    expect(isRequest({ requestedBy })).toBe(true);
  });

  it.each(['jane', 'jane@example', 'jane @example.com', 'jane@example.com\n', 'jane@a.com,b@b.com', 'jän@example.com'])(
    'may not be asked for by %j',
    (requestedBy) => {
      expect(isRequest({ requestedBy })).toBe(false);
    },
  );

  it.each([{ system: 'cli' }, { system: 'x'.repeat(64) }, { system: 'a', url: 'http://tickets.local/1' }])(
    'may come from %j',
    (source) => {
      expect(isRequest({ source })).toBe(true);
    },
  );

  it.each([
    { system: '' },
    { system: 'x'.repeat(65) },
    { system: 'has space' },
    { system: 'a', url: 'javascript:alert(1)' },
    { system: 'a', url: 'https://example.com/a b' },
    { system: 'a', url: `https://${'x'.repeat(2041)}` },
    { system: 'a', reference: '' },
    { system: 'a', reference: 'x'.repeat(201) },
  ])('may not come from %j', (source) => {
    expect(isRequest({ source })).toBe(false);
  });

  it('must have the contact when it puts one', () => {
    expect(isRequest({ changes: [{ ...SECURITY, action: 'PUT' }] })).toBe(false);
  });

  it('must not have a contact when it deletes one', () => {
    expect(isRequest({ changes: [{ ...deleteChange(), contact: OLD_CONTACT }] })).toBe(false);
  });

  it('is refused for one reason only when it has far too many changes, so that nobody waits for the rest', () => {
    expect(isRequest({ changes: Array.from({ length: 100_000 }, () => ({})) })).toBe(false);
    expect(validateRequest.errors?.map(({ instancePath, keyword }) => [instancePath, keyword])).toEqual([
      ['/changes', 'maxItems'],
    ]);
  });

  it('fills nothing in and changes no type', () => {
    const request = { ...changeRequest(), requestId: 42, changes: [{ ...deleteChange(), accountId: 222222222222 }] };
    const copy = structuredClone(request);
    expect(validateRequest(request)).toBe(false);
    expect(request).toEqual(copy);
  });
});

describe('a request event', () => {
  it('may have more in its envelope', () => {
    expect(validateEvent({ source: 'alternate-contacts', detail: changeRequest(), 'replay-name': 'x' })).toBe(true);
  });

  it.each([
    { source: 'other' },
    { source: 'alternate-contacts.other' },
    { source: undefined },
    { 'detail-type': 'Something Else' },
  ])('may not be another event: %j', (envelope) => {
    expect(validateEvent({ source: 'alternate-contacts', detail: changeRequest(), ...envelope })).toBe(false);
  });
});

describe('a cancellation event', () => {
  const isCancellation = (detail: object, envelope: object = {}) =>
    validateCancellation({
      source: 'alternate-contacts',
      detail: { requestId: REQUEST_ID, requestedBy: REQUESTER, ...detail },
      ...envelope,
    });

  it.each([
    { length: 0, valid: false },
    { length: 1, valid: true },
    { length: 1000, valid: true },
    { length: 1001, valid: false },
  ])('is valid ($valid) when the reason has $length characters', ({ length, valid }) => {
    expect(isCancellation({ reason: 'x'.repeat(length) })).toBe(valid);
  });

  it('may give no reason', () => {
    expect(isCancellation({})).toBe(true);
  });

  it.each([{ requestId: 'has space' }, { requestedBy: 'jane' }, { changes: [] }])(
    'may not have the detail %j',
    (detail) => {
      expect(isCancellation(detail)).toBe(false);
    },
  );

  it('may have more in its envelope', () => {
    expect(isCancellation({}, { 'replay-name': 'x' })).toBe(true);
  });

  it.each([{ source: 'other' }, { 'detail-type': 'Alternate Contact Change Requested' }])(
    'may not be another event: %j',
    (envelope) => {
      expect(isCancellation({}, envelope)).toBe(false);
    },
  );
});

describe('a mail event', () => {
  const isMailEvent = (envelope: object) => validateMailEvent({ detail: { mail: { tags: {} } }, ...envelope });

  it('may be of a mail without tags, and have more in its envelope', () => {
    expect(isMailEvent({ 'replay-name': 'x' })).toBe(true);
  });

  it.each([
    { source: 'aws.s3' },
    { 'detail-type': 'Email Delivered' },
    { detail: { mail: {} } },
    { detail: { mail: { tags: { request: 'Y2xpLTE' } } } },
    { detail: { mail: { tags: {} }, bounce: { bounceType: 'Permanent', bouncedRecipients: [] } } },
    { detail: { mail: { tags: {} }, complaint: { complainedRecipients: [{}] } } },
  ])('may not be another event: %j', (envelope) => {
    expect(isMailEvent(envelope)).toBe(false);
  });
});

describe('a ticket comment', () => {
  const isComment = (differences: object) =>
    validateComment({
      request: { requestId: null, status: 'INVALID' },
      source: { system: 'jira', reference: 'OPS-42' },
      ticket: ['OPS-42'],
      text: 'text',
      ...differences,
    });

  it.each([
    { length: 5000, valid: true },
    { length: 5001, valid: false },
  ])('is valid ($valid) when its text has $length characters', ({ length, valid }) => {
    expect(isComment({ text: 'x'.repeat(length) })).toBe(valid);
  });

  it.each([
    { ticket: [] },
    { source: { system: 'jira' } },
    { request: { requestId: null, status: 'CONFLICT' } },
    { changes: [] },
  ])('may not have %j', (differences) => {
    expect(isComment(differences)).toBe(false);
  });
});
