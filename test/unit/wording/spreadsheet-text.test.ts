import { describe, expect, it } from 'vitest';
import { csvRows } from '../../../cli/csv/csv-rows.ts';
import { csvText } from '../../../functions/wording/csv-text.ts';
import { cellText, guardedText } from '../../../functions/wording/spreadsheet-text.ts';

/** Text that a spreadsheet would run, calculate with or reformat, and text that only looks so. */
const HARMFUL = [
  '=1+1',
  '=HYPERLINK("http://x.example","y")',
  '+1 555 0100',
  '+1-555-0100',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '＝1+1',
  '012345678901',
  '222222222222',
  '10-12-2025',
  '12:30',
  '(0) 30 1234',
];
const HARMLESS = ['SOC', "O'Neill", "'t Hooft", '24x7 desk', 'soc@example.com', 'A = B', '', ' ', 'Zoë', '田中'];
const TRICKY = ["'+1", "''=1", "'012", `="1"`, 'a "b", c', 'a\nb', ' edge ', 'a;b'];

describe('guardedText', () => {
  it.each(HARMFUL)('puts an apostrophe before %j', (text) => {
    expect(guardedText(text)).toBe(`'${text}`);
  });

  it.each(HARMLESS)('leaves %j as it is', (text) => {
    expect(guardedText(text)).toBe(text);
  });
});

describe('cellText', () => {
  it.each([...HARMFUL, ...HARMLESS, ...TRICKY])('reads the guarded %j back as it was', (text) => {
    expect(cellText(guardedText(text))).toBe(text);
  });

  it.each([
    { cell: '="+1 555 0100"', text: '+1 555 0100' },
    { cell: '="say ""hi"""', text: 'say "hi"' },
    { cell: '="012345678901"', text: '012345678901' },
    { cell: `="'012"`, text: '012' },
    { cell: '=1+1', text: '=1+1' },
  ])('takes $cell for $text', ({ cell, text }) => {
    expect(cellText(cell)).toBe(text);
  });
});

describe('csvText', () => {
  it('is read back as the same rows, whatever is in them', () => {
    const rows = [[...HARMFUL], [...HARMLESS], [...TRICKY]];
    const text = csvText(rows).replace('\uFEFF', '');
    expect(csvRows(text, 'x.csv').map(({ cells }) => cells)).toEqual(rows);
  });

  it('begins with a byte order mark only where Excel needs one', () => {
    expect(csvText([['Zoë']])).toBe('\uFEFFZoë\n');
    expect(csvText([['Zoe']])).toBe('Zoe\n');
  });

  it.each(['x;=HYPERLINK("http://x.example")', 'x\n@SUM(A1)', 'x\t"+1'])(
    'tells Excel the delimiter where splitting at another one would make a formula: %j',
    (text) => {
      expect(csvText([['a', text]])).toMatch(/^sep=,\n/);
      expect(csvRows(csvText([['a', text]]), 'x.csv')).toEqual([{ line: 2, cells: ['a', text] }]);
    },
  );

  it('never writes a cell that begins like a formula', () => {
    const cells = csvText([HARMFUL]).split(/[,\n]/);
    for (const cell of cells) expect(cell).not.toMatch(/^"?[=+\-@\t]/);
  });
});
