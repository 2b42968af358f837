import { describe, expect, it } from 'vitest';
import type { ChangeResult } from '../../../functions/domain/ledger/record.ts';
import type { FinalStatus } from '../../../functions/domain/request/request.ts';
import { resultWords } from '../../../functions/wording/result.ts';
import {
  approved,
  BILLING,
  changeApplied,
  changesWithdrawn,
  DENIED,
  ended,
  recordWith,
  SECURITY,
} from '../builders.ts';
import { endedRecord } from '../web/web-samples.ts';

const OTHER_ACCOUNT = { ...SECURITY, accountId: '333333333333' };

function told(status: FinalStatus, results: ChangeResult[]): string[] {
  return resultWords(endedRecord(status, results)).map(({ contacts, status: { symbol, label }, why }) =>
    [symbol, contacts, '-', label, why].filter(Boolean).join(' '),
  );
}

describe('resultWords', () => {
  it('says what became of each change and why, failures first', () => {
    expect(
      told('PARTIALLY_APPLIED', [
        { ...BILLING, status: 'APPLIED' },
        { ...BILLING, accountId: '333333333333', status: 'APPLIED', alreadyInPlace: true },
        { ...SECURITY, status: 'FAILED', error: DENIED },
        { ...OTHER_ACCOUNT, status: 'CONFLICT', error: { name: 'ContactChangedError', message: 'it changed' } },
      ]),
    ).toEqual([
      '✗ SECURITY contact of 222222222222 (Payments, Root / Production) - Failed AccessDeniedException: no permission',
      '! SECURITY contact of 333333333333 - Conflict The contact changed in the meantime, so it was left alone. If it should still change, send a new request.',
      '✓ BILLING contact of 222222222222 (Payments, Root / Production) - Applied',
      '✓ BILLING contact of 333333333333 - Applied It was already in place, so there was nothing to do.',
    ]);
  });

  it('says that AWS has taken a change that it does not show yet', () => {
    expect(told('APPLIED', [{ ...SECURITY, status: 'APPLIED', confirmed: false }])).toEqual([
      '✓ SECURITY contact of 222222222222 (Payments, Root / Production) - Applied AWS has taken the change; it is not visible yet.',
    ]);
  });

  it('says why a change was withdrawn from a request that was applied', () => {
    const because = { kind: 'superseded', requestKey: 'jira/jira-OPS-42-10125' } as const;
    const record = recordWith(
      changesWithdrawn({ contacts: [BILLING], because }),
      approved(),
      changeApplied(),
      ended('APPLIED'),
    );
    const two = {
      ...record,
      results: [...(record.results ?? []), { ...BILLING, status: 'CANCELLED' as const, because }],
    };
    expect(resultWords(two).map(({ why }) => why)).toEqual(['', 'It was withdrawn: superseded by jira-OPS-42-10125.']);
  });

  it('merges accounts when the same became of their contacts', () => {
    const failed = { status: 'FAILED', error: DENIED } as const;
    const other = { name: 'ThrottlingException', message: 'too many' };
    expect(
      told('FAILED', [
        { ...SECURITY, ...failed },
        { ...OTHER_ACCOUNT, ...failed },
        { ...BILLING, ...failed, error: other },
      ]),
    ).toEqual([
      '✗ SECURITY contact of 222222222222 (Payments, Root / Production), 333333333333 - Failed AccessDeniedException: no permission',
      '✗ BILLING contact of 222222222222 (Payments, Root / Production) - Failed ThrottlingException: too many',
    ]);
  });

  it('counts more than three accounts, and lists them apart', () => {
    const accountIds = ['1', '2', '3', '4'].map((digit) => digit.repeat(12));
    const applied = accountIds.map((accountId) => ({ ...SECURITY, accountId, status: 'APPLIED' as const }));
    expect(resultWords(endedRecord('APPLIED', applied))).toMatchObject([
      {
        contacts: 'SECURITY contact of 4 accounts',
        accounts: ['111111111111', '222222222222 (Payments, Root / Production)', '333333333333', '444444444444'],
      },
    ]);
    expect(resultWords(endedRecord('APPLIED', applied.slice(1)))).toMatchObject([{ accounts: [] }]);
  });

  it.each(['REJECTED', 'EXPIRED', 'CANCELLED', 'UNCHANGED'] as const)('is empty when the request is %s', (status) => {
    const record = endedRecord(status, [{ ...SECURITY, status }]);
    expect(record.results).toHaveLength(1);
    expect(resultWords(record)).toEqual([]);
  });
});
