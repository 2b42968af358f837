import { Command, Option } from 'commander';
import type { ExitCode } from '../exit-code.ts';
import { type ChangeFormat, readChangeFile } from '../input/change-file.ts';
import { type ChangeFlags, changeByFlags } from '../input/change-flags.ts';
import { FLAG_PLACES, type WrittenChanges } from '../input/changes.ts';
import { checkedRequest } from '../input/check-request.ts';
import { CSV_COLUMNS } from '../input/csv-changes.ts';
import { newRequestId } from '../input/request-id.ts';
import { requestedByOption, requesterOf } from '../input/requester.ts';
import { sendRequest } from './send-request.ts';
import type { Perform, Session } from './session.ts';

interface RequestOptions extends ChangeFlags {
  file?: string;
  format?: ChangeFormat;
  reason: string;
  requestedBy?: string;
  requestId?: string;
  reference?: string;
  url?: string;
  watch?: true;
}

const EXAMPLES = `
A CSV file has the header ${CSV_COLUMNS.slice(0, 3).join(',')},
${CSV_COLUMNS.slice(3).join(',')}. A JSON file contains a change or an array of changes.

Examples:
  $ contacts request --account 222222222222 --type SECURITY \\
      --name SOC --title "Security operations" --email soc@example.com --phone "+1 555 0100" \\
      --reason "The security mailbox moves" --requested-by jane@example.com --watch
  $ contacts request --account 222222222222 --type BILLING --delete --reason "The account is leaving"
  $ contacts request --file changes.csv --reason "New SOC" --reference OPS-42
  $ generate-changes | contacts request --file - --format json --reason "New SOC"`;

export function requestCommand(perform: Perform): Command {
  const command = new Command('request').description('request a change of one contact, or of many in a file');
  for (const option of changeOptions()) command.addOption(option);
  return command
    .requiredOption('--reason <text>', 'why; the approvers read it')
    .addOption(requestedByOption())
    .option('--request-id <id>', 'the idempotency key (default: a new one)')
    .option('--reference <key>', 'the ticket, such as OPS-42')
    .option('--url <url>', 'the URL of the ticket')
    .option('--watch', 'follow the request until it ends (Ctrl-C stops watching, not the request)')
    .addHelpText('after', EXAMPLES)
    .action((options: RequestOptions, self: Command) => perform(self, (session) => request(session, options)));
}

function changeOptions(): Option[] {
  const ofOne = [
    new Option('--account <id>', 'the account id, 12 digits'),
    new Option('--type <type>', 'BILLING, OPERATIONS or SECURITY'),
    new Option('--name <name>', 'name of the new contact'),
    new Option('--title <title>', 'title of the new contact'),
    new Option('--email <address>', 'e-mail address of the new contact'),
    new Option('--phone <number>', 'phone number of the new contact'),
    new Option('--delete', 'remove the contact').conflicts(['name', 'title', 'email', 'phone']),
  ];
  return [
    ...ofOne,
    new Option('--file <path>', 'changes.json or changes.csv, or - for stdin').conflicts(
      ofOne.map((option) => option.attributeName()),
    ),
    new Option('--format <format>', 'what the file contains (default: from its extension)').choices(['json', 'csv']),
  ];
}

async function request(session: Session, options: RequestOptions): Promise<ExitCode> {
  const { requestId = newRequestId(session.now()), reason, reference, url } = options;
  const head = {
    requestId,
    requestedBy: requesterOf(options.requestedBy),
    reason,
    source: { system: 'cli', ...(reference !== undefined && { reference }), ...(url !== undefined && { url }) },
  };
  const written = await writtenChanges(session, options);
  return sendRequest(session, checkedRequest(head, written), { written, watch: options.watch });
}

async function writtenChanges({ readStdin }: Session, options: RequestOptions): Promise<WrittenChanges> {
  const { file, format } = options;
  if (file === undefined) return { changes: [changeByFlags(options)], places: FLAG_PLACES };
  return readChangeFile({ path: file, format, readStdin });
}
