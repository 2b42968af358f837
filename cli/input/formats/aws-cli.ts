import { jsonPlaces, type WrittenChanges, type WrittenProblem } from '../changes.ts';
import { jsonEntries, parseJson } from '../json-changes.ts';
import {
  type ForeignFields,
  foreignContact,
  foreignPointers,
  isBlank,
  isObject,
  withoutContact,
} from './foreign-change.ts';

const FIELDS: ForeignFields = {
  name: 'Name',
  title: 'Title',
  emailAddress: 'EmailAddress',
  phoneNumber: 'PhoneNumber',
};
const KNOWN = new Set(['AccountId', 'AlternateContactType', ...Object.values(FIELDS)]);

/**
 * The changes in JSON as `aws account put-alternate-contact --generate-cli-skeleton` writes it: one object, or an array of
 * them. `account` is the account of those that name none.
 */
export function awsCliChanges(text: string, file: string, account: string | undefined): WrittenChanges {
  const { entries, pointers } = jsonEntries(parseJson(text, file));
  const filled = entries.flatMap((entry, index) => (isObject(entry) && !foreignContact(entry, FIELDS) ? [] : [index]));
  return {
    changes: filled.map((index) => awsCliChange(entries[index], account)),
    problems: filled.flatMap((entry, index) =>
      awsCliProblems(entries[entry], account).map((each) => ({ index, ...each })),
    ),
    places: jsonPlaces(
      file,
      filled.map((index) => pointers[index] ?? ''),
      {
        '/accountId': '/AccountId',
        '/alternateContactType': '/AlternateContactType',
        ...foreignPointers(FIELDS),
      },
    ),
    ...withoutContact(entries.length - filled.length, ['entry', 'entries']),
  };
}

function awsCliChange(entry: unknown, account: string | undefined): unknown {
  if (!isObject(entry)) return entry;
  const accountId = isBlank(entry['AccountId']) ? account : entry['AccountId'];
  return {
    ...(accountId !== undefined && { accountId }),
    alternateContactType: entry['AlternateContactType'],
    action: 'PUT',
    contact: foreignContact(entry, FIELDS),
  };
}

function awsCliProblems(entry: unknown, account: string | undefined): Omit<WrittenProblem, 'index'>[] {
  if (!isObject(entry)) return [];
  const unknown = Object.keys(entry).filter((key) => !KNOWN.has(key));
  const { AccountId } = entry;
  return [
    ...unknown.map((key) => ({ pointer: `/${key}`, message: 'is not a known field' })),
    ...(isBlank(AccountId) && account === undefined
      ? [{ pointer: '/accountId', message: 'is required: add it, or name the account of all entries with --account' }]
      : []),
    ...(!isBlank(AccountId) && account !== undefined && AccountId !== account
      ? [{ pointer: '/accountId', message: `is not ${account}, which --account names` }]
      : []),
  ];
}
