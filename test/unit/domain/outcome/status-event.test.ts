import { describe, expect, it } from 'vitest';
import { CONTACT_FIELDS } from '../../../../functions/domain/contact/contact.ts';
import { reportedResult, statusChange } from '../../../../functions/domain/outcome/status-event.ts';
import validStatusEvent from '../../../../schemas/compiled/status-event.js';
import {
  BILLING,
  changeRequest,
  DENIED,
  deleteChange,
  NEW_CONTACT,
  OLD_CONTACT,
  pendingRecord,
  putChange,
  REQUEST_ID,
  REQUESTER,
  SECURITY,
  VOTED_AT,
} from '../../builders.ts';

describe('statusChange', () => {
  const request = changeRequest({ changes: [putChange(SECURITY), deleteChange(BILLING)] });
  const detail = statusChange(pendingRecord({ request }), 'RECEIVED', VOTED_AT);

  it('says which request moved from where to where, and when', () => {
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

  it('reports the results once the request has ended', () => {
    const results = [
      { ...SECURITY, status: 'APPLIED', alreadyInPlace: true } as const,
      { ...BILLING, status: 'FAILED', error: DENIED } as const,
    ];
    const ended = pendingRecord({ request, status: 'PARTIALLY_APPLIED', results });
    const event = statusChange(ended, 'APPROVED', VOTED_AT);
    expect(event).toMatchObject({ status: 'PARTIALLY_APPLIED', previousStatus: 'APPROVED' });
    expect(event.changes).toEqual([
      { ...SECURITY, status: 'APPLIED' },
      { ...BILLING, status: 'FAILED', error: 'AccessDeniedException: no permission' },
    ]);
  });

  it('says that a change is not confirmed', () => {
    const result = { ...SECURITY, status: 'APPLIED', confirmed: false } as const;
    expect(reportedResult(result)).toEqual(result);
    expect(validStatusEvent({ ...detail, changes: [reportedResult(result)] })).toBe(true);
  });

  it('is a valid status event', () => {
    expect(validStatusEvent(detail)).toBe(true);
  });

  it('has no previous status when the request is new', () => {
    expect(statusChange(pendingRecord(), null, VOTED_AT).previousStatus).toBeNull();
  });
});

describe('reportedResult', () => {
  it('is key, status and the error in one line', () => {
    expect(reportedResult({ ...BILLING, status: 'CONFLICT', error: DENIED })).toEqual({
      ...BILLING,
      status: 'CONFLICT',
      error: 'AccessDeniedException: no permission',
    });
  });

  it('has no error and nothing else when there is none', () => {
    expect(reportedResult({ ...SECURITY, status: 'APPLIED', alreadyInPlace: true })).toEqual({
      ...SECURITY,
      status: 'APPLIED',
    });
  });
});
