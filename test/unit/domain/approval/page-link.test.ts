import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  formNonce,
  isNonceValid,
  LINK_SECRET_BYTES,
  linkHash,
  requestLinkExpiry,
} from '../../../../functions/domain/approval/page-link.ts';

const SECRET = 'aB3-_'.repeat(8).concat('xyz');
const FINGERPRINT = 'f'.repeat(64);
const SHOWN_AT = new Date('2026-06-01T12:00:00.000Z');
const nonce = formNonce(SECRET, FINGERPRINT, SHOWN_AT);

const later = (milliseconds: number) => new Date(SHOWN_AT.getTime() + milliseconds);
const HOUR = 3_600_000;

describe('LINK_SECRET_BYTES', () => {
  it('makes 43 characters in base64url', () => {
    expect(Buffer.alloc(LINK_SECRET_BYTES).toString('base64url')).toHaveLength(43);
  });
});

describe('requestLinkExpiry', () => {
  it('is 90 days from now, in ISO 8601', () => {
    expect(requestLinkExpiry(SHOWN_AT)).toBe('2026-08-30T12:00:00.000Z');
  });
});

describe('linkHash', () => {
  it('is the SHA-256 of the secret in hex', () => {
    expect(linkHash(SECRET)).toBe(createHash('sha256').update(SECRET).digest('hex'));
  });
});

describe('isNonceValid', () => {
  it.each([0, 1, HOUR - 1, HOUR])('is true when the page was shown %i ms ago', (milliseconds) => {
    expect(isNonceValid(nonce, SECRET, FINGERPRINT, later(milliseconds))).toBe(true);
  });

  it.each([HOUR + 1, 24 * HOUR])('is false when the page was shown %i ms ago', (milliseconds) => {
    expect(isNonceValid(nonce, SECRET, FINGERPRINT, later(milliseconds))).toBe(false);
  });

  it('is false when the page claims to be shown in the future', () => {
    expect(isNonceValid(nonce, SECRET, FINGERPRINT, later(-1))).toBe(false);
  });

  it('is false when it was made for another link', () => {
    expect(isNonceValid(nonce, `${SECRET}a`, FINGERPRINT, SHOWN_AT)).toBe(false);
  });

  it('is false when it was made for another plan or request', () => {
    expect(isNonceValid(nonce, SECRET, 'e'.repeat(64), SHOWN_AT)).toBe(false);
  });

  it('is false when its time was changed', () => {
    const [, mac] = nonce.split('.');
    const moved = `${later(HOUR).getTime().toString(36)}.${mac}`;
    expect(isNonceValid(moved, SECRET, FINGERPRINT, later(HOUR))).toBe(false);
  });

  it.each([...nonce.split('.').slice(1).join('.')].map((_, index) => index))(
    'is false when character %i of its HMAC was changed',
    (index) => {
      const at = nonce.indexOf('.') + 1 + index;
      const other = nonce[at] === 'A' ? 'B' : 'A';
      const tampered = `${nonce.slice(0, at)}${other}${nonce.slice(at + 1)}`;
      expect(isNonceValid(tampered, SECRET, FINGERPRINT, SHOWN_AT)).toBe(false);
    },
  );

  it.each([
    '',
    '.',
    'garbage',
    '....',
    nonce.split('.')[0] ?? '',
    `${nonce.split('.')[0]}.`,
    `.${nonce.split('.')[1]}`,
    `${nonce}x`,
    ` ${nonce}`,
    nonce.toUpperCase(),
    `${'z'.repeat(300)}.x`,
    '\u0000é😀',
  ])('is false when it is %j', (garbage) => {
    expect(isNonceValid(garbage, SECRET, FINGERPRINT, SHOWN_AT)).toBe(false);
  });
});
