import { describe, expect, it } from 'vitest';
import { tableText } from '../../../../cli/output/table.ts';
import type { Paint } from '../../../../cli/output/terminal.ts';

const plain: Paint = (_, text) => text;
const marked: Paint = (style, text) => `<${style}>${text}</>`;
const wide = { width: Number.POSITIVE_INFINITY, paint: plain };

describe('tableText', () => {
  it('puts cells under each other, without rules and without blanks at the end', () => {
    const text = tableText(
      [{ title: 'TYPE' }, { title: 'NAME' }],
      [
        ['BILLING', 'A'],
        ['SECURITY', ''],
      ],
      wide,
    );
    expect(text).toBe('TYPE      NAME\nBILLING   A\nSECURITY');
  });

  it('has no titles when no column has one', () => {
    expect(tableText([{}, {}], [['a', 'b']], wide)).toBe('a  b');
  });

  it('narrows the widest column that wraps until the table fits', () => {
    const rows = [['222222222222', 'one two three four five six', 'seven eight']];
    const text = tableText([{ wraps: false }, { wraps: true }, { wraps: true }], rows, { width: 42, paint: plain });
    expect(text.split('\n').every((line) => line.length <= 42)).toBe(true);
    expect(text).toBe('222222222222  one two three  seven eight\n              four five six');
  });

  it('makes a column as wide as it wants to be at least, if there is room', () => {
    const columns = [{ minWidth: 6, wraps: true }, {}];
    expect(tableText(columns, [['a', 'b']], wide)).toBe('a       b');
    const narrow = tableText([{ minWidth: 30, wraps: true }, {}], [['one two', 'b']], { width: 20, paint: plain });
    expect(narrow).toBe(`one two${' '.repeat(12)}b`);
  });

  it('leaves columns readable when there is no room for them at all', () => {
    const text = tableText([{ wraps: true }, {}], [['one two three four', 'x'.repeat(50)]], {
      width: 20,
      paint: plain,
    });
    expect(text.split('\n')[0]).toBe(`one two${' '.repeat(5)}${'x'.repeat(50)}`);
  });

  it('keeps columns straight beside characters that take two columns or none', () => {
    const rows = [
      ['田中', 'a'],
      ['e\u0301e\u0301', 'b'],
      ['🔒', 'c'],
    ];
    expect(tableText([{}, {}], rows, wide)).toBe('田中  a\n\u00e9\u00e9    b\n🔒    c');
  });

  it('paints every line of a wrapped cell, and keeps the columns straight', () => {
    const options = { width: 14, paint: marked };
    const text = tableText([{ wraps: true }, {}], [[{ text: 'twelve chars', style: 'red' }, 'x']], options);
    expect(text).toContain('<red>twelve</>');
    expect(text).toContain('<red>chars</>');
  });
});
