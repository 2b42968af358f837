import { describe, expect, it } from 'vitest';
import { confusableDomains } from '../../../../functions/domain/request/contact-problems.ts';
import { formProblems } from '../../../../functions/domain/request/form-problems.ts';
import { BILLING, changeRequest, deleteChange, NEW_CONTACT, putChange, SECURITY } from '../../builders.ts';

const places = (request: unknown) => formProblems(request).map(({ pointer, code }) => [pointer, code]);
const putWith = (differences: object) => ({ ...putChange(), contact: { ...NEW_CONTACT, ...differences } });

describe('formProblems', () => {
  it('finds nothing wrong with a valid request', () => {
    expect(formProblems(changeRequest({ changes: [putChange(), deleteChange(BILLING)] }))).toEqual([]);
  });

  it('finds the unusable contacts of a request that does not break the schema', () => {
    const blank = putWith({ name: ' ', title: ' ', phoneNumber: '   ' });
    expect(places(changeRequest({ changes: [putChange(BILLING), blank] }))).toEqual([
      ['/changes/1/contact/name', 'blank'],
      ['/changes/1/contact/title', 'blank'],
      ['/changes/1/contact/phoneNumber', 'blank'],
    ]);
  });

  it.each([
    { pointer: '/approved by the CISO', code: 'format' },
    { pointer: '/changes/0/contact', code: 'format' },
    { pointer: '/changes/00/accountId', code: 'format' },
    { pointer: '/changes/0/contact/emailAddress/x', code: 'format' },
    { pointer: '/changes/1/accountId', code: 'notAllowedHere' },
  ])('refuses what was written for $pointer, which is no field of a change', ({ pointer, code }) => {
    const asWritten = [
      { pointer: '/changes/0/accountId', text: '2222' },
      { pointer, text: 'x' },
    ];
    expect(places({ ...changeRequest({ changes: [putChange()] }), asWritten })).toEqual([
      ['/asWritten/1/pointer', code],
    ]);
  });

  it('finds everything at once when the request breaks the schema, too', () => {
    const first = { ...putWith({ title: '\u200B', emailAddress: 'soc@example', phoneNumber: '-' }), action: 'put' };
    const second = { ...putWith({ name: ' ' }), accountId: '1234' };
    expect(places({ ...changeRequest(), changes: [first, second], reason: '' })).toEqual([
      ['/reason', 'tooShort'],
      ['/changes/0/action', 'notAllowedValue'],
      ['/changes/0/contact/emailAddress', 'format'],
      ['/changes/0/contact/title', 'blank'],
      ['/changes/0/contact/phoneNumber', 'tooFewDigits'],
      ['/changes/1/accountId', 'format'],
      ['/changes/1/contact/name', 'blank'],
    ]);
  });

  it('finds what is missing in a change whose action is unknown', () => {
    expect(places({ ...changeRequest(), changes: [{ action: 'drop' }, { contact: {} }] })).toEqual([
      ['/changes/0/action', 'notAllowedValue'],
      ['/changes/0/accountId', 'required'],
      ['/changes/0/alternateContactType', 'required'],
      ['/changes/1/action', 'required'],
      ['/changes/1/accountId', 'required'],
      ['/changes/1/alternateContactType', 'required'],
      ['/changes/1/contact/name', 'required'],
      ['/changes/1/contact/title', 'required'],
      ['/changes/1/contact/emailAddress', 'required'],
      ['/changes/1/contact/phoneNumber', 'required'],
    ]);
  });

  it.each([
    ['/reason', { reason: '\u00A0\n' }],
    ['/source/reference', { source: { system: 'jira', reference: '\u200B' } }],
  ])('misses something to read at %s', (pointer, differences) => {
    expect(formProblems(changeRequest(differences))).toEqual([{ pointer, code: 'blank' }]);
  });

  it.each([null, 7, [], {}, { changes: [null, 1, 'x', []] }])('finds something wrong with %j', (request) => {
    expect(formProblems(request).length).toBeGreaterThan(0);
  });
});

describe('confusableDomains', () => {
  const request = changeRequest({
    changes: [deleteChange(BILLING), { ...SECURITY, ...putWith({ emailAddress: 'soc@xn--80ak6aa92e.com' }) }],
  });

  it('finds encoded letters when the policy refuses them', () => {
    const problem = { pointer: '/changes/1/contact/emailAddress', code: 'confusableDomain' };
    expect(confusableDomains(request, 'refuse')).toEqual([problem]);
    expect(confusableDomains(changeRequest(), 'refuse')).toEqual([]);
  });

  it('finds nothing when the policy shows them', () => {
    expect(confusableDomains(request)).toEqual([]);
    expect(confusableDomains(request, 'show')).toEqual([]);
  });
});
