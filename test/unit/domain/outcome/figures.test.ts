import { describe, expect, it } from 'vitest';
import { endFigures, statusFigure } from '../../../../functions/domain/outcome/figures.ts';
import { BILLING, DENIED, pendingRecord, SECURITY } from '../../builders.ts';

describe('endFigures', () => {
  it('counts the request by its status, and its changes by theirs', () => {
    const results = [
      { ...SECURITY, status: 'APPLIED' as const },
      { ...BILLING, status: 'CONFLICT' as const, error: DENIED },
    ];
    expect(endFigures({ ...pendingRecord(), results }, 'PARTIALLY_APPLIED')).toEqual({
      RequestsPartiallyApplied: 1,
      ChangesApplied: 1,
      ChangesFailed: 0,
      ChangesInConflict: 1,
    });
  });

  it('measures the seconds from when approvers were first asked until they approved', () => {
    const { history } = pendingRecord();
    const by = 'workflow';
    const events = [
      ...history.filter(({ type }) => type !== 'ApprovalRequested'),
      { type: 'ApprovalRequested' as const, at: '2026-06-01T10:00:00.000Z', by, round: 0 as const, approvers: [] },
      { type: 'ApprovalRequested' as const, at: '2026-06-01T11:00:00.000Z', by, round: 0 as const, approvers: [] },
      { type: 'Approved' as const, at: '2026-06-01T11:30:00.500Z', by, approvedBecause: 'quorumReached' as const },
    ];
    expect(endFigures({ ...pendingRecord(), history: events }, 'APPLIED').TimeToApproval).toBe(5400.5);
  });
});

describe('statusFigure', () => {
  it('is one for each status', () => {
    expect(statusFigure('DUPLICATE')).toEqual({ RequestsDuplicate: 1 });
  });
});
