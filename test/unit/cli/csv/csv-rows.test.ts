import { describe, expect, it } from 'vitest';
import { csvRows } from '../../../../cli/csv/csv-rows.ts';

const read = (text: string) => csvRows(text, 'x.csv').map(({ line, cells }) => [line, ...cells]);

describe('csvRows', () => {
  it.each([',', ';', '\t'])('finds out that %j separates the cells', (delimiter) => {
    const rows = [
      ['a', 'b', 'c'],
      ['1,5', '2;5', '3'],
    ];
    const text = rows.map((row) => row.map((cell) => `"${cell}"`).join(delimiter)).join('\n');
    expect(read(text)).toEqual([
      [1, ...(rows[0] ?? [])],
      [2, ...(rows[1] ?? [])],
    ]);
  });

  it.each([
    { first: 'sep=;', delimiter: ';' },
    { first: 'SEP=,', delimiter: ',' },
    { first: '"sep=;"', delimiter: ';' },
    { first: 'sep=\t', delimiter: '\t' },
    { first: 'sep=|', delimiter: '|' },
  ])('takes the delimiter from the line $first, and counts that line', ({ first, delimiter }) => {
    expect(read(`${first}\r\na${delimiter}b\r\n1,5${delimiter === ',' ? '' : `${delimiter}2`}`)).toEqual([
      [2, 'a', 'b'],
      delimiter === ',' ? [3, '1', '5'] : [3, '1,5', '2'],
    ]);
  });

  it('leaves out rows in which every cell is blank, and counts them', () => {
    expect(read('a,b\n,\n , \n1,2\n,,,\n\n3,4\n,\n')).toEqual([
      [1, 'a', 'b'],
      [4, '1', '2'],
      [7, '3', '4'],
    ]);
  });

  it('reads formulas that only hold text, also those with the delimiter or a quote in them', () => {
    expect(read('a,="0123",="x,""y"""\n="1","a,=""b"" c",d')).toEqual([
      [1, 'a', '0123', 'x,"y"'],
      [2, '1', 'a,="b" c', 'd'],
    ]);
  });

  it('reads the line breaks of old Macs', () => {
    expect(read('a,b\r1,2\r')).toEqual([
      [1, 'a', 'b'],
      [2, '1', '2'],
    ]);
  });

  it('names the line of a wrong quote after a line with the delimiter', () => {
    expect(() => read('sep=,\na,b\n1,"open')).toThrow('x.csv:3: a quoted field is not closed');
  });
});
