import { describe, expect, it } from 'vitest';
import { caughtError, errorLine } from '../../../../functions/domain/outcome/caught-error.ts';

const MESSAGE_LIMIT = 450;

describe('caughtError', () => {
  it("is the name and the message inside the cause when it is a Lambda's error", () => {
    const Cause = JSON.stringify({ errorType: 'X', errorMessage: 'no permission', trace: ['X: no permission'] });
    expect(caughtError({ Error: 'AccessDeniedException', Cause })).toEqual({
      name: 'AccessDeniedException',
      message: 'no permission',
    });
  });

  it.each(['plain text', '', '{"errorMessage":', '{"other":1}', '{"errorMessage":42}', 'null', '"text"', '[]'])(
    'has the cause as its message when it is %j',
    (cause) => {
      expect(caughtError({ Error: 'States.TaskFailed', Cause: cause })).toEqual({
        name: 'States.TaskFailed',
        message: cause,
      });
    },
  );

  it('has no message when there is no cause', () => {
    expect(caughtError({ Error: 'States.Timeout' })).toEqual({ name: 'States.Timeout', message: '' });
  });

  it('has a name when whoever failed the task gave none', () => {
    expect(caughtError({ Error: null, Cause: null })).toEqual({ name: 'States.TaskFailed', message: '' });
  });

  it('cuts a message that would be too long for a status event with 100 of them', () => {
    const { message } = caughtError({ Error: 'X', Cause: JSON.stringify({ errorMessage: 'x'.repeat(32_000) }) });
    expect(message).toBe('x'.repeat(MESSAGE_LIMIT));
  });
});

describe('errorLine', () => {
  it('is the name alone when there is no message', () => {
    expect(errorLine({ name: 'States.Timeout', message: '' })).toBe('States.Timeout');
  });

  it('joins name and message', () => {
    expect(errorLine({ name: 'AccessDeniedException', message: 'no permission' })).toBe(
      'AccessDeniedException: no permission',
    );
  });
});
