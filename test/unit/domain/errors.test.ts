import { describe, expect, it } from 'vitest';
import * as errors from '../../../functions/domain/errors.ts';

const { MailRefusedError, SenderRefusedError, PASSING_ERRORS, RETRIED_CHANGE_ERRORS, ...others } = errors;

describe('the errors', () => {
  it.each(Object.entries(others))('%s has its name, its message and its cause', (name, ErrorClass) => {
    const error = new ErrorClass('what happened', { cause: 'why' });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name, message: 'what happened', cause: 'why' });
  });
});

describe('MailRefusedError', () => {
  it('has its name, the reason of SES as data and in its message, and its cause', () => {
    const error = new MailRefusedError('MessageRejected', { cause: 'why' });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'MailRefusedError', reason: 'MessageRejected', cause: 'why' });
    expect(error.message).toBe('SES refused the mail: MessageRejected');
  });
});

describe('SenderRefusedError', () => {
  it('has its name, the reason of SES as data and in its message, and its cause', () => {
    const error = new SenderRefusedError('MessageRejected', { cause: 'why' });
    expect(error).toMatchObject({ name: 'SenderRefusedError', reason: 'MessageRejected', cause: 'why' });
    expect(error.message).toContain('MessageRejected');
  });
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
