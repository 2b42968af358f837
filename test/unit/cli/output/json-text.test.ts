import { describe, expect, it } from 'vitest';
import { jsonText } from '../../../../cli/output/json-text.ts';

describe('jsonText', () => {
  it('escapes what a terminal obeys or hides, and means the same', () => {
    const value = { reason: 'a\u001B[2J\u009B\u202E\u{E0041}\u007F\u2028é' };
    const text = jsonText(value);
    expect(text).toMatch(/^[\n -~é]+$/);
    expect(JSON.parse(text)).toEqual(value);
  });
});
