import { describe, expect, it } from 'vitest';
import { asWritten, asWrittenText } from '../../../functions/wording/as-written.ts';
import { changeRequest, deleteChange, putChange } from '../builders.ts';

function textsOf(pointer: string, text: string, changes = [putChange()]): string[] {
  return asWritten(changeRequest({ changes, asWritten: [{ pointer, text }] })).map(asWrittenText);
}

describe('asWritten', () => {
  it.each([
    ['/changes/0/accountId', '2222-2222-2222', 'Account: written as “2222-2222-2222”, taken as 222222222222'],
    ['/changes/0/alternateContactType', 'security', 'Contact type: written as “security”, taken as SECURITY'],
    ['/changes/0/action', 'put', 'Action: written as “put”, taken as PUT'],
    ['/changes/0/contact/phoneNumber', '＋１', 'Phone: written as “＋１”, taken as +1 555 0199'],
    ['/requestedBy', 'Jane@example.com', 'Requester: written as “Jane@example.com”, taken as jane@example.com'],
  ])('says what was made of %s', (pointer, text, line) => {
    expect(textsOf(pointer, text)).toEqual([line]);
  });

  it('spells out blanks at the ends and invisible characters', () => {
    expect(textsOf('/changes/0/contact/name', ' Response\u200B team\n')).toEqual([
      'Name: written as “␣Response[U+200B] team[U+000A]”, taken as Response team',
    ]);
  });

  it('names the contact when the request has several', () => {
    expect(textsOf('/changes/1/action', 'remove', [putChange(), deleteChange()])).toEqual([
      'BILLING contact of 222222222222, action: written as “remove”, taken as DELETE',
    ]);
  });

  it.each(['/nowhere', '/changes/9/accountId', '/constructor', '/changes/0/contact', '/__proto__/name', '/'])(
    'says that the value was left out when the request has no text at %s',
    (pointer) => {
      expect(textsOf(pointer, 'x')[0]).toMatch(/: written as “x”, left out$/);
    },
  );

  it('is empty when everything is as written', () => {
    expect(asWritten(changeRequest())).toEqual([]);
  });
});
