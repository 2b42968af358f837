import { Argument, Command } from 'commander';
import { ALTERNATE_CONTACT_TYPES, CONTACT_FIELDS } from '../../functions/domain/contact/contact.ts';
import { accountText } from '../../functions/wording/account.ts';
import { FIELD_LABELS, fieldText } from '../../functions/wording/diff.ts';
import type { Contact } from '../../schemas/compiled/contact.js';
import type { ExitCode } from '../exit-code.ts';
import { parseAccountId } from '../input/account-id.ts';
import { type Cell, tableText } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';
import { type Perform, printResult, type Session } from './session.ts';

type ShownContacts = [type: string, contact: Contact | null][];

const EXAMPLES = `
Examples:
  $ contacts show 222222222222
  $ contacts show 222222222222 --json | jq .contacts.SECURITY`;

export function showCommand(perform: Perform): Command {
  return new Command('show')
    .description('show the current alternate contacts of an account')
    .addArgument(accountArgument())
    .addHelpText('after', EXAMPLES)
    .action((accountId: string, _options: object, command: Command) =>
      perform(command, (session) => showContacts(session, accountId)),
    );
}

async function showContacts(session: Session, accountId: string): Promise<ExitCode> {
  const read = await session.aws.contactsOf(accountId);
  const contacts: ShownContacts = await Promise.all(
    ALTERNATE_CONTACT_TYPES.map(async (type): Promise<ShownContacts[number]> => [type, await read(type)]),
  );
  const name = await readName(session, accountId);
  const document = {
    accountId,
    ...(name !== undefined && { accountName: name }),
    contacts: Object.fromEntries(contacts),
  };
  const heading = name === undefined ? '' : `${accountText({ accountId, name })}\n\n`;
  printResult(session, document, () => `${heading}${contactTable(contacts, session.terminal)}`);
  return 0;
}

/** Whoever may read the contacts may not always ask AWS Organizations. */
async function readName({ aws }: Session, accountId: string): Promise<string | undefined> {
  try {
    return (await aws.describeAccount(accountId)).name;
  } catch {
    return undefined;
  }
}

function contactTable(contacts: ShownContacts, { width, paint }: Terminal): string {
  const columns = [
    { title: 'TYPE' },
    ...CONTACT_FIELDS.map((field) => ({ title: FIELD_LABELS[field].toUpperCase(), wraps: true })),
  ];
  const rows = contacts.map(([type, contact]): Cell[] => [
    type,
    ...(contact
      ? CONTACT_FIELDS.map((field) => fieldText(field, contact[field]))
      : [{ text: 'not set', style: 'dim' } satisfies Cell, '', '', '']),
  ]);
  return tableText(columns, rows, { width, paint });
}

function accountArgument(): Argument {
  return new Argument('<account>', 'the id of the account, 12 digits').argParser(parseAccountId);
}
