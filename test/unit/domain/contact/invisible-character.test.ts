import { describe, expect, it } from 'vitest';
import {
  codePoint,
  invisibleIn,
  isVisible,
  replaceInvisible,
} from '../../../../functions/domain/contact/invisible-character.ts';

describe('invisibleIn', () => {
  it.each([
    'SOC',
    'Žofie Ødegård',
    '山田　太郎',
    'مریم می\u200Cخواهد',
    'क्\u200Dष',
    'ශ්\u200Dරී',
    '👩\u200D🚒',
    '👩🏽\u200D❤\uFE0F\u200D👨',
    '☎\uFE0F',
    '1\uFE0F\u20E3 desk',
    'a — b (c) & <d>',
  ])('finds nothing in %j', (text) => {
    expect(invisibleIn(text)).toBeUndefined();
  });

  it.each([
    ['a\u200Bb', 'U+200B'],
    ['a\u200Db', 'U+200D'],
    ['ab\u200C', 'U+200C'],
    ['مریم\u200C', 'U+200C'],
    ['\u200Dمریم', 'U+200D'],
    ['👩\u200C🚒', 'U+200C'],
    ['SOC\uFE0F', 'U+FE0F'],
    ['1\uFE0F', 'U+FE0F'],
    ['☎\uFE0F\uFE0F', 'U+FE0F'],
    ['a\u202Eb', 'U+202E'],
    ['a\tb', 'U+0009'],
    ['a\u0000b', 'U+0000'],
    ['a\u2028b', 'U+2028'],
    ['a\u00ADb', 'U+00AD'],
    ['a\uE000b', 'U+E000'],
    ['a\u{E0041}b', 'U+E0041'],
    ['a\uD800b', 'U+D800'],
    ['a\u0378b', 'U+0378'],
    ['a\u3164b', 'U+3164'],
    ['a\u115Fb', 'U+115F'],
    ['a\uFFA0b', 'U+FFA0'],
    ['a\u2800b', 'U+2800'],
  ])('finds in %j the character %s', (text, character) => {
    expect(invisibleIn(text)).toBe(character);
  });
});

describe('isVisible', () => {
  it.each(['a', '-', '7', '😀', ' x '])('is true of %j', (text) => {
    expect(isVisible(text)).toBe(true);
  });

  it.each(['', ' ', '\u00A0', '\u3000', '\u200B', '\u3164', '\u115F\u1160', '\uFFA0', '\u2800', '\u034F', '\u0301'])(
    'is false of %j',
    (text) => {
      expect(isVisible(text)).toBe(false);
    },
  );
});

describe('codePoint', () => {
  it('has at least four digits', () => {
    expect([' ', '\u00A0', '😀'].map(codePoint)).toEqual(['U+0020', 'U+00A0', 'U+1F600']);
  });
});

describe('replaceInvisible', () => {
  it('replaces each invisible character, and no other', () => {
    expect(replaceInvisible('a\u200Bb\u0000—\u202E👩\u200D🚒', () => '*')).toBe('a*b*—*👩\u200D🚒');
  });

  it('replaces the same of a character in a text of European letters as in any other', () => {
    const characters = Array.from({ length: 0x180 }, (_, code) => String.fromCharCode(code));
    const alone = characters.map((character) => replaceInvisible(character, codePoint));
    const besideOthers = characters.map((character) => replaceInvisible(`${character}山`, codePoint).slice(0, -1));
    expect(alone).toEqual(besideOthers);
    expect(alone.filter((text) => text.startsWith('U+'))).toHaveLength(0x20 + 0x21 + 1);
  });
});
