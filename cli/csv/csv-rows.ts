import { CsvError, parse } from 'csv-parse/sync';
import { cellText } from '../../functions/wording/spreadsheet-text.ts';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import { UsageError } from '../errors.ts';

/** A row that is not blank, and the line on which it begins, counted from 1. */
export interface CsvRow {
  line: number;
  cells: string[];
}

/** The first line of a file that tells Excel the delimiter. */
const SEPARATOR_LINE = /^"?sep=([^"\r\n])"?(?:\r?\n|$)/i;

/** What spreadsheets put between the cells, by country; a tab when cells are copied. */
const DELIMITERS = [',', ';', '\t'];

/**
 * The rows of CSV text as spreadsheets save it: separated by commas, semicolons or tabs, as a line `sep=` or else the first
 * row tells. Rows in which every cell is blank are left out; nothing is trimmed.
 * @throws UsageError when the text is not CSV.
 */
export function csvRows(text: string, file: string): CsvRow[] {
  const withLineFeeds = text.includes('\n') ? text : text.replaceAll('\r', '\n');
  const [separatorLine = '', separator] = SEPARATOR_LINE.exec(withLineFeeds) ?? [];
  const body = withLineFeeds.slice(separatorLine.length);
  const delimiter = separator ?? delimiterOf(body);
  const firstLine = separator === undefined ? 1 : 2;
  return numberedRows(withoutFormulas(body, delimiter), { file, delimiter, firstLine });
}

/** The delimiter that the first row has most of, outside quotes. */
function delimiterOf(text: string): string {
  const [row = ''] = text.trimStart().split(/\r?\n/, 1);
  const bare = row.replace(/"(?:[^"]|"")*"/g, '');
  const count = (delimiter: string) => bare.split(delimiter).length;
  return DELIMITERS.reduce((best, each) => (count(each) > count(best) ? each : best));
}

/** Cells such as `="0555"` begin with a quote for the CSV parser, too; quoted cells stay as they are. */
function withoutFormulas(text: string, delimiter: string): string {
  const pattern = new RegExp(
    `"(?:[^"]|"")*"|(?<=^|[\\n${delimiter.replace(/[\\\]^-]/, '\\$&')}])=("(?:[^"]|"")*")`,
    'g',
  );
  return text.replace(pattern, (cell: string, quoted: string | undefined) => quoted ?? cell);
}

/** csv-parse counts a CRLF within quotes as two line breaks, so lines are counted here. */
function numberedRows(text: string, source: { file: string; delimiter: string; firstLine: number }): CsvRow[] {
  const bytes = Buffer.from(text);
  let [line, begin] = [source.firstLine, 0];
  const rows = parsedRecords(text, source).map(({ cells, end }): CsvRow => {
    const raw = bytes.subarray(begin, end).toString();
    const blankLines = lineBreaks(/^(\r?\n)*/.exec(raw)?.[0] ?? '');
    const row = { line: line + blankLines, cells: cells.map(cellText) };
    line += lineBreaks(raw);
    begin = end;
    return row;
  });
  return rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
}

function parsedRecords(
  text: string,
  { file, delimiter, firstLine }: { file: string; delimiter: string; firstLine: number },
): { cells: string[]; end: number }[] {
  const records: { cells: string[]; end: number }[] = [];
  try {
    parse(text, {
      delimiter,
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
    const line = 'lines' in error ? `:${Number(error['lines']) + firstLine - 1}` : '';
    throw new UsageError(
      `${visibleLine(file)}${line}: a quoted field is not closed, or contains a quote that is not doubled`,
    );
  }
}

function lineBreaks(text: string): number {
  return text.split('\n').length - 1;
}
