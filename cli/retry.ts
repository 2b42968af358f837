import { Command } from 'commander';
import type { RequestSource, RequestStatus } from '../functions/domain/request.ts';
import type { RequestRecord } from '../functions/domain/request-record.ts';
import { recordedChanges } from './changes.ts';
import { checkedRequest } from './check-request.ts';
import { RefusedError } from './errors.ts';
import { existingRequest } from './find-request.ts';
import { requestIdArgument } from './request-id.ts';
import { changeTable } from './request-report.ts';
import { requestedByOption, requesterOf } from './requester.ts';
import { newRetryId } from './retry-id.ts';
import { sections, titled } from './sections.ts';
import { sendRequest } from './send-request.ts';
import type { ExitCode, Perform, Session } from './session.ts';
import { isFinal, statusText } from './status-text.ts';
import type { Terminal } from './terminal.ts';
import { type Unapplied, unappliedChanges } from './unapplied-changes.ts';

interface RetryOptions {
  reason?: string;
  requestedBy?: string;
  requestId?: string;
  watch?: true;
}

/** The statuses after which it makes sense to ask for the same once more. */
const RETRIED: ReadonlySet<RequestStatus> = new Set<RequestStatus>(['FAILED', 'PARTIALLY_APPLIED', 'EXPIRED']);

const EXAMPLES = `
It asks anew for the changes that failed, that met a conflict, or that nobody decided on in time, by
a new request that needs its own approval. The approvers see each contact as it is then. What is in
place is not asked for again.

Examples:
  $ contacts retry jira-OPS-42-10124 --requested-by jane@example.com
  $ contacts retry jira-OPS-42-10124 --reason "The permission is there now" --watch`;

/** `contacts retry`: asks anew for what a request could not do. */
export function retryCommand(perform: Perform): Command {
  return new Command('retry')
    .description('ask anew for the changes of a request that failed, or that nobody decided on in time')
    .addArgument(requestIdArgument())
    .option('--reason <text>', 'why: the approvers read it (default: as of the request)')
    .addOption(requestedByOption())
    .option('--request-id <id>', 'the idempotency key (default: <requestId>-retry-1, or the next number that is free)')
    .option('--watch', 'follow the new request until it has ended (Ctrl-C only ends the following)')
    .addHelpText('after', EXAMPLES)
    .action((requestId: string, options: RetryOptions, command: Command) =>
      perform(command, (session) => retry(session, requestId, options)),
    );
}

async function retry(session: Session, retriedId: string, options: RetryOptions): Promise<ExitCode> {
  const requestedBy = requesterOf(options.requestedBy);
  const record = await findRetried(session, retriedId);
  const { changes, ...split } = findUnapplied(record);
  const head = {
    requestId: options.requestId ?? (await newRetryId(session, retriedId)),
    requestedBy,
    reason: options.reason ?? record.request.reason,
    source: retrySource(record),
  };
  const written = recordedChanges(changes);
  const checked = checkedRequest(head, written);
  if (!session.isJson) session.terminal.print(`${splitText(split, session.terminal)}\n`);
  return sendRequest(session, checked, { written, watch: options.watch, told: { retries: retriedId, ...split } });
}

/** @throws RefusedError when there is nothing to ask again, or not this way. */
async function findRetried(session: Session, requestId: string): Promise<RequestRecord> {
  const { status, record } = await existingRequest(session, requestId);
  if (record && RETRIED.has(status)) return record;
  throw new RefusedError(`${requestId} is ${status}, ${statusText(status).sentence}: ${whyNot(status)}`);
}

/** @throws RefusedError when everything is in place, as of a request that failed in its last step. */
function findUnapplied(record: RequestRecord): Unapplied {
  const unapplied = unappliedChanges(record);
  if (unapplied.changes.length > 0) return unapplied;
  throw new RefusedError(`${record.request.requestId} is ${record.status}, but each of its changes is in place`);
}

function whyNot(status: RequestStatus): string {
  if (!isFinal(status)) return 'there is nothing to retry before it has ended';
  if (status === 'APPLIED' || status === 'UNCHANGED') return 'there is nothing to ask again';
  return 'it is not asked again as it was, make a new request with `contacts request`';
}

/** The ticket stays, so that the approvers find it; it is not the ticket that asks. */
function retrySource({ request: { source } }: RequestRecord): RequestSource {
  const { reference, url } = source;
  return { system: 'cli', ...(reference !== undefined && { reference }), ...(url !== undefined && { url }) };
}

function splitText({ asked, leftOut }: Omit<Unapplied, 'changes'>, terminal: Terminal): string {
  return sections([
    titled('Left out: in place already', changeTable(leftOut, terminal), terminal),
    titled('Asked again', changeTable(asked, terminal), terminal),
  ]);
}
