import { describe, expect, it } from 'vitest';
import { withoutTaskToken, withTaskToken } from '../../../../functions/domain/ledger/task-token.ts';
import { pendingRecord, recordWith } from '../../builders.ts';

describe('withTaskToken', () => {
  it('sets the token, whether there was one or not', () => {
    expect(withTaskToken(recordWith(), 'new-token')).toEqual({ ...recordWith(), taskToken: 'new-token' });
    expect(withTaskToken(pendingRecord(), 'new-token')).toEqual({ ...pendingRecord(), taskToken: 'new-token' });
  });
});

describe('withoutTaskToken', () => {
  it('takes the token away, and nothing else', () => {
    const { taskToken: _, ...rest } = pendingRecord();
    const record = withoutTaskToken(pendingRecord());
    expect(record).toEqual(rest);
    expect(record).not.toHaveProperty('taskToken');
  });

  it('is the very record that came in when it has no token', () => {
    const record = recordWith();
    expect(withoutTaskToken(record)).toBe(record);
  });
});
