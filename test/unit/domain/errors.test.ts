import { describe, expect, it } from 'vitest';
import * as errors from '../../../functions/domain/errors.ts';
import { RETRIED_CHANGE_ERRORS } from '../../../functions/domain/passing-errors.ts';

const { MailRefusedError, SenderRefusedError, ...unmailed } = errors;
const { ServiceUnavailableError, ThrottlingException, TooManyRequestsException, ...others } = unmailed;

describe('the errors', () => {
  it.each(Object.entries(others))('%s has its name, its message and its cause', (name, ErrorClass) => {
    const error = new ErrorClass('what happened', { cause: 'why' });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name, message: 'what happened', cause: 'why' });
  });
});

describe('the errors with a reason', () => {
  const withReason = {
    ...{ MailRefusedError, SenderRefusedError },
    ...{ ServiceUnavailableError, ThrottlingException, TooManyRequestsException },
  };

  it.each(Object.entries(withReason))(
    '%s has its name, its reason as data and in its message, and its cause',
    (name, ErrorClass) => {
      const error = new ErrorClass('SomeReason', { cause: 'why' });
      expect(error).toBeInstanceOf(Error);
      expect(error).toMatchObject({ name, reason: 'SomeReason', cause: 'why' });
      expect(error.message).toMatch(/: SomeReason$/);
    },
  );
});

describe('RETRIED_CHANGE_ERRORS', () => {
  it.each(['ContactLockedError', 'ContactNotYetVisibleError', 'TooManyRequestsException', 'States.Timeout'])(
    'holds %s',
    (name) => {
      expect(RETRIED_CHANGE_ERRORS.has(name)).toBe(true);
    },
  );

  it.each(['ContactChangedError', 'NotApprovedError', 'InaccessibleAccountError', 'AccessDeniedException'])(
    'does not hold %s, which another attempt would not mend',
    (name) => {
      expect(RETRIED_CHANGE_ERRORS.has(name)).toBe(false);
    },
  );
});
