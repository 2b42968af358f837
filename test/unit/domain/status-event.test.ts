import { describe, expect, it } from 'vitest';
import { CONTACT_FIELDS } from '../../../functions/domain/contact.ts';
import { statusChange } from '../../../functions/domain/status-event.ts';
import {
  BILLING,
  changeRequest,
  deleteChange,
  NEW_CONTACT,
  OLD_CONTACT,
  pendingRecord,
  putChange,
  REQUEST_ID,
  REQUESTER,
  SECURITY,
  VOTED_AT,
} from '../builders.ts';

describe('statusChange', () => {
  const request = changeRequest({ changes: [putChange(SECURITY), deleteChange(BILLING)] });
  const detail = statusChange(pendingRecord({ request }), 'RECEIVED', VOTED_AT);

  it('tells which request moved from where to where and when', () => {
    expect(detail).toEqual({
      requestId: REQUEST_ID,
      status: 'PENDING_APPROVAL',
      previousStatus: 'RECEIVED',
      requestedBy: REQUESTER,
      source: { system: 'jira', reference: 'OPS-42' },
      occurredAt: VOTED_AT,
      changes: [
        { ...SECURITY, status: 'PENDING_APPROVAL' },
        { ...BILLING, status: 'PENDING_APPROVAL' },
      ],
    });
  });

  it('holds no detail of a contact and no task token', () => {
    const text = JSON.stringify(detail);
    const details = [OLD_CONTACT, NEW_CONTACT].flatMap((contact) => CONTACT_FIELDS.map((field) => contact[field]));
    for (const secret of [...details, 'token-of-the-task']) expect(text).not.toContain(secret);
  });

  it('has no previous status when the request is new', () => {
    expect(statusChange(pendingRecord(), null, VOTED_AT).previousStatus).toBeNull();
  });
});
