import { Command } from 'commander';
import type { PlannedChange } from '../functions/domain/plan.ts';
import { recordedChanges } from './changes.ts';
import { checkedRequest } from './check-request.ts';
import { withCurrentContacts } from './current-contacts.ts';
import { RefusedError } from './errors.ts';
import { existingRequest } from './find-request.ts';
import { derivedRequestId, requestIdArgument } from './request-id.ts';
import { requestedByOption, requesterOf } from './requester.ts';
import { appliedChanges, inverseOf, reversionOf } from './reversion.ts';
import { nothingToRevert, type ReversionDocument, reversionDocument, reversionReport } from './reversion-report.ts';
import { refuseTakenId, sendRequest } from './send-request.ts';
import { type ExitCode, type Perform, printResult, type Session } from './session.ts';
import { isFinal, statusText } from './status-text.ts';

interface RevertOptions {
  reason?: string;
  requestedBy?: string;
  requestId?: string;
  alsoChanged?: true;
  watch?: true;
}

const EXAMPLES = `
It asks for the contacts as they were before the request, by a new request that needs its own
approval. Contacts that someone has changed since are named and left out. It reads the contacts with
your own permissions, as \`contacts show\` does.

Examples:
  $ contacts revert jira-OPS-42-10124 --requested-by jane@example.com
  $ contacts revert jira-OPS-42-10124 --reason "Nobody answers that phone" --watch
  $ contacts revert jira-OPS-42-10124 --also-changed     # what was changed since, too

The exit code is 0 when the request is sent, or when every contact is as before already. It is 1
when nothing is sent because what remains was changed since.`;

/** `contacts revert`: asks for the contacts as they were before a request. */
export function revertCommand(perform: Perform): Command {
  return new Command('revert')
    .description('ask for the contacts as they were before a request that was applied')
    .addArgument(requestIdArgument())
    .option('--reason <text>', 'why: the approvers read it, after the id of the reverted request')
    .addOption(requestedByOption())
    .option('--request-id <id>', 'the idempotency key (default: revert-<requestId>)')
    .option('--also-changed', 'revert contacts that someone has changed since, too')
    .option('--watch', 'follow the new request until it has ended (Ctrl-C only ends the following)')
    .addHelpText('after', EXAMPLES)
    .action((requestId: string, options: RevertOptions, command: Command) =>
      perform(command, (session) => revert(session, requestId, options)),
    );
}

async function revert(session: Session, revertedId: string, options: RevertOptions): Promise<ExitCode> {
  const { alsoChanged = false, requestId = derivedRequestId(revertedId, { prefix: 'revert-' }) } = options;
  const head = {
    requestId,
    requestedBy: requesterOf(options.requestedBy),
    reason: reasonText(revertedId, options.reason),
    source: { system: 'cli' },
  };
  const applied = await findApplied(session, revertedId);
  await refuseTakenId(session, requestId);
  const reversion = reversionOf(await withCurrentContacts(session, applied), alsoChanged);
  const document = reversionDocument(revertedId, reversion);
  if (reversion.asked.length === 0) return sendNothing(session, document);
  const written = recordedChanges(reversion.asked.map(inverseOf));
  const checked = checkedRequest(head, written);
  if (!session.isJson) session.terminal.print(`${reversionReport(document, alsoChanged, session.terminal)}\n`);
  return sendRequest(session, checked, { written, watch: options.watch, told: document });
}

/** An empty reason stays empty, and is refused as such. */
function reasonText(revertedId: string, reason: string | undefined): string {
  if (reason === undefined) return `Reverts ${revertedId}`;
  return reason && `Reverts ${revertedId}: ${reason}`;
}

/** @throws RefusedError when the request has changed nothing, or nothing yet. */
async function findApplied(session: Session, requestId: string): Promise<PlannedChange[]> {
  const { status, record } = await existingRequest(session, requestId);
  const applied = record ? appliedChanges(record) : [];
  if (applied.length > 0) return applied;
  const until = isFinal(status) ? '' : ' before it has ended';
  throw new RefusedError(
    `${requestId} is ${status}, ${statusText(status).sentence}: there is nothing to revert${until}`,
  );
}

function sendNothing(session: Session, document: ReversionDocument): ExitCode {
  const { stage, terminal } = session;
  printResult(
    session,
    { requestId: null, stage, changes: 0, ...document },
    () => `${reversionReport(document, false, terminal)}\n\n${nothingToRevert(document, terminal)}`,
  );
  return document.changedSince.length === 0 ? 0 : 1;
}
