import { Option } from 'commander';
import { type SelectionFlags, selectionOptions } from '../../input/account-selection.ts';
import { CHANGE_FORMATS, type ChangeFormat } from '../../input/change-file.ts';
import type { ChangeFlags } from '../../input/change-flags.ts';
import { withChoices } from '../../input/checked-argument.ts';

/** What the command line says. */
export interface RequestOptions extends ChangeFlags, SelectionFlags {
  file?: string;
  format?: ChangeFormat;
  reason: string;
  requestedBy?: string;
  requestId?: string;
  reference?: string;
  url?: string;
  watch?: true;
  yes?: true;
  dryRun?: true;
}

/** The flags that say what to change, and where. */
export function changeOptions(): Option[] {
  const contact = [
    new Option('--name <name>', 'name of the new contact'),
    new Option('--title <title>', 'title of the new contact'),
    new Option('--email <address>', 'e-mail address of the new contact'),
    new Option('--phone <number>', 'phone number of the new contact'),
  ];
  const type = new Option('--type <type>', 'BILLING, OPERATIONS or SECURITY');
  const remove = new Option('--delete', 'remove the contact').conflicts(attributes(contact));
  const many = selectionOptions(['account']);
  return [
    new Option('--account <id>', 'the account id, 12 digits'),
    ...many,
    type,
    ...contact,
    remove,
    new Option('--file <path>', 'changes.json, changes.jsonl or changes.csv, or - for stdin').conflicts(
      attributes([...many, type, ...contact, remove]),
    ),
    withChoices(
      new Option('--format <format>', 'what the file contains (default: from its extension)'),
      CHANGE_FORMATS,
      'a format',
    ),
  ];
}

function attributes(options: Option[]): string[] {
  return options.map((option) => option.attributeName());
}
