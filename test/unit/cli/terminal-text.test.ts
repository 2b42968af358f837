import { describe, expect, it } from 'vitest';
import { jsonText, visibleLine, visibleText } from '../../../cli/output/json-text.ts';

describe('visibleText', () => {
  it.each([
    { text: '\u001B[2J\u001B]0;owned\u0007', seen: '[U+001B][2J[U+001B]]0;owned[U+0007]' },
    { text: '\u009B31mred', seen: '[U+009B]31mred' },
    { text: 'over\rwritten', seen: 'over[U+000D]written' },
    { text: 'back\b\b\bspace\u007F', seen: 'back[U+0008][U+0008][U+0008]space[U+007F]' },
    { text: 'gpj.\u202Eexe', seen: 'gpj.[U+202E]exe' },
    { text: 'zero\u200Bwidth\u2028line', seen: 'zero[U+200B]width[U+2028]line' },
    { text: 'lone \uD800 surrogate', seen: 'lone \uFFFD surrogate' },
    { text: 'tag \u{E0041}', seen: 'tag [U+E0041]' },
  ])('spells out what a terminal obeys or hides: $seen', ({ text, seen }) => {
    expect(visibleText(text)).toBe(seen);
  });

  it('leaves letters of any script and line breaks as they are', () => {
    expect(visibleText('Žofie 田中 می\u200Cخواهم 🔒\nnext\r\nlast\tone')).toBe(
      'Žofie 田中 می\u200Cخواهم 🔒\nnext\nlast    one',
    );
  });
});

describe('visibleLine', () => {
  it('spells out what would begin another line or column', () => {
    expect(visibleLine('a\nb\tc\r\nd')).toBe('a[U+000A]b[U+0009]c[U+000A]d');
  });
});

describe('jsonText', () => {
  it('escapes what a terminal obeys or hides, and means the same', () => {
    const value = { reason: 'a\u001B[2J\u009B\u202E\u{E0041}\u007F\u2028é' };
    const text = jsonText(value);
    expect(text).toMatch(/^[\n -~é]+$/);
    expect(JSON.parse(text)).toEqual(value);
  });
});
