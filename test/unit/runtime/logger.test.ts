import { describe, expect, it, vi } from 'vitest';
import { MailRefusedError, SenderRefusedError } from '../../../functions/domain/errors.ts';
import { errorFields, logged, logger } from '../../../functions/runtime/logger.ts';

describe('errorFields', () => {
  it('has the name and the stack, and no message, which may quote something that must not be logged', () => {
    const error = new TypeError('jane@example.com\n    is wrong');
    const fields = errorFields(error);
    expect(fields.error).toBe('TypeError');
    expect(fields.stack?.[0]).toMatch(/^at /);
    expect(JSON.stringify(fields)).not.toContain('jane@example.com');
  });

  it('has the name only when the error has no stack', () => {
    const error = new Error('x');
    delete error.stack;
    expect(errorFields(error)).toEqual({ error: 'Error' });
  });

  it('has the reason when it is an id, and nothing that people may have written', () => {
    expect(errorFields(new SenderRefusedError('Sandbox'))).toMatchObject({ reason: 'Sandbox' });
    expect(errorFields(new MailRefusedError('to jane@example.com'))).not.toHaveProperty('reason');
  });

  it.each([
    ['jane@example.com', 'string'],
    [undefined, 'undefined'],
    [null, 'object'],
  ])('has nothing but the type when %j is thrown', (thrown, type) => {
    expect(errorFields(thrown)).toEqual({ error: type });
  });
});

describe('logged', () => {
  it('logs the fields and the name of the error, and no message, instead of failing', () => {
    const error = vi.spyOn(logger, 'error').mockReturnValue(undefined);
    logged('It did not work', { requestId: 'cli-1' })(new TypeError('jane@example.com'));
    expect(error).toHaveBeenCalledExactlyOnceWith('It did not work', {
      requestId: 'cli-1',
      error: 'TypeError',
      stack: expect.any(Array),
    });
    expect(JSON.stringify(error.mock.calls)).not.toContain('jane@example.com');
  });
});
