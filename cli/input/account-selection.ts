import { Option } from 'commander';
import { UsageError, WrongArgumentError } from '../errors.ts';

/** Which accounts of the organization a command is about. */
export type AccountSelection =
  | { accountIds: string[] }
  | { ou: string }
  | { tag: { key: string; value: string } }
  | 'all';

/** The flags that select many accounts. */
export interface SelectionFlags {
  ou?: string;
  tag?: { key: string; value: string };
  allAccounts?: true;
}

const EXCLUSIVE = ['ou', 'tag', 'allAccounts'];

/** The flags that select many accounts, of which a command takes one. */
export function selectionOptions(others: string[] = []): Option[] {
  const exclusive = (option: Option) => {
    const own = option.attributeName();
    return option.conflicts([...EXCLUSIVE.filter((name) => name !== own), ...others]);
  };
  return [
    new Option('--ou <id>', 'every account in this organizational unit and those beneath it').argParser(parseOu),
    new Option('--tag <key=value>', 'every account with this tag').argParser(parseTag),
    new Option('--all-accounts', 'every account of the organization'),
  ].map(exclusive);
}

/** What the flags select; `undefined` if none of them is there. */
export function selectionOf({ ou, tag, allAccounts }: SelectionFlags): AccountSelection | undefined {
  if (ou !== undefined) return { ou };
  if (tag !== undefined) return { tag };
  return allAccounts ? 'all' : undefined;
}

/** @throws UsageError when nothing is selected. */
export function requiredSelection(selection: AccountSelection | undefined): AccountSelection {
  if (selection) return selection;
  throw new UsageError('say which accounts: --account, --ou, --tag or --all-accounts');
}

/**
 * The id of an organizational unit or a root.
 * @throws WrongArgumentError
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html
 */
export function parseOu(text: string): string {
  if (/^(?:ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|r-[0-9a-z]{4,32})$/.test(text)) return text;
  throw new WrongArgumentError(
    text,
    'an organizational unit',
    'write its id or that of a root, such as ou-ab12-prod0001',
  );
}

/** A tag and its value. @throws WrongArgumentError */
export function parseTag(text: string): { key: string; value: string } {
  const separator = text.indexOf('=');
  if (separator > 0) return { key: text.slice(0, separator), value: text.slice(separator + 1) };
  throw new WrongArgumentError(text, 'a tag', 'write it as key=value, such as Environment=production');
}
