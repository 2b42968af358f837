import { describe, expect, it } from 'vitest';
import * as errors from '../../../functions/domain/errors.ts';

const { InvalidRequestError, RETRIED_CHANGE_ERRORS: _, ...others } = errors;

describe('the errors', () => {
  it.each(Object.entries(others))('%s has its name, its message and its cause', (name, ErrorClass) => {
    const error = new ErrorClass('what happened', { cause: 'why' });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name, message: 'what happened', cause: 'why' });
  });
});

describe('InvalidRequestError', () => {
  const reasons = (count: number, message: string) =>
    Array.from({ length: count }, (_, index) => ({ pointer: `/changes/${index}`, message }));

  it('has its name and its reasons', () => {
    const error = new InvalidRequestError(reasons(2, 'is wrong'));
    expect(error.name).toBe('InvalidRequestError');
    expect(error.reasons).toEqual(reasons(2, 'is wrong'));
  });

  it('has one line for each reason in its message', () => {
    expect(new InvalidRequestError(reasons(2, 'is wrong')).message).toBe('/changes/0 is wrong\n/changes/1 is wrong');
  });

  it('points at the whole request when a reason has no pointer', () => {
    expect(new InvalidRequestError([{ pointer: '', message: 'is wrong' }]).message).toBe('/ is wrong');
  });

  it('keeps the message whole when it has 12,000 characters', () => {
    const line = 12_000 - 1 - '/changes/0 '.length;
    const { message } = new InvalidRequestError(reasons(1, 'x'.repeat(line)));
    expect(message).toBe(`/changes/0 ${'x'.repeat(line)}`);
  });

  it('says how many reasons it leaves out when they have more characters', () => {
    const error = new InvalidRequestError(reasons(400, 'is not a known property of a request'));
    const lines = error.message.split('\n');
    expect(lines.at(-1)).toBe(`… and ${400 - (lines.length - 1)} more`);
    expect(lines[0]).toBe('/changes/0 is not a known property of a request');
    expect(lines.slice(0, -1).join('\n').length).toBeLessThanOrEqual(12_000);
    expect(error.reasons).toHaveLength(400);
  });

  it('fits into the 32,768 characters of a cause when Lambda repeats the message in the stack', () => {
    const error = new InvalidRequestError(reasons(5000, '"'));
    const cause = { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') };
    expect(JSON.stringify(cause).length).toBeLessThanOrEqual(32_768);
  });
});
