import { describe, expect, it } from 'vitest';
import { cancelRequest, refuseCancellation } from '../../../functions/domain/cancellation.ts';
import {
  APPROVER,
  CREATED_AT,
  changeRequest,
  EXPIRES_AT,
  pendingRecord,
  REQUESTER,
  receivedRecord,
  VOTED_AT,
} from '../builders.ts';

const cancellation = { requestedBy: REQUESTER, at: VOTED_AT };
const approved = pendingRecord({ status: 'APPROVED' });
const applying = pendingRecord({ status: 'APPROVED', applyingSince: VOTED_AT });

describe('cancelRequest', () => {
  it.each([receivedRecord(), pendingRecord(), approved])('takes a request back when it is $status', (record) => {
    expect(cancelRequest(record, { ...cancellation, reason: 'The mailbox stays' })).toEqual({
      record: {
        ...record,
        status: 'CANCELLED',
        history: [...record.history, { at: VOTED_AT, who: REQUESTER, what: 'cancelled', comment: 'The mailbox stays' }],
      },
    });
  });

  it.each([undefined, ''])('tells no reason when it is %j', (reason) => {
    const result = cancelRequest(receivedRecord(), { ...cancellation, reason });
    expect('record' in result && result.record.history.at(-1)).toEqual({
      at: VOTED_AT,
      who: REQUESTER,
      what: 'cancelled',
    });
  });

  it.each(['JANE@Example.com', ' jane@example.com '])('takes it back when the requester writes %j', (requestedBy) => {
    const result = cancelRequest(receivedRecord(), { ...cancellation, requestedBy });
    expect(result).toMatchObject({ record: { status: 'CANCELLED' } });
    expect('record' in result && result.record.history.at(-1)?.who).toBe(REQUESTER);
  });

  it('takes it back when the address of the request has spaces and capitals', () => {
    const record = receivedRecord({ request: changeRequest({ requestedBy: ' Jane@Example.com' }) });
    expect(cancelRequest(record, cancellation)).toMatchObject({ record: { status: 'CANCELLED' } });
  });

  it.each([APPROVER, 'jane@example.com.evil.test', 'jane@example.co', ''])(
    'refuses when %j is not the requester, whatever the status',
    (requestedBy) => {
      for (const status of ['RECEIVED', 'PENDING_APPROVAL', 'APPROVED', 'CANCELLED'] as const) {
        expect(cancelRequest(pendingRecord({ status }), { ...cancellation, requestedBy })).toEqual({
          refusal: 'not-the-requester',
        });
      }
    },
  );

  it('refuses when the approved changes are being applied', () => {
    expect(cancelRequest(applying, cancellation)).toEqual({ refusal: 'applying' });
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
    expect(cancelRequest(pendingRecord({ status }), cancellation)).toEqual({ refusal: 'ended' });
  });

  it.each([
    { at: '2026-06-04T09:59:59.999Z', result: { record: { status: 'CANCELLED' } } },
    { at: EXPIRES_AT, result: { refusal: 'ended' } },
  ])('answers $result at $at when the last round ends at ten', ({ at, result }) => {
    expect(cancelRequest(pendingRecord(), { ...cancellation, at })).toMatchObject(result);
  });

  it('gives the very record that came in when it is cancelled already', () => {
    const record = pendingRecord({ status: 'CANCELLED' });
    const result = cancelRequest(record, cancellation);
    expect('record' in result && result.record).toBe(record);
  });

  it('leaves the record that it was given as it is', () => {
    const record = receivedRecord();
    cancelRequest(record, cancellation);
    expect(record).toEqual(receivedRecord({ createdAt: CREATED_AT }));
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

  it('lets an approval be taken back after the deadline for votes, because the approval came before it', () => {
    expect(refuseCancellation(approved, EXPIRES_AT)).toBeUndefined();
  });
});
