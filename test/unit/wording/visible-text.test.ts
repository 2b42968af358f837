import { describe, expect, it } from 'vitest';
import { exactLine, excerpt, subjectLine, visibleLine, visibleText } from '../../../functions/wording/visible-text.ts';

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

describe('visibleLine, of blanks', () => {
  it.each([
    ['one plain space', 'one plain space'],
    ['two  spaces', 'two␣␣spaces'],
    [' SOC ', '␣SOC␣'],
    [' ', '␣'],
    ['no\u00A0break', 'no[U+00A0]break'],
    ['田中\u3000太郎', '田中[U+3000]太郎'],
    ['en\u2002em\u2003thin\u2009', 'en[U+2002]em[U+2003]thin[U+2009]'],
    ['a\u1680b\u202Fc\u205Fd', 'a[U+1680]b[U+202F]c[U+205F]d'],
    ['a\u3164b\u2800c', 'a[U+3164]b[U+2800]c'],
    ['a\u200Db', 'a[U+200D]b'],
  ])('shows %j as %s', (text, shown) => {
    expect(visibleLine(text)).toBe(shown);
  });

  it('shows a line the same when it is visible already', () => {
    const line = visibleLine(' a\u00A0b  c\n');
    expect(visibleLine(line)).toBe(line);
  });
});

describe('exactLine', () => {
  it.each([
    ['a␣b', 'a[U+2423]b'],
    ['a[U+200B]b', 'a[U+005B]U+200B]b'],
    ['a\u200Bb', 'a[U+200B]b'],
    ['[U+ 1]', '[U+ 1]'],
  ])('shows %j as %s, which no other text looks like', (text, shown) => {
    expect(exactLine(text)).toBe(shown);
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
