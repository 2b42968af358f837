import { counted } from '../../functions/wording/counted.ts';
import { type Columns, headerColumns } from '../csv/csv-columns.ts';
import { type CsvRow, csvRows } from '../csv/csv-rows.ts';
import { csvPlaces, type WrittenChanges } from './changes.ts';
import { damagedNumbers } from './damaged-number.ts';

/**
 * The changes of CSV text, one per row below the header. Values are taken as they are, and leading zeros stay. A row without
 * an action and without a contact asks for nothing: `contacts export` writes such rows for contacts that are not set.
 * @throws UsageError when the text is not CSV, or has other columns.
 */
export function csvChanges(text: string, file: string): WrittenChanges {
  const [header, ...rows] = csvRows(text, file);
  const columns = headerColumns(header, file);
  const asking = rows.filter(({ cells }) => asksForSomething(cells, columns));
  const shapes = asking.map(({ cells }) => shapeProblem(cells, columns));
  const changes = asking.map(({ cells }, index) => (shapes[index] === undefined ? readRow(cells, columns) : undefined));
  const lines = asking.map(({ line }) => line);
  const names = columns.flatMap((column, index) => (column ? [[column, header?.cells[index]?.trim() ?? column]] : []));
  return {
    changes,
    problems: [
      ...shapes.flatMap((message, index) => (message === undefined ? [] : [{ index, pointer: '', message }])),
      ...damagedNumbers(changes),
    ],
    places: csvPlaces(file, lines, Object.fromEntries(names)),
    ...leftOut(rows, asking),
  };
}

function leftOut(rows: CsvRow[], asking: CsvRow[]): Pick<WrittenChanges, 'leftOut'> {
  const count = rows.length - asking.length;
  return count === 0 ? {} : { leftOut: `${counted(count, 'row')} without an action and a contact left out` };
}

function asksForSomething(cells: string[], columns: Columns): boolean {
  return cells.some((cell, index) => {
    const column = columns[index];
    return column !== 'accountId' && column !== 'alternateContactType' && cell.trim() !== '';
  });
}

function readRow(cells: string[], columns: Columns) {
  const values: Record<string, string> = Object.fromEntries(
    columns.flatMap((column, index) => (column ? [[column, cells[index] ?? '']] : [])),
  );
  const { accountId, alternateContactType, action, ...contact } = values;
  return { accountId, alternateContactType, action, contact };
}

/** Cells beyond the columns, and under columns without a name, must be empty: spreadsheets save such columns, too. */
function shapeProblem(cells: string[], columns: Columns): string | undefined {
  const named = columns.findLastIndex((column) => column !== undefined) + 1;
  if (cells.length < named) return `has ${counted(cells.length, 'field')}, not ${named}`;
  const stray = cells.findIndex((cell, index) => columns[index] === undefined && cell.trim() !== '');
  return stray === -1 ? undefined : `has text in column ${stray + 1}, which has no name in the header`;
}
