import { describe, expect, it } from 'vitest';
import { visibleText, withComment } from '../../../../cli/output/visible.ts';

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

  it('keeps letters of any script and line breaks, and turns tabs into spaces', () => {
    expect(visibleText('Žofie 田中 می\u200Cخواهم 🔒\nnext\r\nlast\tone')).toBe(
      'Žofie 田中 می\u200Cخواهم 🔒\nnext\nlast    one',
    );
  });
});

describe('withComment', () => {
  it('adds the comment as visible text, and nothing when there is none', () => {
    expect(withComment('approved', 'by\u001B[2J\nme')).toBe('approved: by[U+001B][2J\nme');
    expect(withComment('approved', '')).toBe('approved');
    expect(withComment('approved')).toBe('approved');
  });
});
