import { CONTACT_FIELDS } from '../../functions/domain/contact/contact.ts';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import { UsageError } from '../errors.ts';
import type { CsvRow } from './csv-rows.ts';

/** The columns of a CSV file: all are required, in any order. */
export const CSV_COLUMNS = ['accountId', 'alternateContactType', 'action', ...CONTACT_FIELDS] as const;

type Column = (typeof CSV_COLUMNS)[number];

/** The columns of a file by position; `undefined` is one without a name, which must be empty. */
export type Columns = (Column | undefined)[];

/** What people call the columns, without case, blanks and punctuation. */
const NAMES: Record<Column, string[]> = {
  accountId: ['accountid', 'account', 'awsaccountid', 'awsaccount', 'accountnumber'],
  alternateContactType: ['alternatecontacttype', 'contacttype', 'type'],
  action: ['action'],
  name: ['name', 'contactname', 'fullname'],
  title: ['title', 'jobtitle', 'contacttitle'],
  emailAddress: ['emailaddress', 'email', 'contactemail', 'mail'],
  phoneNumber: ['phonenumber', 'phone', 'telephone', 'telephonenumber', 'contactphone'],
};

/**
 * The columns that a header names, as the schema calls them or as people do: `Account ID`, `E-mail`.
 * @throws UsageError when one is missing, unknown or there twice.
 */
export function headerColumns(header: CsvRow | undefined, file: string): Columns {
  const names = header?.cells ?? [];
  const columns = names.map(columnOf);
  const known = columns.filter((column) => column !== undefined);
  const unknown = names.filter((name, index) => name.trim() !== '' && columns[index] === undefined);
  const missing = CSV_COLUMNS.filter((column) => !known.includes(column));
  const wrong = [
    ...unknown.map((name) => `unknown column ${JSON.stringify(visibleLine(name))}`),
    ...missing.map((name) => `missing column ${name}`),
    ...(known.length > new Set(known).size ? ['a column that appears twice'] : []),
  ];
  if (wrong.length === 0) return columns;
  throw new UsageError(
    `${visibleLine(file)}:${header?.line ?? 1}: ${wrong.join(', ')}; the columns, separated by commas, semicolons or tabs, are ${CSV_COLUMNS.join(',')}`,
  );
}

function columnOf(name: string): Column | undefined {
  const bare = name
    .normalize('NFKC')
    .replace(/[\s\p{P}\p{S}\p{Z}]/gu, '')
    .toLowerCase();
  return CSV_COLUMNS.find((column) => NAMES[column].includes(bare));
}
