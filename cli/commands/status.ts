import { Command, Option } from 'commander';
import type { RequestStatus } from '../../functions/domain/request/request.ts';
import { reasonTexts } from '../../functions/wording/reason.ts';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import type { Reason } from '../../schemas/compiled/reason.js';
import { RefusedError } from '../errors.ts';
import type { ExitCode } from '../exit-code.ts';
import { type RequestName, requestIdArgument, requestIdOf } from '../input/request-id.ts';
import { type FoundRequest, requestDocument } from '../output/request-document.ts';
import { endReport, requestReport } from '../output/request-report.ts';
import { readResults, readSummary } from './campaign/objects.ts';
import { checkWritable, writeText } from './export/output-file.ts';
import { existingRequest } from './find-request.ts';
import { withProgress } from './progress.ts';
import { type Perform, printResult, type Session } from './session.ts';
import { watch } from './watch.ts';

interface StatusOptions {
  watch?: true;
  details?: true;
  results?: string;
}

/** How to report a request that was followed to its end. */
interface Following {
  hasDetails?: boolean;
  /** A reason for people, with the place where they can correct it. */
  reasonText?(reason: Reason): string;
  /** What the JSON document holds besides the request. */
  extra?: object;
}

/** The statuses of requests that are under way, or that ended as requested. */
const GOOD: ReadonlySet<RequestStatus> = new Set<RequestStatus>([
  'RECEIVED',
  'PENDING_APPROVAL',
  'APPROVED',
  'APPLIED',
  'UNCHANGED',
]);

const EXAMPLES = `
Examples:
  $ contacts status cli-mgx0k2fz-7d1q
  $ contacts status cli-mgx0k2fz-7d1q --details    # also the contacts before and after
  $ contacts status cli-mgx0k2fz-7d1q --watch      # until it ends
  $ contacts status jira-OPS-42-10124 --json | jq -r .status
  $ contacts status cli-mgx0k2fz-7d1q --results results.csv    # of a campaign
  $ contacts status jira/jira-OPS-42-10124    # if another system has a request of that id, too

The exit code is 0 if the request is under way, APPLIED or UNCHANGED, and 1 otherwise.`;

export function statusCommand(perform: Perform): Command {
  return new Command('status')
    .description('show what became of a request: its changes, its votes, who has not voted yet, its timeline')
    .addArgument(requestIdArgument())
    .option('--watch', 'follow the request until it ends (Ctrl-C stops watching, not the request)')
    .option('--details', 'show the contacts before and after; they are personal data')
    .addOption(
      new Option('--results <file>', 'write what became of each change of a campaign, as CSV').conflicts('watch'),
    )
    .addHelpText('after', EXAMPLES)
    .action((name: RequestName, options: StatusOptions, command: Command) =>
      perform(command, (session) =>
        options.watch
          ? watchToEnd(session, name, { hasDetails: options.details === true })
          : showStatus(session, name, options),
      ),
    );
}

/** Follows a request to its end, and reports how it ended. */
export async function watchToEnd(
  session: Session,
  name: RequestName,
  { hasDetails = false, reasonText, extra = {} }: Following = {},
): Promise<ExitCode> {
  const found = await watch(session, name);
  const requestId = requestIdOf(name);
  const request = { requestId, found, hasDetails, reasons: textsOf(found, reasonText) };
  printResult(
    session,
    { ...requestDocument(requestId, found, hasDetails), ...extra },
    () => `\n${endReport(request, session.terminal)}`,
  );
  return statusExitCode(found.status);
}

async function showStatus(session: Session, name: RequestName, { details, results }: StatusOptions): Promise<ExitCode> {
  const hasDetails = details === true;
  if (results !== undefined) await checkWritable(results);
  const found = await withPlan(session, await withProgress(session, await existingRequest(session, name)));
  const requestId = requestIdOf(name);
  if (results !== undefined) await writeResults(session, found, results);
  const request = { requestId, found, hasDetails, reasons: textsOf(found) };
  printResult(session, requestDocument(requestId, found, hasDetails), () =>
    requestReport(request, session.terminal, session.now()),
  );
  return statusExitCode(found.status);
}

/** @throws RefusedError when it is no campaign, or none that has ended */
async function writeResults(session: Session, { status, record }: FoundRequest, file: string): Promise<void> {
  if (!record?.request.changeSet)
    throw new RefusedError('--results is for campaigns: this request shows its changes itself');
  if (!record.counts) throw new RefusedError(`there are no results: the campaign is ${status}`);
  await writeText(file, await readResults(session, record));
  if (!session.isJson)
    session.terminal.printError(`${session.terminal.paint('green', '✓')} Wrote ${visibleLine(file)}\n`);
}

/** A campaign with the summary of its plan, or why that cannot be shown. */
async function withPlan(session: Session, found: FoundRequest): Promise<FoundRequest> {
  if (!found.record?.campaign) return found;
  try {
    const summary = await readSummary(session, found.record);
    return { ...found, campaign: { ...found.campaign, ...(summary && { summary }) } };
  } catch (error) {
    return { ...found, campaign: { ...found.campaign, problem: session.explain(error) } };
  }
}

/** In the words of forms, where the user does not have the file or the flags that a request was made of. */
function textsOf({ reasons, record }: FoundRequest, reasonText?: (reason: Reason) => string): string[] {
  if (reasonText) return reasons.map(reasonText);
  return reasonTexts(reasons, record?.request);
}

function statusExitCode(status: RequestStatus): ExitCode {
  return GOOD.has(status) ? 0 : 1;
}
