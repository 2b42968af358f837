import { counted } from '../../../functions/wording/counted.ts';
import { type CsvRow, csvRows } from '../../csv/csv-rows.ts';
import { csvPlaces, type WrittenChanges, type WrittenProblem } from '../changes.ts';
import { damagedNumbers } from '../damaged-number.ts';
import { type ForeignFields, foreignContact, withoutContact } from './foreign-change.ts';

/** By position; the file has no header. */
const COLUMNS = ['account', 'kind', 'type', 'email', 'name', 'phone', 'title'];
const FIELDS: ForeignFields = { name: 'name', title: 'title', emailAddress: 'email', phoneNumber: 'phone' };
const PLACES: Record<string, string> = {
  accountId: 'column 1 (account)',
  alternateContactType: 'column 3 (type)',
  emailAddress: 'column 4 (email)',
  name: 'column 5 (name)',
  phoneNumber: 'column 6 (phone)',
  title: 'column 7 (title)',
};
const KIND = 'ALTERNATECONTACT';

type ReadRow = { line: number; row: Record<string, string>; fields: number };

/**
 * The contacts in the CSV of the aws-samples console script, as changes that set them. It has no header: the columns are
 * account, ALTERNATECONTACT, type, email, name, phone, title. Rows of another kind are not about alternate contacts.
 */
export function awsSamplesChanges(text: string, file: string): WrittenChanges {
  const rows = csvRows(text, file).map(readRow);
  const ofKind = rows.filter(({ row }) => row['kind']?.trim().toUpperCase() === KIND);
  const found = ofKind.filter(({ row }) => foreignContact(row, FIELDS) !== undefined);
  const changes = found.map(({ row, fields }) => (fields === COLUMNS.length ? changeOf(row) : undefined));
  return {
    changes,
    problems: [...found.flatMap(({ fields }, index) => countProblem(fields, index)), ...damagedNumbers(changes)],
    places: csvPlaces(
      file,
      found.map(({ line }) => line),
      PLACES,
    ),
    ...leftOut(rows.length - ofKind.length, ofKind.length - found.length),
  };
}

function readRow({ line, cells }: CsvRow): ReadRow {
  const last = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
  const row = Object.fromEntries(COLUMNS.map((column, index) => [column, cells[index] ?? '']));
  return { line, row, fields: Math.max(last, Math.min(cells.length, COLUMNS.length)) };
}

function countProblem(fields: number, index: number): WrittenProblem[] {
  if (fields === COLUMNS.length) return [];
  return [{ index, pointer: '', message: `has ${counted(fields, 'field')}, not ${COLUMNS.length}` }];
}

function changeOf(row: Record<string, string>) {
  return {
    accountId: row['account'],
    alternateContactType: row['type'],
    action: 'PUT',
    contact: foreignContact(row, FIELDS),
  };
}

function leftOut(otherKinds: number, unset: number): Pick<WrittenChanges, 'leftOut'> {
  if (otherKinds === 0) return withoutContact(unset, ['row', 'rows']);
  const others = `${counted(otherKinds, 'row')} without ${KIND} in column 2`;
  return { leftOut: `${unset === 0 ? '' : `${counted(unset, 'row')} without a contact and `}${others} left out` };
}
