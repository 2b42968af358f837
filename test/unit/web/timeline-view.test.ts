import { describe, expect, it } from 'vitest';
import type { HistoryEntry, RequestRecord } from '../../../functions/domain/request-record.ts';
import { timeline } from '../../../functions/web/timeline-view.ts';
import { APPROVER, OTHER_APPROVER, pendingRecord, requirement } from './web-samples.ts';

const AT = '2026-06-01T12:00:00.000Z';

/** The entries as sentences, of a history of which only the words matter. */
function told(history: [who: string, what: string][], differences: Partial<RequestRecord> = {}): string[] {
  const entries = history.map(([who, what]): HistoryEntry => ({ at: AT, who, what }));
  return timeline(pendingRecord({ history: entries, ...differences })).map(({ symbol, who, what, more }) =>
    [symbol, who, what, more].filter(Boolean).join(' '),
  );
}

describe('timeline', () => {
  it('tells who did what, and what the workflow did', () => {
    const history: [string, string][] = [
      ['jane@example.com', 'requested'],
      ['workflow', 'planned 1 of 1 changes'],
      ['workflow', 'asked for approval, round 1'],
      ['workflow', `could not reach ${OTHER_APPROVER}: the mail bounced (General)`],
      [APPROVER, 'approved'],
      [APPROVER, 'rejected after all'],
      ['workflow', 'the rejection is final'],
    ];
    expect(told(history)).toEqual([
      '• jane@example.com requested',
      '• Compared with the contacts as they are: 1 change to make',
      `? Asked ${APPROVER}, ${OTHER_APPROVER} for approval`,
      `! Could not reach ${OTHER_APPROVER}: the mail bounced (General)`,
      `✓ ${APPROVER} approved`,
      `✗ ${APPROVER} rejected after all`,
      '✗ Rejected: the rejection is final',
    ]);
  });

  it('tells how many changes hold already when not all are to be made', () => {
    expect(told([['workflow', 'planned 1 of 3 changes']])).toEqual([
      '• Compared with the contacts as they are: 1 change to make, 2 of 3 hold already',
    ]);
  });

  it('tells what each round did when there are several', () => {
    const rounds = [false, true, true, false].map((remind) => ({ seconds: 60, remind, escalateTo: [] }));
    const approval = { requirements: [requirement()], rounds };
    const history: [string, string][] = [
      ['workflow', 'asked for approval, round 2'],
      ['workflow', 'asked for approval, round 3, escalated to ciso@example.com, cto@example.com'],
      ['workflow', 'asked for approval, round 4'],
    ];
    expect(told(history, { approval })).toEqual([
      '? Round 2: reminded those who had not voted',
      '? Round 3: reminded those who had not voted, escalated to ciso@example.com, cto@example.com',
      '? Round 4: went on waiting',
    ]);
  });

  it('tells what became of each change, after it tells that they are being applied', () => {
    const history: [string, string][] = [
      ['workflow', 'every quorum is reached'],
      ['workflow', 'applied 222222222222/SECURITY'],
      ['workflow', 'applied 222222222222/BILLING: it was so already, nothing to do'],
      ['workflow', 'could not finish 333333333333/SECURITY: AccessDeniedException: no'],
    ];
    expect(told(history, { status: 'PARTIALLY_APPLIED', applyingSince: AT })).toEqual([
      '✓ Approved: every quorum is reached',
      '• Began to apply the changes',
      '✓ Applied the SECURITY contact of 222222222222',
      '✓ Applied the BILLING contact of 222222222222: it was so already, nothing to do',
      '! Could not finish the SECURITY contact of 333333333333: AccessDeniedException: no',
    ]);
  });

  it('tells from when on the changes were applied, and the end in words', () => {
    const history: [string, string][] = [
      ['workflow', 'every quorum is reached'],
      ['workflow', 'ended'],
    ];
    const approved = ['✓ Approved: every quorum is reached', '• Began to apply the changes'];
    expect(told(history, { applyingSince: AT, status: 'FAILED' })).toEqual([
      ...approved,
      '✗ Failed The changes could not be applied.',
    ]);
    expect(told(history.slice(0, 1), { applyingSince: AT, status: 'APPROVED' })).toEqual(approved);
  });

  it('keeps the comments', () => {
    const history = [
      { at: AT, who: APPROVER, what: 'approved', comment: 'Fine' },
      { at: AT, who: 'jane@example.com', what: 'cancelled', comment: 'Not needed' },
    ];
    expect(timeline(pendingRecord({ history })).map(({ comment }) => comment)).toEqual(['Fine', 'Not needed']);
  });

  it('has the words as they are when they are new to it', () => {
    expect(told([['workflow', 'did something new']])).toEqual(['• Did something new']);
  });
});
