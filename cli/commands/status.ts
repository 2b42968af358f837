import { Command } from 'commander';
import type { RequestStatus } from '../../functions/domain/request/request.ts';
import { reasonTexts } from '../../functions/wording/reason.ts';
import type { Reason } from '../../schemas/compiled/reason.js';
import type { ExitCode } from '../exit-code.ts';
import { type RequestName, requestIdArgument, requestIdOf } from '../input/request-id.ts';
import { type FoundRequest, requestDocument } from '../output/request-document.ts';
import { endReport, requestReport } from '../output/request-report.ts';
import { existingRequest } from './find-request.ts';
import { withProgress } from './progress.ts';
import { type Perform, printResult, type Session } from './session.ts';
import { watch } from './watch.ts';

interface StatusOptions {
  watch?: true;
  details?: true;
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
  $ contacts status jira/jira-OPS-42-10124    # if another system has a request of that id, too

The exit code is 0 if the request is under way, APPLIED or UNCHANGED, and 1 otherwise.`;

export function statusCommand(perform: Perform): Command {
  return new Command('status')
    .description('show what became of a request: its changes, its votes, who has not voted yet, its timeline')
    .addArgument(requestIdArgument())
    .option('--watch', 'follow the request until it ends (Ctrl-C stops watching, not the request)')
    .option('--details', 'show the contacts before and after; they are personal data')
    .addHelpText('after', EXAMPLES)
    .action((name: RequestName, options: StatusOptions, command: Command) =>
      perform(command, (session) =>
        options.watch
          ? watchToEnd(session, name, { hasDetails: options.details === true })
          : showStatus(session, name, options.details),
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

async function showStatus(session: Session, name: RequestName, hasDetails = false): Promise<ExitCode> {
  const found = await withProgress(session, await existingRequest(session, name));
  const requestId = requestIdOf(name);
  const request = { requestId, found, hasDetails, reasons: textsOf(found) };
  printResult(session, requestDocument(requestId, found, hasDetails), () =>
    requestReport(request, session.terminal, session.now()),
  );
  return statusExitCode(found.status);
}

/** In the words of forms, where the user does not have the file or the flags that a request was made of. */
function textsOf({ reasons, record }: FoundRequest, reasonText?: (reason: Reason) => string): string[] {
  if (reasonText) return reasons.map(reasonText);
  return reasonTexts(reasons, record?.request);
}

function statusExitCode(status: RequestStatus): ExitCode {
  return GOOD.has(status) ? 0 : 1;
}
