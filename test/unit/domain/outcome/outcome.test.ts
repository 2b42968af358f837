import { describe, expect, it } from 'vitest';
import { endOfApproval, executionFailure, outcomeOf } from '../../../../functions/domain/outcome/outcome.ts';
import { BILLING, DENIED, SECURITY } from '../../builders.ts';

/** As Lambda hands an error to Step Functions. */
const lambdaError = (name: string, message: string) => ({
  Error: name,
  Cause: JSON.stringify({ errorType: name, errorMessage: message, trace: [`${name}: ${message}`, '    at handler'] }),
});

const denied = lambdaError(DENIED.name, DENIED.message);
const conflict = lambdaError('ContactChangedError', 'no longer what the approvers saw');

/** What Step Functions keeps of a cause. */
const CAUSE_LIMIT = 32_768;

describe('endOfApproval', () => {
  it.each(['REJECTED', 'EXPIRED', 'CANCELLED'] as const)('is the status when it is %s', (status) => {
    expect(endOfApproval(status)).toBe(status);
  });

  it.each(['RECEIVED', 'PENDING_APPROVAL', 'APPROVED', 'UNCHANGED', 'FAILED', undefined] as const)(
    'is undefined when the status is %s',
    (status) => {
      expect(endOfApproval(status)).toBeUndefined();
    },
  );
});

describe('outcomeOf, when the execution ended before anything was applied', () => {
  it.each(['REJECTED', 'EXPIRED', 'CANCELLED'] as const)('is %s when the round ended so', (status) => {
    expect(outcomeOf({ round: { status } })).toEqual({ status });
  });

  it.each([{}, { round: {} }])('is UNCHANGED when no approval was requested: %j', (state) => {
    expect(outcomeOf(state)).toEqual({ status: 'UNCHANGED' });
  });

  it('is CANCELLED when the request was cancelled before approval was requested', () => {
    expect(outcomeOf({}, 'CANCELLED')).toEqual({ status: 'CANCELLED' });
  });

  it.each(['REJECTED', 'EXPIRED', 'CANCELLED'] as const)('stays %s when a later state has failed', (recorded) => {
    expect(outcomeOf({ caught: lambdaError('TypeError', 'broken') }, recorded)).toEqual({ status: recorded });
  });

  it('goes by the record when the round says something else', () => {
    expect(outcomeOf({ round: { status: 'PENDING_APPROVAL' } }, 'CANCELLED')).toEqual({ status: 'CANCELLED' });
  });

  it.each(['RECEIVED', 'UNCHANGED', undefined] as const)(
    'is UNCHANGED when nothing was to be changed and the record is %s',
    (recorded) => {
      expect(outcomeOf({}, recorded)).toEqual({ status: 'UNCHANGED' });
    },
  );

  it('is INVALID with the reasons when the request was refused', () => {
    const reasons = [
      { pointer: '/reason', code: 'required', message: 'is required' } as const,
      { pointer: '/changes/0', code: 'invalid', message: 'is not valid' } as const,
    ];
    expect(outcomeOf({ reasons })).toEqual({ status: 'INVALID', reasons });
    expect(outcomeOf({ reasons }, 'RECEIVED')).toEqual({ status: 'INVALID', reasons });
  });

  it('is DUPLICATE, without an error, when the requestId is taken', () => {
    expect(outcomeOf({ caught: lambdaError('DuplicateRequestError', 'registered already') })).toEqual({
      status: 'DUPLICATE',
    });
  });

  it('is FAILED with the error when any other error was caught', () => {
    expect(outcomeOf({ caught: denied })).toEqual({ status: 'FAILED', error: DENIED });
    expect(outcomeOf({ caught: denied }, 'APPROVED')).toEqual({ status: 'FAILED', error: DENIED });
  });
});

describe('outcomeOf, when changes were applied', () => {
  it.each([
    { what: 'each was applied', results: [SECURITY, BILLING], status: 'APPLIED' },
    { what: 'one failed', results: [SECURITY, { ...BILLING, error: denied }], status: 'PARTIALLY_APPLIED' },
    { what: 'one is in conflict', results: [SECURITY, { ...BILLING, error: conflict }], status: 'PARTIALLY_APPLIED' },
    {
      what: 'each failed',
      results: [SECURITY, BILLING].map((key) => ({ ...key, error: denied })),
      status: 'FAILED',
    },
    { what: 'the only one is in conflict', results: [{ ...SECURITY, error: conflict }], status: 'FAILED' },
  ])('is $status when $what', ({ results, status }) => {
    expect(outcomeOf({ results }, 'APPROVED')).toEqual({ status });
  });

  it('goes by the changes, whatever the record says', () => {
    expect(outcomeOf({ results: [SECURITY] }, 'CANCELLED')).toEqual({ status: 'APPLIED' });
  });
});

describe('executionFailure', () => {
  const applied = { ...SECURITY, status: 'APPLIED' } as const;
  const failed = { ...BILLING, status: 'FAILED', error: DENIED } as const;

  it.each(['INVALID', 'DUPLICATE', 'UNCHANGED', 'REJECTED', 'EXPIRED', 'CANCELLED', 'APPLIED'] as const)(
    'is undefined when the request is %s',
    (status) => {
      expect(executionFailure({ status }, [applied])).toBeUndefined();
    },
  );

  it('names the change that failed when others were applied', () => {
    expect(executionFailure({ status: 'PARTIALLY_APPLIED' }, [applied, failed])).toEqual({
      error: 'ChangeRequestPartiallyApplied',
      cause: '222222222222/BILLING: AccessDeniedException: no permission',
    });
  });

  it('has a line for each change when each failed', () => {
    expect(executionFailure({ status: 'FAILED' }, [{ ...failed, ...SECURITY }, failed])).toEqual({
      error: 'ChangeRequestFailed',
      cause:
        '222222222222/SECURITY: AccessDeniedException: no permission\n' +
        '222222222222/BILLING: AccessDeniedException: no permission',
    });
  });

  it('names a change in CONFLICT, and none that was already in place', () => {
    const error = { name: 'ContactChangedError', message: 'no longer what the approvers saw' };
    const results = [{ ...SECURITY, status: 'UNCHANGED' } as const, { ...BILLING, status: 'CONFLICT', error } as const];
    expect(executionFailure({ status: 'FAILED' }, results)).toEqual({
      error: 'ChangeRequestFailed',
      cause: '222222222222/BILLING: ContactChangedError: no longer what the approvers saw',
    });
  });

  it('is the error of the request when nothing was applied, even if no contact is known', () => {
    const results = [SECURITY, BILLING].map((key) => ({ ...key, status: 'FAILED', error: DENIED }) as const);
    for (const known of [results, []]) {
      expect(executionFailure({ status: 'FAILED', error: DENIED }, known)).toEqual({
        error: 'ChangeRequestFailed',
        cause: 'AccessDeniedException: no permission',
      });
    }
  });

  it('keeps the cause within what Step Functions keeps when 100 changes fail at length', () => {
    const results = Array.from({ length: 100 }, (_, index) => ({
      ...failed,
      accountId: String(900000000000 + index),
      error: { name: 'ValidationException', message: 'x'.repeat(450) },
    }));
    const { cause } = executionFailure({ status: 'FAILED' }, results) ?? { cause: '' };
    expect(cause.length).toBeLessThanOrEqual(CAUSE_LIMIT);
    expect(cause).toMatch(/^900000000000\/BILLING: ValidationException: x/);
  });

  it('keeps the cause within what Step Functions keeps when the error has the longest cause', () => {
    const outcome = outcomeOf({ caught: { Error: 'States.TaskFailed', Cause: 'x'.repeat(CAUSE_LIMIT) } });
    expect(executionFailure(outcome, [])?.cause.length).toBeLessThanOrEqual(CAUSE_LIMIT);
  });
});
