import { describe, expect, it } from 'vitest';
import { canonicalChange } from '../../../../functions/domain/request/canonical-change.ts';
import { ACCOUNT_ID, NEW_CONTACT, putChange } from '../../builders.ts';

const contactWith = (field: string, text: string) => ({ ...putChange(), contact: { ...NEW_CONTACT, [field]: text } });

describe('canonicalChange', () => {
  it('leaves a change as it is when it is canonical', () => {
    expect(canonicalChange(putChange())).toEqual({ change: putChange(), asWritten: [] });
  });

  it.each([
    '2222-2222-2222',
    ' 222222222222\u00A0',
    '2222 2222 2222',
    '2222\u20112222\u22122222',
    '２２２２－２２２２－２２２２',
    '2222–2222—2222',
    '\uFEFF222222222222\u200B',
    '\u202A222222222222\u202C',
    '222222222222\n',
  ])('takes the account id %j, and keeps what was written', (accountId) => {
    expect(canonicalChange({ ...putChange(), accountId })).toEqual({
      change: putChange(),
      asWritten: [{ pointer: '/accountId', text: accountId }],
    });
  });

  it.each([222222222222, '-222222222222', '22222222222x', '２２２', ['222222222222'], null])(
    'makes no account id of %j',
    (accountId) => {
      const { change } = canonicalChange({ ...putChange(), accountId });
      expect(change).not.toMatchObject({ accountId: ACCOUNT_ID });
    },
  );

  it.each(['security', 'Security', ' SECURITY ', 'ｓｅｃｕｒｉｔｙ'])('takes the type %j as SECURITY', (type) => {
    expect(canonicalChange({ ...putChange(), alternateContactType: type }).change).toEqual(putChange());
  });

  it.each(['', ' ', 'ſecurity', 'Primary', 'SECURITY contact', 'SECURITY\u200BX', 7])(
    'leaves the type %j to the schema',
    (type) => {
      expect(canonicalChange({ ...putChange(), alternateContactType: type }).change).not.toEqual(putChange());
    },
  );

  it.each(['put', 'Set', 'UPDATE', 'change', 'Add '])('takes the action %j as PUT', (action) => {
    expect(canonicalChange({ ...putChange(), action })).toEqual({
      change: putChange(),
      asWritten: [{ pointer: '/action', text: action }],
    });
  });

  it.each(['remove', 'Remove', 'REMOVE', 'delete', 'clear', '\u00A0remove'])(
    'takes the action %j as DELETE, and tells which fields of the contact it leaves out',
    (action) => {
      const contact = { name: 'Someone who left', title: ' ', emailAddress: undefined, phoneNumber: 1 };
      const { action: _, ...key } = { ...putChange(), contact };
      expect(canonicalChange({ ...key, action })).toEqual({
        change: { accountId: ACCOUNT_ID, alternateContactType: 'SECURITY', action: 'DELETE' },
        asWritten: [
          { pointer: '/action', text: action },
          { pointer: '/contact/name', text: 'Someone who left' },
        ],
      });
    },
  );

  it.each(['', ' ', 'remove it', 'Entfernen', 'true', 0, false, {}])('leaves the action %j to the schema', (action) => {
    const { change } = canonicalChange({ ...putChange(), action });
    expect(change).toMatchObject({ action: typeof action === 'string' ? action.trim() : action });
  });

  it.each([undefined, null])('sets the contact when the action is %j, as in a form without that field', (action) => {
    expect(canonicalChange({ ...putChange(), action })).toEqual({ change: putChange(), asWritten: [] });
  });

  it.each([undefined, null, {}, { name: undefined }, 'x'])(
    'leaves the action out when it is missing and the contact is %j',
    (contact) => {
      expect(canonicalChange({ accountId: ACCOUNT_ID, contact }).change).not.toHaveProperty('action');
    },
  );

  it.each([
    ['name', '　SOC\t', 'SOC'],
    ['name', ' 田中　太郎 ', '田中　太郎'],
    ['name', '\u200B', ''],
    ['title', ' \u00A0 ', ''],
    ['emailAddress', ' soc@example.com\r\n', 'soc@example.com'],
    ['phoneNumber', '+81　3　1234　5678', '+81 3 1234 5678'],
    ['phoneNumber', '＋８１（３）１２３４−５６７８', '+81(3)1234-5678'],
    ['phoneNumber', '\u202D+1\u00A0555\u20110100\u202C', '+1 555-0100'],
    ['phoneNumber', '+1 555 0100 x12 ', '+1 555 0100 x12'],
  ])('takes the %s %j as %j', (field, text, taken) => {
    expect(canonicalChange(contactWith(field, text))).toEqual({
      change: contactWith(field, taken),
      asWritten: [{ pointer: `/contact/${field}`, text }],
    });
  });

  it('leaves unknown fields to the schema', () => {
    const written = { ...putChange(), contact: { ...NEW_CONTACT, fax: ' 1 ' }, colour: ' red ' };
    expect(canonicalChange(written)).toEqual({ change: written, asWritten: [] });
  });

  it('keeps the first 300 characters of a text, and no half character', () => {
    const { asWritten } = canonicalChange(contactWith('name', ` ${'😀'.repeat(400)}`));
    expect(asWritten).toEqual([{ pointer: '/contact/name', text: ` ${'😀'.repeat(299)}` }]);
  });

  it('takes no longer for a text with a long run of blanks', () => {
    const blanks = ' '.repeat(200_000);
    const started = performance.now();
    canonicalChange({ ...contactWith('name', `a${blanks}b`), accountId: `1${blanks}x` });
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
