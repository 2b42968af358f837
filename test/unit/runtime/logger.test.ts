import { describe, expect, it } from 'vitest';
import { errorFields } from '../../../functions/runtime/logger.ts';

describe('errorFields', () => {
  it('has the name and the stack, and no message, which may quote what must not be logged', () => {
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

  it.each([
    ['jane@example.com', 'string'],
    [undefined, 'undefined'],
    [null, 'object'],
  ])('has nothing but the type when %j is thrown', (thrown, type) => {
    expect(errorFields(thrown)).toEqual({ error: type });
  });
});
