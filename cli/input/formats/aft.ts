import { visibleLine } from '../../../functions/wording/visible-text.ts';
import { UsageError } from '../../errors.ts';
import { jsonPlaces, type WrittenChanges } from '../changes.ts';
import { parseJson } from '../json-changes.ts';
import {
  type ForeignFields,
  foreignContact,
  foreignPointers,
  isBlank,
  isObject,
  withoutContact,
} from './foreign-change.ts';

const FIELDS: ForeignFields = {
  name: 'name',
  title: 'title',
  emailAddress: 'email-address',
  phoneNumber: 'phone-number',
};
const TYPES = ['billing', 'operations', 'security'];

/**
 * The changes in the JSON that Account Factory for Terraform keeps in a parameter of Systems Manager: the contacts of one
 * account by their type.
 * @throws UsageError when the account is not named, or the JSON is no object.
 */
export function aftChanges(text: string, file: string, account: string | undefined): WrittenChanges {
  if (account === undefined) {
    throw new UsageError(`name the account with --account: ${visibleLine(file)} does not hold it`);
  }
  const content = parseJson(text, file);
  if (!isObject(content)) throw new UsageError(`${visibleLine(file)} must be an object with ${TYPES.join(', ')}`);
  const types = Object.keys(content).filter((key) => TYPES.includes(key.toLowerCase()));
  const filled = types.filter((type) => !isUnset(content[type]));
  return {
    changes: filled.map((type) => ({
      accountId: account,
      alternateContactType: type.toUpperCase(),
      action: 'PUT',
      contact: contactOf(content[type]),
    })),
    problems: Object.keys(content)
      .filter((key) => !types.includes(key))
      .map((key) => ({ index: -1, pointer: `/${key}`, message: `is not one of ${TYPES.join(', ')}` })),
    places: jsonPlaces(
      file,
      filled.map((type) => `/${type}`),
      foreignPointers(FIELDS),
    ),
    ...withoutContact(types.length - filled.length, ['entry', 'entries']),
  };
}

function isUnset(value: unknown): boolean {
  return isBlank(value) || (isObject(value) && foreignContact(value, FIELDS) === undefined);
}

/** Fields that AFT does not know stay, so that they are refused. */
function contactOf(value: unknown): unknown {
  if (!isObject(value)) return value;
  const known = new Set(Object.values(FIELDS));
  const others = Object.entries(value).filter(([key]) => !known.has(key));
  return { ...Object.fromEntries(others), ...foreignContact(value, FIELDS) };
}
