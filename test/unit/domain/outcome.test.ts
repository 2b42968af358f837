import { describe, expect, it } from 'vitest';
import { causeMessage, endOfApproval, errorText, outcomeOf } from '../../../functions/domain/outcome.ts';
import { BILLING, SECURITY } from '../builders.ts';

/** As Lambda hands an error to Step Functions. */
const lambdaError = (name: string, message: string) => ({
  Error: name,
  Cause: JSON.stringify({ errorType: name, errorMessage: message, trace: [`${name}: ${message}`, '    at handler'] }),
});

const denied = lambdaError('AccessDeniedException', 'no permission');
const conflict = lambdaError('ContactChangedError', 'no longer what the approvers saw');
const CONTACTS = [SECURITY, BILLING];
const CAUSE_LIMIT = 32_768;

describe('causeMessage', () => {
  it('is the message inside when a Lambda failed', () => {
    expect(causeMessage(denied.Cause)).toBe('no permission');
  });

  it.each(['plain text', '', '{"errorMessage":', '{"other":1}', '{"errorMessage":42}', 'null', '"text"', '[]'])(
    'is the cause as it is when it is %j',
    (cause) => {
      expect(causeMessage(cause)).toBe(cause);
    },
  );
});

describe('errorText', () => {
  it('names the error and its message', () => {
    expect(errorText(denied)).toBe('AccessDeniedException: no permission');
  });

  it('names the error when there is no cause', () => {
    expect(errorText({ Error: 'States.Timeout' })).toBe('States.Timeout: ');
  });
});

describe('endOfApproval', () => {
  it.each(['REJECTED', 'EXPIRED', 'CANCELLED'] as const)('is the status when it is %s', (status) => {
    expect(endOfApproval(status)).toBe(status);
  });

  it.each(['RECEIVED', 'PENDING_APPROVAL', 'APPROVED', 'UNCHANGED', 'FAILED', undefined] as const)(
    'is nothing when the status is %s',
    (status) => {
      expect(endOfApproval(status)).toBeUndefined();
    },
  );
});

describe('outcomeOf, when the execution ended before anything was applied', () => {
  it.each(['REJECTED', 'EXPIRED', 'CANCELLED'] as const)(
    'is %s for every change when the approval ended so',
    (status) => {
      expect(outcomeOf(CONTACTS, { round: { status } })).toEqual({
        status,
        results: [
          { ...SECURITY, status },
          { ...BILLING, status },
        ],
      });
    },
  );

  it.each([{}, { round: {} }, { round: { status: undefined } }])('is UNCHANGED when nobody was asked: %j', (state) => {
    const status = 'UNCHANGED';
    expect(outcomeOf(CONTACTS, state)).toEqual({
      status,
      results: [
        { ...SECURITY, status },
        { ...BILLING, status },
      ],
    });
  });

  it('is CANCELLED when the record was cancelled before anyone was asked', () => {
    expect(outcomeOf([SECURITY], {}, 'CANCELLED')).toEqual({
      status: 'CANCELLED',
      results: [{ ...SECURITY, status: 'CANCELLED' }],
    });
  });

  it.each(['REJECTED', 'EXPIRED', 'CANCELLED'] as const)('stays %s when a later state has failed', (recorded) => {
    const state = { caught: lambdaError('TypeError', 'broken') };
    expect(outcomeOf([SECURITY], state, recorded)).toEqual({
      status: recorded,
      results: [{ ...SECURITY, status: recorded }],
    });
  });

  it.each(['RECEIVED', 'UNCHANGED', undefined] as const)(
    'is UNCHANGED when nothing was to be changed and the record is %s',
    (recorded) => {
      expect(outcomeOf([SECURITY], {}, recorded).status).toBe('UNCHANGED');
    },
  );

  it('is INVALID with a reason for each line when the request was refused', () => {
    const caught = lambdaError('InvalidRequestError', '/reason is required\n/changes/0 is wrong');
    expect(outcomeOf([SECURITY], { caught })).toEqual({
      status: 'INVALID',
      results: [{ ...SECURITY, status: 'INVALID' }],
      reasons: ['/reason is required', '/changes/0 is wrong'],
    });
  });

  it('is INVALID when the refusal came without a cause', () => {
    const outcome = outcomeOf([], { caught: { Error: 'InvalidRequestError' } });
    expect(outcome).toMatchObject({ status: 'INVALID', results: [] });
  });

  it('is DUPLICATE and no failure when the requestId is taken', () => {
    const outcome = outcomeOf([SECURITY], { caught: lambdaError('DuplicateRequestError', 'registered already') });
    expect(outcome).toEqual({ status: 'DUPLICATE', results: [{ ...SECURITY, status: 'DUPLICATE' }] });
  });

  it('is FAILED with the error for every change and for the execution when any other error came', () => {
    const error = 'AccessDeniedException: no permission';
    expect(outcomeOf(CONTACTS, { caught: denied })).toEqual({
      status: 'FAILED',
      results: [
        { ...SECURITY, status: 'FAILED', error },
        { ...BILLING, status: 'FAILED', error },
      ],
      failure: { error: 'ChangeRequestFailed', cause: error },
    });
  });

  it('keeps the cause within what Step Functions takes when the error has the longest cause', () => {
    const { failure } = outcomeOf([SECURITY], {
      caught: { Error: 'States.TaskFailed', Cause: 'x'.repeat(CAUSE_LIMIT) },
    });
    expect(failure?.cause.length).toBeLessThanOrEqual(CAUSE_LIMIT);
  });
});

describe('outcomeOf, when changes were applied', () => {
  it('is APPLIED without a failure when each was applied', () => {
    expect(outcomeOf(CONTACTS, { results: [SECURITY, BILLING] })).toEqual({
      status: 'APPLIED',
      results: [
        { ...SECURITY, status: 'APPLIED' },
        { ...BILLING, status: 'APPLIED' },
      ],
    });
  });

  it('is APPLIED when the only other change held already', () => {
    const outcome = outcomeOf(CONTACTS, { results: [BILLING] });
    expect(outcome.status).toBe('APPLIED');
    expect(outcome.results).toEqual([
      { ...SECURITY, status: 'UNCHANGED' },
      { ...BILLING, status: 'APPLIED' },
    ]);
  });

  it('is PARTIALLY_APPLIED and a failure that names the change when one failed', () => {
    expect(outcomeOf(CONTACTS, { results: [SECURITY, { ...BILLING, error: denied }] })).toEqual({
      status: 'PARTIALLY_APPLIED',
      results: [
        { ...SECURITY, status: 'APPLIED' },
        { ...BILLING, status: 'FAILED', error: 'AccessDeniedException: no permission' },
      ],
      failure: {
        error: 'ChangeRequestPartiallyApplied',
        cause: '222222222222/BILLING: AccessDeniedException: no permission',
      },
    });
  });

  it('is FAILED with a line for each change when each failed', () => {
    const results = [
      { ...SECURITY, error: denied },
      { ...BILLING, error: denied },
    ];
    expect(outcomeOf(CONTACTS, { results })).toMatchObject({
      status: 'FAILED',
      failure: {
        error: 'ChangeRequestFailed',
        cause:
          '222222222222/SECURITY: AccessDeniedException: no permission\n' +
          '222222222222/BILLING: AccessDeniedException: no permission',
      },
    });
  });

  it('is FAILED when one change failed and the other held already', () => {
    expect(outcomeOf(CONTACTS, { results: [{ ...SECURITY, error: denied }] })).toMatchObject({
      status: 'FAILED',
      results: [{ status: 'FAILED' }, { status: 'UNCHANGED' }],
    });
  });

  it('has a change in CONFLICT when its contact was changed by others', () => {
    expect(outcomeOf(CONTACTS, { results: [SECURITY, { ...BILLING, error: conflict }] })).toMatchObject({
      status: 'PARTIALLY_APPLIED',
      results: [
        { status: 'APPLIED' },
        { status: 'CONFLICT', error: 'ContactChangedError: no longer what the approvers saw' },
      ],
    });
  });

  it('is FAILED when the only change is in CONFLICT', () => {
    const outcome = outcomeOf([SECURITY], { results: [{ ...SECURITY, error: conflict }] });
    expect(outcome).toMatchObject({ status: 'FAILED', failure: { error: 'ChangeRequestFailed' } });
  });

  it('takes the result of the same account and type when types repeat over accounts', () => {
    const elsewhere = { ...SECURITY, accountId: '333333333333' };
    const results = [{ ...elsewhere, error: denied }, SECURITY];
    expect(outcomeOf([SECURITY, elsewhere], { results }).results).toMatchObject([
      { accountId: '222222222222', status: 'APPLIED' },
      { accountId: '333333333333', status: 'FAILED' },
    ]);
  });

  it('keeps the cause within what Step Functions takes when 100 changes fail at length', () => {
    const contacts = Array.from({ length: 100 }, (_, index) => ({
      ...SECURITY,
      accountId: String(900000000000 + index),
    }));
    const error = lambdaError('ValidationException', 'x'.repeat(1000));
    const { failure } = outcomeOf(contacts, { results: contacts.map((key) => ({ ...key, error })) });
    expect(failure?.cause.length).toBeLessThanOrEqual(CAUSE_LIMIT);
    expect(failure?.cause).toMatch(/^900000000000\/SECURITY: ValidationException: x/);
  });
});
