import { Command, Option } from 'commander';
import { ALTERNATE_CONTACT_TYPES } from '../../../functions/domain/contact/contact.ts';
import { counted } from '../../../functions/wording/counted.ts';
import { visibleLine } from '../../../functions/wording/visible-text.ts';
import type { ExitCode } from '../../exit-code.ts';
import { parseAccountId } from '../../input/account-id.ts';
import {
  requiredSelection,
  type SelectionFlags,
  selectionOf,
  selectionOptions,
} from '../../input/account-selection.ts';
import { type AccountContacts, contactCsv } from '../../output/contact-csv.ts';
import { jsonText } from '../../output/json-text.ts';
import { visibleText } from '../../output/visible.ts';
import { type LeftOutAccount, leftOutText, selectedAccounts } from '../selected-accounts.ts';
import type { Perform, Session } from '../session.ts';
import { checkWritable, writeText } from './output-file.ts';
import { readContacts } from './read-contacts.ts';

interface ExportOptions extends SelectionFlags {
  account?: string[];
  output?: string;
}

const EXAMPLES = `
It writes the CSV that \`contacts request --file\` takes: edit the rows that you want to change, delete the
others, and request the rest. The row of a contact that is not set has no action and asks for nothing. An
apostrophe before a number keeps spreadsheets from calculating with it; it is not part of the value.

Examples:
  $ contacts export --ou ou-ab12-prod0001 --output contacts.csv
  $ contacts request --file contacts.csv --reason "New SOC" --requested-by jane@example.com
  $ contacts export --account 222222222222 --account 333333333333
  $ contacts export --tag Environment=production --json | jq .changes`;

export function exportCommand(perform: Perform): Command {
  const command = new Command('export').description('write the contacts of accounts as a file to edit and to request');
  for (const option of exportOptions()) command.addOption(option);
  return command
    .addHelpText('after', EXAMPLES)
    .action((options: ExportOptions, self: Command) => perform(self, (session) => exportContacts(session, options)));
}

function exportOptions(): Option[] {
  return [
    new Option('--account <id>', 'this account; repeat it for more')
      .argParser((id: string, others: string[] = []) => [...others, parseAccountId(id)])
      .conflicts(['ou', 'tag', 'allAccounts']),
    ...selectionOptions(),
    new Option('--output <file>', 'where to write (default: stdout)'),
  ];
}

async function exportContacts(session: Session, { account, output, ...flags }: ExportOptions): Promise<ExitCode> {
  const selection = requiredSelection(account ? { accountIds: account } : selectionOf(flags));
  if (output !== undefined) await checkWritable(output);
  const { accounts, leftOut } = await selectedAccounts(session, selection);
  const read = await readContacts(session, accounts);
  const all = [...leftOut, ...read.unreadable];
  const text = session.isJson ? jsonText(exportDocument(read.accounts, all)) : contactCsv(read.accounts).trimEnd();
  if (output === undefined) session.terminal.print(onTerminal(session, text));
  else {
    await writeText(output, `${text}\n`);
    if (!session.isJson) session.terminal.print(writtenText(session, read.accounts, output));
  }
  if (!session.isJson && all.length > 0) session.terminal.printError(leftOutText(all));
  return read.unreadable.length === 0 ? 0 : 1;
}

/** A file gets every character as it is; a terminal would obey some of them. */
function onTerminal({ terminal }: Session, text: string): string {
  return Number.isFinite(terminal.width) ? visibleText(text.replace(/^\uFEFF/, '')) : text;
}

/** The changes are as a JSON file for `contacts request` has them. */
function exportDocument(accounts: AccountContacts[], leftOut: LeftOutAccount[]): object {
  const all = accounts.flatMap(({ accountId, contacts }) =>
    ALTERNATE_CONTACT_TYPES.map((alternateContactType) => ({
      accountId,
      alternateContactType,
      contact: contacts[alternateContactType],
    })),
  );
  return {
    changes: all.flatMap(({ contact, ...key }) => (contact ? [{ ...key, action: 'PUT', contact }] : [])),
    notSet: all.flatMap(({ contact, ...key }) => (contact ? [] : [key])),
    leftOut,
  };
}

function writtenText({ terminal }: Session, accounts: AccountContacts[], output: string): string {
  const count = accounts
    .flatMap(({ contacts }) => Object.values(contacts))
    .filter((contact) => contact !== null).length;
  const what = `${counted(count, 'contact')} of ${counted(accounts.length, 'account')}`;
  return `${terminal.paint('green', '✓')} Wrote ${what} to ${visibleLine(output)}`;
}
