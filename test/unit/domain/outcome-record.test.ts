import { describe, expect, it } from 'vitest';
import type { ContactKey } from '../../../functions/domain/contact.ts';
import { type AppliedChange, outcomeOf } from '../../../functions/domain/outcome.ts';
import { withOutcome } from '../../../functions/domain/outcome-record.ts';
import type { RequestRecord } from '../../../functions/domain/request-record.ts';
import { APPLIED_AT, appliedChange, BILLING, pendingRecord, SECURITY, VOTED_AT } from '../builders.ts';

const AT = '2026-06-01T12:05:00.000Z';
const OPERATIONS: ContactKey = { ...SECURITY, alternateContactType: 'OPERATIONS' };
const CONTACTS = [SECURITY, BILLING, OPERATIONS];

const DENIED = { Error: 'AccessDeniedException', Cause: '{"errorMessage":"no permission"}' };
const CONFLICT = { Error: 'ContactChangedError', Cause: '{"errorMessage":"no longer what the approvers saw"}' };

const approved = pendingRecord({ status: 'APPROVED', applyingSince: VOTED_AT });
const [requested] = approved.history;

/** The record after these changes came back, of a request for these contacts. */
function ended(applied: AppliedChange[], contacts: ContactKey[] = [SECURITY], record: RequestRecord = approved) {
  const outcome = outcomeOf(contacts, { results: applied });
  const after = withOutcome(record, outcome, applied, AT);
  if (!after) throw new Error('the record stays as it is');
  return after;
}

const workflow = (at: string, what: string) => ({ at, who: 'workflow', what });

describe('withOutcome, of changes that were to be applied', () => {
  it('has the status, the result, a line of history for the change when it was applied, and one for the end', () => {
    const { taskToken: _, ...before } = approved;
    expect(ended([appliedChange()])).toEqual({
      ...before,
      status: 'APPLIED',
      history: [requested, workflow(APPLIED_AT, 'applied 222222222222/SECURITY'), workflow(AT, 'ended')],
      results: [{ ...SECURITY, status: 'APPLIED' }],
    });
  });

  it('says in history and result that there was nothing to do when the contact was so already', () => {
    const { history, results } = ended([appliedChange(SECURITY, { wasSo: true })]);
    expect(history[1]).toEqual(workflow(APPLIED_AT, 'applied 222222222222/SECURITY: it was so already, nothing to do'));
    expect(results).toEqual([{ ...SECURITY, status: 'APPLIED', wasSo: true }]);
  });

  it.each([
    { error: DENIED, status: 'FAILED', what: 'could not finish', told: 'AccessDeniedException: no permission' },
    {
      error: CONFLICT,
      status: 'CONFLICT',
      what: 'did not apply',
      told: 'ContactChangedError: no longer what the approvers saw',
    },
  ])('says why, at the end, when the change is in $status', ({ error, status, what, told }) => {
    const { history, results } = ended([{ ...SECURITY, error }]);
    expect(history).toEqual([requested, workflow(AT, `${what} 222222222222/SECURITY: ${told}`), workflow(AT, 'ended')]);
    expect(results).toEqual([{ ...SECURITY, status, error: told }]);
  });

  it('has one line for each change, in the order in which they were applied, and the failed ones after them', () => {
    const applied = [
      { ...SECURITY, error: DENIED },
      appliedChange(BILLING, { appliedAt: '2026-06-01T12:00:40.000Z' }),
      appliedChange(OPERATIONS, { appliedAt: '2026-06-01T12:00:20.000Z', wasSo: true }),
    ];
    const { history, results, status } = ended(applied, CONTACTS);
    expect(history.slice(1).map(({ at, what }) => [at, what])).toEqual([
      ['2026-06-01T12:00:20.000Z', 'applied 222222222222/OPERATIONS: it was so already, nothing to do'],
      ['2026-06-01T12:00:40.000Z', 'applied 222222222222/BILLING'],
      [AT, 'could not finish 222222222222/SECURITY: AccessDeniedException: no permission'],
      [AT, 'ended'],
    ]);
    expect(
      results?.map(({ alternateContactType, status: result, wasSo }) => [alternateContactType, result, wasSo]),
    ).toEqual([
      ['SECURITY', 'FAILED', undefined],
      ['BILLING', 'APPLIED', undefined],
      ['OPERATIONS', 'APPLIED', true],
    ]);
    expect(status).toBe('PARTIALLY_APPLIED');
  });

  it('keeps the order of the request when changes were applied at the same instant', () => {
    const { history } = ended(
      CONTACTS.toReversed().map((key) => appliedChange(key)),
      CONTACTS,
    );
    expect(history.slice(1, -1).map(({ what }) => what)).toEqual([
      'applied 222222222222/SECURITY',
      'applied 222222222222/BILLING',
      'applied 222222222222/OPERATIONS',
    ]);
  });

  it('tells the same contact of two accounts apart', () => {
    const elsewhere = { ...SECURITY, accountId: '333333333333' };
    const applied = [appliedChange(elsewhere, { wasSo: true }), appliedChange()];
    const { history, results } = ended(applied, [SECURITY, elsewhere]);
    expect(history.slice(1, -1).map(({ what }) => what)).toEqual([
      'applied 222222222222/SECURITY',
      'applied 333333333333/SECURITY: it was so already, nothing to do',
    ]);
    expect(results?.map(({ wasSo }) => wasSo)).toEqual([undefined, true]);
  });

  it('has no line for a change that held when it was planned', () => {
    const { history, results } = ended([appliedChange()], [SECURITY, BILLING]);
    expect(history.map(({ what }) => what)).toEqual(['requested', 'applied 222222222222/SECURITY', 'ended']);
    expect(results).toEqual([
      { ...SECURITY, status: 'APPLIED' },
      { ...BILLING, status: 'UNCHANGED' },
    ]);
  });

  it('dates a change to the end when nobody knows when it was applied', () => {
    expect(ended([SECURITY]).history[1]).toEqual(workflow(AT, 'applied 222222222222/SECURITY'));
  });

  it('stays as it is when the outcome is recorded already', () => {
    const after = ended([appliedChange()]);
    const again = [{ ...SECURITY, error: DENIED }];
    expect(withOutcome(after, outcomeOf([SECURITY], { results: again }), again, AT)).toBeUndefined();
  });

  it('leaves the record that it was given alone', () => {
    const before = structuredClone(approved);
    ended([appliedChange()]);
    expect(approved).toEqual(before);
  });
});

describe('withOutcome, when nothing was to be applied', () => {
  it.each(['REJECTED', 'EXPIRED', 'CANCELLED'] as const)(
    'has the results, no token and no line more when the request is %s already',
    (status) => {
      const { taskToken: _, ...before } = pendingRecord({ status });
      expect(withOutcome(pendingRecord({ status }), outcomeOf([SECURITY], { round: { status } }), [], AT)).toEqual({
        ...before,
        results: [{ ...SECURITY, status }],
      });
    },
  );

  it('has only the line of the end when the execution has failed before', () => {
    const after = withOutcome(approved, outcomeOf([SECURITY], { caught: DENIED }), [], AT);
    expect(after?.history).toEqual([requested, workflow(AT, 'ended')]);
    expect(after?.results).toMatchObject([{ status: 'FAILED' }]);
  });
});
