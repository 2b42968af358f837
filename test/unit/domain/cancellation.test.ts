import { describe, expect, it } from 'vitest';
import { cancelRequest } from '../../../functions/domain/cancellation.ts';
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

describe('cancelRequest', () => {
  it.each([receivedRecord(), pendingRecord()])('takes a request back when it is $status', (record) => {
    expect(cancelRequest(record, { ...cancellation, reason: 'The mailbox stays' })).toEqual({
      record: {
        ...record,
        status: 'CANCELLED',
        history: [...record.history, { at: VOTED_AT, who: REQUESTER, what: 'cancelled: The mailbox stays' }],
      },
    });
  });

  it('tells no reason when none is given', () => {
    const result = cancelRequest(receivedRecord(), cancellation);
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

  it.each([
    'APPROVED',
    'REJECTED',
    'EXPIRED',
    'UNCHANGED',
    'INVALID',
    'DUPLICATE',
    'APPLIED',
    'PARTIALLY_APPLIED',
    'FAILED',
  ] as const)('refuses when the request is %s', (status) => {
    expect(cancelRequest(pendingRecord({ status }), cancellation)).toEqual({ refusal: 'decided' });
  });

  it.each([
    { at: '2026-06-04T09:59:59.999Z', result: { record: { status: 'CANCELLED' } } },
    { at: EXPIRES_AT, result: { refusal: 'decided' } },
  ])('answers $result at $at when the last round ends at ten', ({ at, result }) => {
    expect(cancelRequest(pendingRecord(), { ...cancellation, at })).toMatchObject(result);
  });

  it('changes nothing when it is cancelled already', () => {
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
