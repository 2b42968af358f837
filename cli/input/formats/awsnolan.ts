import { visibleLine } from '../../../functions/wording/visible-text.ts';
import { csvRows } from '../../csv/csv-rows.ts';
import { UsageError } from '../../errors.ts';
import { csvPlaces, jsonPlaces, type WrittenChanges } from '../changes.ts';
import { damagedNumbers } from '../damaged-number.ts';
import { parseJson } from '../json-changes.ts';
import { type ForeignFields, foreignContact, foreignPointers, isObject, withoutContact } from './foreign-change.ts';

/** In a JSON report, the contact is as AWS has it; in a CSV report, it has columns. */
const JSON_FIELDS: ForeignFields = {
  name: 'Name',
  title: 'Title',
  emailAddress: 'EmailAddress',
  phoneNumber: 'PhoneNumber',
};
const CSV_FIELDS: ForeignFields = { name: 'name', title: 'title', emailAddress: 'email', phoneNumber: 'phone' };
const KEY_COLUMNS = { accountId: 'account_id', alternateContactType: 'contact_type' };

/**
 * The contacts in a report of the tool aws-organizations-alternate-contact-manager by awsnolan, CSV or JSON, as changes that
 * set them. Only reports of its action `list` hold contacts; what a contact was before an update is left out, and so are the
 * other columns.
 * @throws UsageError when the file is no such report.
 */
export function awsnolanChanges(text: string, file: string): WrittenChanges {
  return text.trimStart().startsWith('{') ? jsonReport(text, file) : csvReport(text, file);
}

function jsonReport(text: string, file: string): WrittenChanges {
  const content = parseJson(text, file);
  const results = isObject(content) ? content['results'] : undefined;
  if (!Array.isArray(results)) throw new UsageError(`${visibleLine(file)} has no list of results: it is not a report`);
  const found = results.flatMap((result: unknown, index) => {
    if (!isObject(result) || !isObject(result['contact'])) return [];
    const contact = foreignContact(result['contact'], JSON_FIELDS);
    return contact ? [{ index, change: changeOf(result['account_id'], result['contact_type'], contact) }] : [];
  });
  return {
    changes: found.map(({ change }) => change),
    places: jsonPlaces(
      file,
      found.map(({ index }) => `/results/${index}`),
      {
        '/accountId': '/account_id',
        '/alternateContactType': '/contact_type',
        ...foreignPointers(JSON_FIELDS, '/contact'),
      },
    ),
    ...withoutContact(results.length - found.length, ['result', 'results']),
  };
}

function csvReport(text: string, file: string): WrittenChanges {
  const [header, ...rows] = csvRows(text, file);
  const names = header?.cells.map((name) => name.trim().toLowerCase()) ?? [];
  const needed = [...Object.values(KEY_COLUMNS), ...Object.values(CSV_FIELDS)];
  const missing = needed.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    throw new UsageError(
      `${visibleLine(file)}:${header?.line ?? 1}: it is not a report: it lacks ${missing.join(', ')}`,
    );
  }
  const found = rows.flatMap(({ line, cells }) => {
    const row: Record<string, string> = Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
    const contact = foreignContact(row, CSV_FIELDS);
    return contact ? [{ line, change: changeOf(row['account_id'], row['contact_type'], contact) }] : [];
  });
  const changes = found.map(({ change }) => change);
  return {
    changes,
    problems: damagedNumbers(changes),
    places: csvPlaces(
      file,
      found.map(({ line }) => line),
      { ...KEY_COLUMNS, ...CSV_FIELDS },
    ),
    ...withoutContact(rows.length - found.length, ['row', 'rows']),
  };
}

function changeOf<Id>(accountId: Id, alternateContactType: unknown, contact: Record<string, unknown>) {
  return { accountId, alternateContactType, action: 'PUT', contact };
}
