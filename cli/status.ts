import { Command } from 'commander';
import { existingRequest } from './find-request.ts';
import { requestDocument } from './request-document.ts';
import { requestIdArgument } from './request-id.ts';
import { endReport, requestReport } from './request-report.ts';
import { type ExitCode, type Perform, printResult, type Session } from './session.ts';
import { statusExitCode } from './status-text.ts';
import { watch } from './watch.ts';

interface StatusOptions {
  watch?: true;
  details?: true;
}

const EXAMPLES = `
Examples:
  $ contacts status cli-mgx0k2fz-7d1q
  $ contacts status cli-mgx0k2fz-7d1q --details    # the contacts before and after, too
  $ contacts status cli-mgx0k2fz-7d1q --watch      # until it has ended
  $ contacts status jira-OPS-42-10124 --json | jq -r .status

The exit code is 0 while the request is under way, APPLIED or UNCHANGED, else 1.`;

/** `contacts status`: what became of a request. */
export function statusCommand(perform: Perform): Command {
  return new Command('status')
    .description('tell what became of a request: its changes, who has voted and who is awaited, its timeline')
    .addArgument(requestIdArgument())
    .option('--watch', 'follow it until it has ended (Ctrl-C only ends the following)')
    .option('--details', 'show the contacts before and after: they are personal data')
    .addHelpText('after', EXAMPLES)
    .action((requestId: string, options: StatusOptions, command: Command) =>
      perform(command, (session) =>
        options.watch
          ? watchToEnd(session, requestId, { hasDetails: options.details === true })
          : showStatus(session, requestId, options.details),
      ),
    );
}

/**
 * Follows a request, and tells how it has ended; `placed` tells people the reasons of an INVALID one in other words,
 * `told` is what the JSON document tells, too.
 */
export async function watchToEnd(
  session: Session,
  requestId: string,
  { hasDetails = false, placed = (reason: string) => reason, told = {} } = {},
): Promise<ExitCode> {
  const { reasons, ...found } = await watch(session, requestId);
  const document = requestDocument(
    requestId,
    { ...found, reasons: session.isJson ? reasons : reasons.map(placed) },
    hasDetails,
  );
  printResult(session, { ...document, ...told }, () => `\n${endReport(document, session.terminal)}`);
  return statusExitCode(document.status);
}

async function showStatus(session: Session, requestId: string, hasDetails = false): Promise<ExitCode> {
  const found = await existingRequest(session, requestId);
  const document = requestDocument(requestId, found, hasDetails);
  printResult(session, document, () => requestReport(document, session.terminal, session.now()));
  return statusExitCode(document.status);
}
