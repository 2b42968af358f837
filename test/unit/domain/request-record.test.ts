import { describe, expect, it } from 'vitest';
import { newRecord, withStatus } from '../../../functions/domain/request-record.ts';
import { CREATED_AT, changeRequest, EXECUTION_ARN, receivedRecord, VOTED_AT } from '../builders.ts';

describe('newRecord', () => {
  it('is RECEIVED in its first version, asked for by the requester', () => {
    expect(newRecord(changeRequest(), EXECUTION_ARN, CREATED_AT)).toEqual(receivedRecord());
  });
});

describe('withStatus', () => {
  it('appends to the history and keeps the record that it was given', () => {
    const record = receivedRecord();
    const entry = { at: VOTED_AT, who: 'workflow', what: 'ended' };
    expect(withStatus(record, 'FAILED', entry)).toEqual({
      ...record,
      status: 'FAILED',
      history: [...record.history, entry],
    });
    expect(record).toEqual(receivedRecord());
  });
});
