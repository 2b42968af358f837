import { Command } from 'commander';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import type { PlannedChange } from '../../../functions/domain/request/plan.ts';
import { CLI_SYSTEM, isFinal } from '../../../functions/domain/request/request.ts';
import { outcomeSentence, statusWords } from '../../../functions/wording/status.ts';
import { RefusedError } from '../../errors.ts';
import type { ExitCode } from '../../exit-code.ts';
import { recordedChanges } from '../../input/changes.ts';
import { checkedRequest } from '../../input/check-request.ts';
import { derivedRequestId, type RequestName, requestIdArgument, requestIdOf } from '../../input/request-id.ts';
import { requestedByOption, requesterOf } from '../../input/requester.ts';
import { appliedOfCampaign } from '../campaign/ended-changes.ts';
import { existingRequest, refuseRedacted } from '../find-request.ts';
import { refuseTakenId, sendRequest } from '../send-request.ts';
import { type Perform, printResult, type Session } from '../session.ts';
import { madeChanges } from './made-changes.ts';
import { nothingToRevert, type ReversionDocument, reversionDocument, reversionReport } from './report.ts';
import { appliedChanges, inverseOf, reversionOf } from './reversion.ts';

interface RevertOptions {
  reason?: string;
  requestedBy?: string;
  requestId?: string;
  alsoChanged?: true;
  watch?: true;
  yes?: true;
}

const EXAMPLES = `
It requests the contacts as they were before the request. The new request needs its own approval.
Contacts that somebody has changed since are listed and left out. It reads the contacts with your own
permissions, as \`contacts show\` does; of a campaign with more than 100 changes, it takes what the service
has seen last.

Examples:
  $ contacts revert jira-OPS-42-10124 --requested-by jane@example.com
  $ contacts revert jira-OPS-42-10124 --reason "Nobody answers that phone" --watch
  $ contacts revert jira-OPS-42-10124 --also-changed     # even what was changed since

The exit code is 0 if the request was sent, or if every contact is already as before. It is 1 if
nothing was sent because all that is left to revert was changed since.`;

export function revertCommand(perform: Perform): Command {
  return new Command('revert')
    .description('request the contacts as they were before a request was applied')
    .addArgument(requestIdArgument())
    .option('--reason <text>', 'why; the approvers read it after the id of the reverted request')
    .addOption(requestedByOption())
    .option('--request-id <id>', 'the idempotency key (default: revert-<requestId>)')
    .option('--also-changed', 'also revert contacts that somebody has changed since')
    .option('--yes', 'request more than 100 changes without asking')
    .option('--watch', 'follow the new request until it ends (Ctrl-C stops watching, not the request)')
    .addHelpText('after', EXAMPLES)
    .action((name: RequestName, options: RevertOptions, command: Command) =>
      perform(command, (session) => revert(session, name, options)),
    );
}

async function revert(session: Session, reverted: RequestName, options: RevertOptions): Promise<ExitCode> {
  const revertedId = requestIdOf(reverted);
  const { alsoChanged = false, requestId = derivedRequestId(revertedId, { prefix: 'revert-' }) } = options;
  const head = {
    requestId,
    ...requesterOf(options.requestedBy),
    reason: reasonText(revertedId, options.reason),
    source: { system: CLI_SYSTEM },
  };
  const applied = await findApplied(session, reverted);
  await refuseTakenId(session, head);
  const reversion = reversionOf(await madeChanges(session, applied), alsoChanged);
  const document = reversionDocument(revertedId, reversion);
  if (reversion.asked.length === 0) return sendNothing(session, document);
  const written = recordedChanges(reversion.asked.map(inverseOf));
  const checked = checkedRequest(head, written);
  if (!session.isJson) session.terminal.print(`${reversionReport(document, alsoChanged, session.terminal)}\n`);
  return sendRequest(session, checked, { written, watch: options.watch, yes: options.yes, extra: document });
}

/** An empty reason stays empty, so that it is refused. */
function reasonText(revertedId: string, reason: string | undefined): string {
  if (reason === undefined) return `Reverts ${revertedId}`;
  return reason && `Reverts ${revertedId}: ${reason}`;
}

/** @throws RefusedError when the request has not changed anything, or not yet. */
async function findApplied(session: Session, name: RequestName): Promise<PlannedChange[]> {
  const { status, record } = await existingRequest(session, name);
  refuseRedacted(record, 'revert');
  const applied = record ? await appliedOf(session, record) : [];
  if (applied.length > 0) return applied;
  const meaning = record ? outcomeSentence(record) : statusWords(status).sentence;
  const why = isFinal(status) ? 'There is nothing to revert' : 'You can revert a request once it has ended';
  throw new RefusedError(`${requestIdOf(name)} is ${status}. ${meaning} ${why}`);
}

function appliedOf(session: Session, record: RequestRecord): Promise<PlannedChange[]> | PlannedChange[] {
  return record.request.changeSet ? appliedOfCampaign(session, record) : appliedChanges(record);
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
