import { CsvError, parse } from 'csv-parse/sync';
import { CONTACT_FIELDS } from '../../functions/domain/contact/contact.ts';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import { UsageError } from '../errors.ts';
import { csvPlaces, type WrittenChanges } from './changes.ts';

/** The columns of a CSV file: all are required, in any order. */
export const CSV_COLUMNS = ['accountId', 'alternateContactType', 'action', ...CONTACT_FIELDS] as const;

type Column = (typeof CSV_COLUMNS)[number];

/** A row and the line on which it begins, counted from 1. */
interface Row {
  line: number;
  cells: string[];
}

/**
 * The changes of CSV text (RFC 4180), one per row below the header. Values are taken as they are: nothing is trimmed, and
 * leading zeros stay.
 * @throws UsageError when the text is not CSV, or has other columns.
 */
export function csvChanges(text: string, file: string): WrittenChanges {
  const [header, ...rows] = parseRows(text, file);
  const columns = checkedColumns(header, file);
  const places = csvPlaces(
    file,
    rows.map(({ line }) => line),
  );
  const read = rows.map((row, index) =>
    readRow(row.cells, columns, (column) => places.part(index, column && `/${column}`)),
  );
  return {
    changes: read.map(({ change }) => change),
    problems: read.flatMap(({ problems }, index) => problems.map((problem): [number, string] => [index, problem])),
    places,
  };
}

/** The rows that are not blank. csv-parse counts a CRLF within quotes as two line breaks, so lines are counted here. */
function parseRows(text: string, file: string): Row[] {
  const bytes = Buffer.from(text);
  let [line, begin] = [1, 0];
  const rows = parsedRecords(text, file).map(({ cells, end }): Row => {
    const raw = bytes.subarray(begin, end).toString();
    const blankLines = lineBreaks(/^(\r?\n)*/.exec(raw)?.[0] ?? '');
    const row = { line: line + blankLines, cells };
    line += lineBreaks(raw);
    begin = end;
    return row;
  });
  return rows.filter(({ cells }) => cells.length > 1 || cells[0]?.trim() !== '');
}

function parsedRecords(text: string, file: string): { cells: string[]; end: number }[] {
  const records: { cells: string[]; end: number }[] = [];
  try {
    parse(text, {
      skip_empty_lines: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n'],
      on_record: (cells: string[], { bytes }) => {
        records.push({ cells, end: bytes });
        return null;
      },
    });
    return records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = 'lines' in error ? `:${error['lines']}` : '';
    throw new UsageError(
      `${visibleLine(file)}${line}: a quoted field is not closed, or contains a quote that is not doubled`,
    );
  }
}

function checkedColumns(header: Row | undefined, file: string): Column[] {
  const names = header?.cells ?? [];
  const columns = names.flatMap((name) => CSV_COLUMNS.find((known) => known === name) ?? []);
  const unknown = names.filter((name) => !CSV_COLUMNS.some((known) => known === name));
  const missing = CSV_COLUMNS.filter((known) => !names.includes(known));
  const wrong = [
    ...unknown.map((name) => `unknown column ${JSON.stringify(visibleLine(name))}`),
    ...missing.map((name) => `missing column ${name}`),
    ...(columns.length > new Set(columns).size ? ['a column that appears twice'] : []),
  ];
  if (wrong.length === 0) return columns;
  throw new UsageError(
    `${visibleLine(file)}:${header?.line ?? 1}: ${wrong.join(', ')}; the columns, separated by commas, are ${CSV_COLUMNS.join(',')}`,
  );
}

/** Some problems name a column here, where the schema could only blame the whole row. */
function readRow(
  cells: string[],
  columns: Column[],
  place: (column: Column | '') => string,
): { change: unknown; problems: string[] } {
  const count =
    cells.length === columns.length ? [] : [`${place('')} has ${cells.length} fields, not ${columns.length}`];
  const values = new Map(columns.map((column, index) => [column, cells[index] ?? '']));
  const key = Object.fromEntries(CSV_COLUMNS.slice(0, 3).map((column) => [column, values.get(column)]));
  if (count.length > 0) return { change: undefined, problems: count };
  if (values.get('action') !== 'DELETE') {
    const contact = Object.fromEntries(CONTACT_FIELDS.map((field) => [field, values.get(field)]));
    return { change: { ...key, contact }, problems: [] };
  }
  const filled = CONTACT_FIELDS.filter((field) => values.get(field) !== '');
  return { change: key, problems: filled.map((field) => `${place(field)} must be empty when the action is DELETE`) };
}

function lineBreaks(text: string): number {
  return text.split('\n').length - 1;
}
