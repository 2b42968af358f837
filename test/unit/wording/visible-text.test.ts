import { describe, expect, it } from 'vitest';
import { excerpt, subjectLine, visibleLine, visibleText } from '../../../functions/wording/visible-text.ts';

describe('visibleText', () => {
  it.each([
    ['\u202A', '[U+202A]'],
    ['\u202E', '[U+202E]'],
    ['\u2066', '[U+2066]'],
    ['\u2069', '[U+2069]'],
    ['\u200F', '[U+200F]'],
    ['\u200B', '[U+200B]'],
    ['\u00AD', '[U+00AD]'],
    ['\uFEFF', '[U+FEFF]'],
    ['\u2028', '[U+2028]'],
    ['\u0007', '[U+0007]'],
    ['\u{E0041}', '[U+E0041]'],
    ['\uD800', '\uFFFD'],
  ])('spells %j out as %s', (character, shown) => {
    expect(visibleText(`a${character}b`)).toBe(`a${shown}b`);
  });

  it('leaves text alone when people can see it', () => {
    const text = 'Žofie Ødegård, 山田　太郎, مریم می\u200Cخواهد, 👩\u200D💻\n\tsecond line';
    expect(visibleText(text)).toBe(text);
  });

  it('turns CRLF into one line break', () => {
    expect(visibleText('a\r\nb')).toBe('a\nb');
  });
});

describe('visibleLine', () => {
  it('shows line breaks, tabs, and spaces at either end', () => {
    expect(visibleLine(' SOC\nteam\t1  ')).toBe('␣SOC[U+000A]team[U+0009]1␣␣');
  });
});

describe('subjectLine', () => {
  it('has no line break when its text has some', () => {
    expect(subjectLine('a\r\nBcc: b@example.com\nc\rd\u2028e')).toBe('a Bcc: b@example.com c[U+000D]d[U+2028]e');
  });

  it('is cut to 120 characters', () => {
    expect([...subjectLine('🙂'.repeat(200))]).toHaveLength(120);
  });
});

describe('excerpt', () => {
  it('keeps the text when it fits exactly', () => {
    expect(excerpt('abcd', 4)).toBe('abcd');
  });

  it('ends with an ellipsis when it cuts', () => {
    expect(excerpt('abcde', 4)).toBe('abc…');
  });
});
