import { describe, expect, it } from 'vitest';
import { readableContacts, readableRequest } from '../../../../functions/domain/request/readable-request.ts';
import { BILLING, changeRequest, NEW_CONTACT, REQUESTER, SECURITY } from '../../builders.ts';

describe('readableContacts', () => {
  it('reads the contacts that are named readably when others are not', () => {
    const changes: unknown[] = [
      { ...SECURITY, action: 'PUT', contact: 'none' },
      { accountId: 222222222222, alternateContactType: 'SECURITY' },
      { accountId: '22222222222', alternateContactType: 'SECURITY' },
      { accountId: '2222222222222', alternateContactType: 'SECURITY' },
      { accountId: '222222222222', alternateContactType: 'ROOT' },
      { accountId: '222222222222' },
      'text',
      null,
      [],
      BILLING,
    ];
    expect(readableContacts({ changes })).toEqual([SECURITY, BILLING]);
  });

  it.each([undefined, null, 'text', 42, [], {}, { changes: 'text' }, { changes: {} }, { changes: null }])(
    'reads no contact when the request is %j',
    (request) => {
      expect(readableContacts(request)).toEqual([]);
    },
  );

  it('reads nothing but the key when a contact is given', () => {
    expect(readableContacts(changeRequest())).toEqual([SECURITY]);
  });
});

describe('readableRequest', () => {
  it('reads request id, requester and source when the request is valid', () => {
    const { requestId, requestedBy, source } = changeRequest();
    expect(readableRequest(changeRequest())).toEqual({ requestId, requestedBy, source });
  });

  it.each([undefined, null, 'text', 42, [], {}])('reads nothing when the request is %j', (request) => {
    expect(readableRequest(request)).toEqual({ requestId: null, requestedBy: null, source: null });
  });

  it.each([
    { requestId: '' },
    { requestId: '-starts-wrong' },
    { requestId: 'has space' },
    { requestId: 'x'.repeat(81) },
    { requestId: 42 },
  ])('reads no request id when it breaks the schema: %j', (request) => {
    expect(readableRequest(request).requestId).toBeNull();
  });

  it.each([
    'jane',
    'jane@example',
    'jane@example..com',
    'jane doe@example.com',
    'jane@example.com, other@example.com',
    'jane@example.com\r\nBcc: other@example.com',
    '<jane@example.com>x',
    'jän@example.com',
    42,
  ])('reads no requester when %j is not a single e-mail address', (requestedBy) => {
    expect(readableRequest({ requestedBy }).requestedBy).toBeNull();
  });

  it.each(['system', 42, [], null])('reads no source when it is %j', (source) => {
    expect(readableRequest({ source }).source).toBeNull();
  });

  it('reads the requester when the schema accepts the longest local part', () => {
    const requestedBy = `${'a'.repeat(242)}@example.com`;
    expect(readableRequest({ requestedBy }).requestedBy).toBe(requestedBy);
  });

  it('leaves out of the source what its schema does not know, because it may be personal data', () => {
    const source = { system: 'jira', reference: 'OPS-42', url: 'https://example.com/OPS-42', contact: NEW_CONTACT };
    const { contact: _, ...known } = source;
    expect(readableRequest({ source }).source).toEqual(known);
  });

  it.each([
    { source: { system: '-starts-wrong', reference: 'OPS-42' }, read: { reference: 'OPS-42' } },
    { source: { system: 'x'.repeat(65), reference: '' }, read: {} },
    { source: { system: 'jira', reference: 'x'.repeat(201) }, read: { system: 'jira' } },
    { source: { system: 'jira', url: 'javascript:alert(1)' }, read: { system: 'jira' } },
    { source: { system: 'jira', url: 'https://example.com/a b' }, read: { system: 'jira' } },
    { source: { system: 42, reference: ['OPS-42'], url: null }, read: {} },
  ])('reads $read from the source $source', ({ source, read }) => {
    expect(readableRequest({ source }).source).toEqual(read);
  });

  it('reads each field that is valid by itself when another is not', () => {
    const request = { ...changeRequest(), requestId: 'has space', source: { system: 'jira' } };
    expect(readableRequest(request)).toEqual({
      requestId: null,
      requestedBy: REQUESTER,
      source: { system: 'jira' },
    });
  });

  it('reads all fields when the changes are wrong, however many there are', () => {
    const changes = Array.from({ length: 10_000 }, () => ({}));
    const { requestId, requestedBy, source } = changeRequest();
    expect(readableRequest({ ...changeRequest(), changes })).toEqual({ requestId, requestedBy, source });
  });
});
