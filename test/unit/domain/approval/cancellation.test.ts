import { describe, expect, it } from 'vitest';
import { cancelRequest, refuseCancellation } from '../../../../functions/domain/approval/cancellation.ts';
import { evolveAll } from '../../../../functions/domain/ledger/evolve.ts';
import {
  APPROVER,
  changeRequest,
  EXPIRES_AT,
  pendingRecord,
  REQUESTER,
  receivedRecord,
  VOTED_AT,
} from '../../builders.ts';

const attempt = { requestedBy: REQUESTER, isProven: true, comment: '', at: VOTED_AT };
const approved = pendingRecord({ status: 'APPROVED' });
const applying = pendingRecord({ status: 'APPROVED', applyingSince: VOTED_AT });
const cancelled = { type: 'Cancelled', at: VOTED_AT, by: REQUESTER, comment: '' };

describe('cancelRequest', () => {
  it.each([receivedRecord(), pendingRecord(), approved])('cancels a request when it is $status', (record) => {
    const comment = 'The mailbox stays';
    const events = cancelRequest(record, { ...attempt, comment });
    expect(events).toEqual([{ ...cancelled, comment }]);
    expect('refusal' in events || evolveAll(record, events)).toEqual({
      ...record,
      status: 'CANCELLED',
      cancellation: { by: REQUESTER, at: VOTED_AT, comment },
      history: [...record.history, { ...cancelled, comment }],
    });
  });

  it.each(['JANE@Example.com', ' jane@example.com '])(
    'cancels in the name of the request when the requester writes %j',
    (requestedBy) => {
      expect(cancelRequest(receivedRecord(), { ...attempt, requestedBy })).toEqual([cancelled]);
    },
  );

  it.each(['iam', 'signature', 'workflow'] as const)(
    'refuses when somebody only names the requester, who is known by more than a name: %s',
    (provenBy) => {
      const record = { ...receivedRecord(), provenBy };
      expect(cancelRequest(record, { ...attempt, isProven: false })).toEqual({ refusal: 'notProven' });
      expect(cancelRequest(record, attempt)).toEqual([cancelled]);
    },
  );

  it('cancels for whom an event names when that is how they asked', () => {
    const record = { ...receivedRecord(), provenBy: 'claimed' } as const;
    expect(cancelRequest(record, { ...attempt, isProven: false })).toEqual([cancelled]);
  });

  it('cancels when the address of the request has spaces and capitals', () => {
    const record = receivedRecord({ request: changeRequest({ requestedBy: ' Jane@Example.com' }) });
    expect(cancelRequest(record, attempt)).toEqual([{ ...cancelled, by: ' Jane@Example.com' }]);
  });

  it.each([APPROVER, 'jane@example.com.evil.test', 'jane@example.co', ''])(
    'refuses when %j is not the requester, whatever the status',
    (requestedBy) => {
      for (const status of ['RECEIVED', 'PENDING_APPROVAL', 'APPROVED', 'CANCELLED'] as const) {
        expect(cancelRequest(pendingRecord({ status }), { ...attempt, requestedBy })).toEqual({
          refusal: 'notTheRequester',
        });
      }
    },
  );

  it('refuses when the approved changes are being applied', () => {
    expect(cancelRequest(applying, attempt)).toEqual({ refusal: 'applying' });
  });

  it.each([
    'REJECTED',
    'EXPIRED',
    'UNCHANGED',
    'INVALID',
    'DUPLICATE',
    'APPLIED',
    'PARTIALLY_APPLIED',
    'FAILED',
  ] as const)('refuses when the request is %s', (status) => {
    expect(cancelRequest(pendingRecord({ status }), attempt)).toEqual({ refusal: 'ended' });
  });

  it.each([
    { at: '2026-06-04T09:59:59.999Z', result: [{ type: 'Cancelled' }] },
    { at: EXPIRES_AT, result: { refusal: 'ended' } },
  ])('answers $result at $at when the last round ends at ten', ({ at, result }) => {
    expect(cancelRequest(pendingRecord(), { ...attempt, at })).toMatchObject(result);
  });

  it('adds nothing when the request is cancelled already', () => {
    expect(cancelRequest(pendingRecord({ status: 'CANCELLED' }), { ...attempt, comment: 'again' })).toEqual([]);
  });

  it('leaves the record that it was given as it was', () => {
    const record = receivedRecord();
    cancelRequest(record, attempt);
    expect(record).toEqual(receivedRecord());
  });
});

describe('refuseCancellation', () => {
  it.each([
    { record: receivedRecord(), refusal: undefined },
    { record: pendingRecord(), refusal: undefined },
    { record: approved, refusal: undefined },
    { record: applying, refusal: 'applying' },
    { record: pendingRecord({ status: 'CANCELLED' }), refusal: 'ended' },
    { record: pendingRecord({ status: 'APPLIED', applyingSince: VOTED_AT }), refusal: 'ended' },
  ])('is $refusal when the request is $record.status since $record.applyingSince', ({ record, refusal }) => {
    expect(refuseCancellation(record, VOTED_AT)).toBe(refusal);
  });

  it('lets an approved request be cancelled after the expiry, because the approval came before it', () => {
    expect(refuseCancellation(approved, EXPIRES_AT)).toBeUndefined();
  });
});
