import { Command, Option } from 'commander';
import { reportOf } from '../../../functions/domain/inventory/report.ts';
import { counted } from '../../../functions/wording/counted.ts';
import { visibleLine } from '../../../functions/wording/visible-text.ts';
import { UsageError } from '../../errors.ts';
import type { ExitCode } from '../../exit-code.ts';
import { withChoices } from '../../input/checked-argument.ts';
import { selectedItems } from '../../input/inventory-selection.ts';
import { REPORT_FORMATS, type ReportFormat, reportText } from '../../output/report-text.ts';
import { visibleText } from '../../output/visible.ts';
import { checkWritable, writeText } from '../export/output-file.ts';
import type { Perform, Session } from '../session.ts';

interface ReportOptions {
  format?: ReportFormat;
  output?: string;
}

const EXAMPLES = `
Who has what, since when, set by which request, approved by whom, last seen, and the fingerprint of the plan that
was approved: as CSV for a spreadsheet, as JSON, or as one page that needs nothing else. It says what the inventory
knows; \`contacts sweep\` reads all contacts again. It holds personal data.

Examples:
  $ contacts report --output report.html
  $ contacts report --format csv --output report.csv
  $ contacts report --json | jq '.accounts[].contacts[] | select(.standing == "drifted")'`;

export function reportCommand(perform: Perform): Command {
  const format = new Option('--format <format>', 'csv, json or html (default: from the extension of the file)');
  return new Command('report')
    .description('write a report for auditors: who has what, since when, approved by whom')
    .addOption(withChoices(format, REPORT_FORMATS, 'a format'))
    .option('--output <file>', 'where to write (default: stdout)')
    .addHelpText('after', EXAMPLES)
    .action((options: ReportOptions, command: Command) => perform(command, (session) => report(session, options)));
}

async function report(session: Session, { format, output }: ReportOptions): Promise<ExitCode> {
  const chosen = format ?? formatOf(output) ?? (session.isJson ? 'json' : undefined);
  if (chosen === undefined) throw new UsageError('say which format: --format csv, json or html');
  if (session.isJson && chosen !== 'json') throw new UsageError(`--json is no ${chosen}: leave it out`);
  if (output !== undefined) await checkWritable(output);
  const items = selectedItems(await session.aws.readInventory(), {});
  const text = reportText(reportOf(items, session.now().toISOString()), chosen);
  if (output === undefined) session.terminal.print(onTerminal(session, text.trimEnd()));
  else {
    await writeText(output, text);
    if (!session.isJson) session.terminal.print(writtenText(session, items.length, output));
  }
  return 0;
}

function formatOf(output: string | undefined): ReportFormat | undefined {
  return REPORT_FORMATS.find((format) => output?.toLowerCase().endsWith(`.${format}`));
}

/** A file gets every character as it is; a terminal would obey some of them. */
function onTerminal({ terminal }: Session, text: string): string {
  return Number.isFinite(terminal.width) ? visibleText(text.replace(/^\uFEFF/, '')) : text;
}

function writtenText({ terminal: { paint } }: Session, accounts: number, output: string): string {
  return `${paint('green', '✓')} Wrote what is known of ${counted(accounts, 'account')} to ${visibleLine(output)}`;
}
