import { Command } from 'commander';
import { CLI_SYSTEM } from '../../../functions/domain/request/request.ts';
import { CSV_COLUMNS } from '../../csv/csv-columns.ts';
import type { ExitCode } from '../../exit-code.ts';
import { checkedRequest, type RequestHead } from '../../input/check-request.ts';
import { newRequestId } from '../../input/request-id.ts';
import { requestedByOption, requesterOf } from '../../input/requester.ts';
import { sendRequest } from '../send-request.ts';
import type { Perform, Session } from '../session.ts';
import { dryRun } from './dry-run.ts';
import { changeOptions, type RequestOptions } from './options.ts';
import { remarksOf } from './remarks.ts';
import { requestedChanges } from './requested-changes.ts';

const EXAMPLES = `
A CSV file has the header ${CSV_COLUMNS.slice(0, 3).join(',')},
${CSV_COLUMNS.slice(3).join(',')}; \`contacts export\` writes such a file. A JSON file contains a
change or an array of changes. --format also takes the files of other tools: aws-cli (the skeleton of
put-alternate-contact), aft, awsnolan and aws-samples. More than 100 changes, up to 150,000, become one
campaign, which is approved as one: it can be paused, resumed and cancelled while it is being applied.

Examples:
  $ contacts request --account 222222222222 --type SECURITY \\
      --name SOC --title "Security operations" --email soc@example.com --phone "+1 555 0100" \\
      --reason "The security mailbox moves" --requested-by jane@example.com --watch
  $ contacts request --account 222222222222 --type BILLING --delete --reason "The account is leaving"
  $ contacts request --file changes.csv --reason "New SOC" --reference OPS-42
  $ contacts request --ou ou-ab12-prod0001 --type SECURITY --delete --reason "No SOC" --dry-run
  $ generate-changes | contacts request --file - --format json --reason "New SOC"`;

export function requestCommand(perform: Perform): Command {
  const command = new Command('request').description('request a change of one contact, or of many');
  for (const option of changeOptions()) command.addOption(option);
  return command
    .requiredOption('--reason <text>', 'why; the approvers read it')
    .addOption(requestedByOption())
    .option('--request-id <id>', 'the idempotency key (default: a new one)')
    .option('--reference <key>', 'the ticket, such as OPS-42')
    .option('--url <url>', 'the URL of the ticket')
    .option('--dry-run', 'check and list what would be requested, and send nothing')
    .option('--yes', 'request more than 100 changes without asking')
    .option('--watch', 'follow the request until it ends (Ctrl-C stops watching, not the request)')
    .addHelpText('after', EXAMPLES)
    .action((options: RequestOptions, self: Command) => perform(self, (session) => request(session, options)));
}

async function request(session: Session, options: RequestOptions): Promise<ExitCode> {
  const head = requestHead(session, options);
  const written = await requestedChanges(session, head, options);
  const remarks = remarksOf(written);
  if (!session.isJson) for (const line of remarks.lines) session.terminal.printError(line);
  const checked = checkedRequest(head, written);
  if (options.dryRun) return dryRun(session, checked, written.accounts, remarks.document);
  const { watch, yes } = options;
  return sendRequest(session, checked, { written, watch, yes, extra: remarks.document });
}

function requestHead(session: Session, options: RequestOptions): RequestHead & { source: object } {
  const { requestId = newRequestId(session.now()), reason, reference, url } = options;
  return {
    requestId,
    ...requesterOf(options.requestedBy),
    reason,
    source: { system: CLI_SYSTEM, ...(reference !== undefined && { reference }), ...(url !== undefined && { url }) },
  };
}
