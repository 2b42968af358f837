import { describe, expect, it } from 'vitest';
import { MalformedEventError } from '../../../../functions/domain/errors.ts';
import { readContactEvent } from '../../../../functions/domain/organization/contact-event.ts';
import { ACCOUNT_ID, MANAGEMENT_ACCOUNT_ID } from '../../builders.ts';

const detail = {
  eventName: 'PutAlternateContact',
  eventTime: '2026-06-01T10:00:00Z',
  userIdentity: {
    type: 'AssumedRole',
    arn: 'arn:aws:sts::111111111111:assumed-role/Admin/jane',
    sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::111111111111:role/Admin' } },
  },
  requestParameters: { accountId: ACCOUNT_ID, alternateContactType: 'SECURITY', name: 'HIDDEN' },
  recipientAccountId: MANAGEMENT_ACCOUNT_ID,
};

describe('readContactEvent', () => {
  it('finds the contact, when it was changed, by whom, and in which role', () => {
    expect(readContactEvent(detail)).toEqual({
      accountId: ACCOUNT_ID,
      alternateContactType: 'SECURITY',
      calledAt: '2026-06-01T10:00:00.000Z',
      calledBy: 'arn:aws:sts::111111111111:assumed-role/Admin/jane',
      role: 'arn:aws:iam::111111111111:role/Admin',
    });
  });

  it('takes the account of the caller where none is named, and both spellings of names', () => {
    const requestParameters = { AlternateContactType: 'BILLING' };
    expect(readContactEvent({ ...detail, requestParameters })).toMatchObject({
      accountId: MANAGEMENT_ACCOUNT_ID,
      alternateContactType: 'BILLING',
    });
    const named = { AccountId: ACCOUNT_ID, AlternateContactType: 'BILLING' };
    expect(readContactEvent({ ...detail, requestParameters: named })).toMatchObject({ accountId: ACCOUNT_ID });
  });

  it('copes with an identity of another shape, and with no time', () => {
    const { userIdentity: _, eventTime: __, ...without } = detail;
    for (const event of [without, { ...without, userIdentity: null, eventTime: 'never' }]) {
      expect(readContactEvent(event)).toEqual({
        accountId: ACCOUNT_ID,
        alternateContactType: 'SECURITY',
        calledAt: '1970-01-01T00:00:00.000Z',
      });
    }
  });

  it('ignores a call that failed', () => {
    expect(readContactEvent({ ...detail, errorCode: 'AccessDenied' })).toEqual({
      ignored: 'PutAlternateContact failed: AccessDenied',
    });
  });

  it.each([{ requestParameters: null }, { requestParameters: { alternateContactType: 'OTHER' } }])(
    'refuses an event that names no contact: %j',
    (differences) => {
      expect(() => readContactEvent({ ...detail, ...differences })).toThrow(MalformedEventError);
    },
  );
});
