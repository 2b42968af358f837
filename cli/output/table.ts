import Table from 'cli-table3';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import type { Paint, Style } from './terminal.ts';

/** Text without control characters, and its style. */
export type Cell = string | { text: string; style: Style };

/** A column of a table. */
export interface Column {
  title?: string;
  /** Whether long cells may be wrapped when the terminal is too narrow. */
  wraps?: boolean;
  /** Keeps the columns of several tables aligned. */
  minWidth?: number;
}

const GAP = 2;
const MINIMUM_WIDTH = 10;

/** The rules that cli-table3 draws around cells. */
const RULES = [
  ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
  ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
];
const NO_RULES = Object.fromEntries(RULES.map((name) => [name, '']));

/** A table without lines between its cells; long cells are wrapped to keep it within `width` columns. */
export function tableText(
  columns: Column[],
  rows: Cell[][],
  { width, paint }: { width: number; paint: Paint },
): string {
  const titles = columns.map(({ title = '' }): Cell => ({ text: title, style: 'dim' }));
  const hasTitles = columns.some(({ title }) => title !== undefined);
  const all = hasTitles ? [titles, ...rows] : rows;
  const widths = columnWidths(columns, all, width);
  const table = new Table({ chars: NO_RULES, style: { 'padding-left': 0, 'padding-right': GAP, compact: true } });
  table.push(
    ...all.map((row) => columns.map((column, index) => painted(row[index] ?? '', column, widths[index] ?? 0, paint))),
  );
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** As wide as the widest cell. If that is too much, the widest column that wraps shrinks, one character at a time. */
function columnWidths(columns: Column[], rows: Cell[][], width: number): number[] {
  const widths = columns.map(({ minWidth = 0 }, index) =>
    Math.max(minWidth, ...rows.map((row) => cellWidth(row[index] ?? ''))),
  );
  const gaps = GAP * (columns.length - 1);
  for (let excess = widths.reduce((sum, each) => sum + each, gaps) - width; excess > 0; excess -= 1) {
    const yielding = columns.map(({ wraps }, index) => (wraps ? (widths[index] ?? 0) : 0));
    const widest = Math.max(...yielding);
    if (!(widest > MINIMUM_WIDTH)) break;
    widths[yielding.indexOf(widest)] = widest - 1;
  }
  return widths;
}

function cellWidth(cell: Cell): number {
  return Math.max(
    ...plain(cell)
      .split('\n')
      .map((line) => stringWidth(line)),
  );
}

function painted(cell: Cell, { minWidth = 0 }: Column, width: number, paint: Paint): string {
  const [first = '', ...rest] = wrapAnsi(plain(cell), width, { hard: true }).split('\n');
  const filler = ' '.repeat(Math.max(0, Math.min(minWidth, width) - stringWidth(first)));
  const paintLine = (line: string) => (typeof cell === 'string' ? line : paint(cell.style, line));
  return [paintLine(first) + filler, ...rest.map(paintLine)].join('\n');
}

function plain(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}
