import { expect, it } from 'vitest';
import { contactDigest } from '../../../../functions/domain/ledger/contact-digest.ts';
import { NEW_CONTACT, OLD_CONTACT, recordWith } from '../../builders.ts';

const record = recordWith();

it('is the same for the same contact, whatever AWS makes of the space around it', () => {
  const padded = { ...NEW_CONTACT, name: ` ${NEW_CONTACT.name} ` };
  expect(contactDigest(record, padded)).toBe(contactDigest(record, NEW_CONTACT));
});

it('differs between contacts, and from that of no contact', () => {
  const digests = [NEW_CONTACT, OLD_CONTACT, null].map((contact) => contactDigest(record, contact));
  expect(new Set(digests).size).toBe(3);
});

it('cannot be tried without the nonce of the request', () => {
  const other = recordWith();
  other.history = other.history.map((event) => (event.type === 'Requested' ? { ...event, nonce: 'other' } : event));
  expect(contactDigest(other, NEW_CONTACT)).not.toBe(contactDigest(record, NEW_CONTACT));
});
