import { describe, expect, it } from 'vitest';
import { canonicalRequest } from '../../../../functions/domain/request/canonical-request.ts';
import { changeRequest, deleteChange, NEW_CONTACT, putChange, REQUESTER, SECURITY } from '../../builders.ts';

describe('canonicalRequest', () => {
  it('leaves a request as it is when it is canonical', () => {
    expect(canonicalRequest({ ...changeRequest() })).toEqual(changeRequest());
  });

  it('trims the requester, the contributors and the reason', () => {
    const written = {
      ...changeRequest(),
      requestedBy: ` ${REQUESTER}\u00A0`,
      contributors: ['\tjoe@example.com ', 7],
      reason: '\n why \n',
    };
    expect(canonicalRequest(written)).toEqual({
      ...changeRequest(),
      contributors: ['joe@example.com', 7],
      reason: 'why',
    });
  });

  it('says for each change what was written', () => {
    const changes = [
      { ...putChange(), accountId: '2222-2222-2222' },
      { ...SECURITY, action: 'remove', contact: NEW_CONTACT },
    ];
    const canonical = canonicalRequest({ ...changeRequest(), changes });
    expect(canonical['changes']).toEqual([putChange(), deleteChange(SECURITY)]);
    expect(canonical['asWritten']).toEqual([
      { pointer: '/changes/0/accountId', text: '2222-2222-2222' },
      { pointer: '/changes/1/action', text: 'remove' },
      { pointer: '/changes/1/contact/name', text: NEW_CONTACT.name },
      { pointer: '/changes/1/contact/title', text: NEW_CONTACT.title },
      { pointer: '/changes/1/contact/emailAddress', text: NEW_CONTACT.emailAddress },
      { pointer: '/changes/1/contact/phoneNumber', text: NEW_CONTACT.phoneNumber },
    ]);
  });

  it('keeps what the sender says was written, and leaves what cannot be that to the schema', () => {
    const changes = [{ ...putChange(), alternateContactType: 'security' }];
    const said = { pointer: '/reason', text: 'y' };
    const own = { pointer: '/changes/0/alternateContactType', text: 'security' };
    expect(canonicalRequest({ changes, asWritten: [said] })['asWritten']).toEqual([said, own]);
    expect(canonicalRequest({ changes, asWritten: 'x' })['asWritten']).toBe('x');
  });

  it('does not repeat the options of forms', () => {
    const { contact, ...key } = { ...putChange(), contact: NEW_CONTACT };
    const changes = [
      { ...key, alternateContactType: 'Security', action: 'Set', contact },
      { ...SECURITY, action: 'Remove' },
    ];
    expect(canonicalRequest({ changes })).toEqual({ changes: [putChange(), deleteChange(SECURITY)] });
  });

  it.each([
    {},
    { changes: 'all' },
    { changes: [null, 'x', 3, []] },
    { requestedBy: 1, contributors: 'x', reason: null },
  ])('leaves %j to the schema', (written) => {
    expect(canonicalRequest(written)).toEqual(written);
  });
});
