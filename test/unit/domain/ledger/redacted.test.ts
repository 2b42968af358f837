import { describe, expect, it } from 'vitest';
import { evolveAll, recordOf } from '../../../../functions/domain/ledger/evolve.ts';
import { endedAt, isRedacted, redacted } from '../../../../functions/domain/ledger/redacted.ts';
import {
  APPLIED_AT,
  APPROVER,
  applyStarted,
  approvalRequested,
  approved,
  BILLING,
  changeApplied,
  changeRequest,
  deleteChange,
  ENDED_AT,
  ended,
  NEW_CONTACT,
  OLD_CONTACT,
  planned,
  plannedChange,
  putChange,
  REQUESTER,
  requested,
  SECURITY,
  voteCast,
} from '../../builders.ts';

const LATER = '2026-09-01T10:00:00.000Z';
const request = changeRequest({
  reason: 'Marker reason',
  changes: [putChange(), deleteChange(BILLING)],
  asWritten: [{ pointer: '/changes/0/contact/name', text: 'Marker text' }],
});
const history = [
  requested({ request }),
  planned({ plan: [plannedChange(), plannedChange({ ...BILLING, before: OLD_CONTACT, after: null })] }),
  approvalRequested(),
  voteCast(APPROVER, { comment: 'Marker comment' }),
  approved(),
  applyStarted(),
  changeApplied(SECURITY, { at: APPLIED_AT }),
  ended('APPLIED'),
];
const record = recordOf(history);
const after = redacted(record, LATER);

describe('redacted', () => {
  it('takes out contact details, what people wrote, and the nonces by which both could be tried out', () => {
    const text = JSON.stringify(after);
    for (const value of [...Object.values(OLD_CONTACT), ...Object.values(NEW_CONTACT)])
      expect(text).not.toContain(value);
    expect(text).not.toContain('Marker');
    for (const event of after.history) if ('nonce' in event) expect(event.nonce).toBe('');
  });

  it('keeps who asked, who decided, and what became of each change', () => {
    expect(after.status).toBe('APPLIED');
    expect(after.request.requestedBy).toBe(REQUESTER);
    expect(after.votes).toMatchObject([{ approver: APPROVER, decision: 'approve', comment: '[redacted]' }]);
    expect(after.results).toEqual(record.results);
    expect(after.history.map(({ type, at }) => [type, at])).toEqual([
      ...record.history.map(({ type, at }) => [type, at]),
      ['Redacted', LATER],
    ]);
  });

  it('folds, is told to be redacted, and goes on as a ledger', () => {
    expect(recordOf(after.history)).toEqual({ ...after, version: 1 });
    expect([isRedacted(record), isRedacted(after)]).toEqual([false, true]);
    expect(evolveAll(after, [changeApplied()]).history).toHaveLength(history.length + 2);
  });

  it('does nothing twice', () => {
    expect(redacted(after, ENDED_AT)).toBe(after);
  });

  it('leaves an empty comment empty, and no contact none', () => {
    const quiet = redacted(
      recordOf([requested(), planned(), approvalRequested(), voteCast(APPROVER, { comment: '' })]),
      LATER,
    );
    expect(quiet.votes[0]?.comment).toBe('');
    expect(after.plan?.[1]?.after).toBeNull();
  });
});

describe('endedAt', () => {
  it('is when the outcome was recorded, and nothing before', () => {
    expect(endedAt(record)).toBe(ENDED_AT);
    expect(endedAt(recordOf([requested()]))).toBeUndefined();
  });
});
