import { describe, expect, it } from 'vitest';
import { isoTime, sweepOf } from '../../../../functions/domain/inventory/sweep.ts';

describe('sweepOf', () => {
  const counts = { accounts: 3, read: 2, changed: 1, unreadable: 0, newAccounts: 0 };
  const begun = { sweepId: 'a', startedAt: '2026-06-01T10:00:00.000Z' };

  it('reads a sweep as the table holds it', () => {
    const item = { pk: 'SWEEP#current', executionArn: 'arn', ...begun, ...counts, endedAt: '2026-06-01T11:00:00.000Z' };
    expect(sweepOf(item)).toEqual({ ...begun, ...counts, endedAt: '2026-06-01T11:00:00.000Z' });
  });

  it('has counted nothing yet where the counts are missing', () => {
    expect(sweepOf(begun)).toEqual({ ...begun, accounts: 0, read: 0, changed: 0, unreadable: 0, newAccounts: 0 });
  });

  it.each([undefined, {}, { sweepId: 1, startedAt: 'x' }])('is nothing for %j', (item) => {
    expect(sweepOf(item)).toBeUndefined();
  });
});

describe('isoTime', () => {
  it('makes times comparable as text', () => {
    expect(isoTime('2026-06-01T10:00:00Z')).toBe('2026-06-01T10:00:00.000Z');
  });
});
