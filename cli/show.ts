import { Argument, Command, InvalidArgumentError } from 'commander';
import { ALTERNATE_CONTACT_TYPES, CONTACT_FIELDS, type Contact } from '../functions/domain/contact.ts';
import { FIELD_LABELS } from './contact-diff.ts';
import { type ExitCode, type Perform, printResult, type Session } from './session.ts';
import { type Cell, tableText } from './table.ts';
import type { Terminal } from './terminal.ts';
import { visibleLine } from './terminal-text.ts';

type ShownContacts = [type: string, contact: Contact | null][];

const EXAMPLES = `
Examples:
  $ contacts show 222222222222
  $ contacts show 222222222222 --json | jq .contacts.SECURITY`;

/** `contacts show`: the contacts of an account as they are now. */
export function showCommand(perform: Perform): Command {
  return new Command('show')
    .description('show the alternate contacts of an account as they are now')
    .addArgument(accountArgument())
    .addHelpText('after', EXAMPLES)
    .action((accountId: string, _options: object, command: Command) =>
      perform(command, (session) => showContacts(session, accountId)),
    );
}

/** Throws commander's InvalidArgumentError when this is no account id. */
export function parseAccountId(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new InvalidArgumentError('An account id has 12 digits.');
}

async function showContacts(session: Session, accountId: string): Promise<ExitCode> {
  const read = await session.aws.contactsOf(accountId);
  const contacts: ShownContacts = await Promise.all(
    ALTERNATE_CONTACT_TYPES.map(async (type): Promise<ShownContacts[number]> => [type, await read(type)]),
  );
  const document = { accountId, contacts: Object.fromEntries(contacts) };
  printResult(session, document, () => contactTable(contacts, session.terminal));
  return 0;
}

function contactTable(contacts: ShownContacts, { width, paint }: Terminal): string {
  const columns = [
    { title: 'TYPE' },
    ...CONTACT_FIELDS.map((field) => ({ title: FIELD_LABELS[field].toUpperCase(), wraps: true })),
  ];
  const rows = contacts.map(([type, contact]): Cell[] => [
    type,
    ...(contact
      ? CONTACT_FIELDS.map((field) => visibleLine(contact[field]))
      : [{ text: 'not set', style: 'dim' } satisfies Cell, '', '', '']),
  ]);
  return tableText(columns, rows, { width, paint });
}

function accountArgument(): Argument {
  return new Argument('<account>', 'the id of the account, 12 digits').argParser(parseAccountId);
}
