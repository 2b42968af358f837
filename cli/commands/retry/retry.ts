import { Command } from 'commander';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { CLI_SYSTEM, isFinal, type RequestStatus } from '../../../functions/domain/request/request.ts';
import { counted, numberText } from '../../../functions/wording/counted.ts';
import { outcomeSentence, statusWords } from '../../../functions/wording/status.ts';
import type { Change, ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { RefusedError } from '../../errors.ts';
import type { ExitCode } from '../../exit-code.ts';
import { recordedChanges } from '../../input/changes.ts';
import { checkedRequest } from '../../input/check-request.ts';
import { type RequestName, requestIdArgument, requestIdOf } from '../../input/request-id.ts';
import { requestedByOption, requesterOf } from '../../input/requester.ts';
import { changeTable } from '../../output/change-table.ts';
import { sections, titled } from '../../output/sections.ts';
import type { Terminal } from '../../output/terminal.ts';
import { unappliedOfCampaign } from '../campaign/ended-changes.ts';
import { existingRequest, refuseRedacted } from '../find-request.ts';
import { sendRequest } from '../send-request.ts';
import type { Perform, Session } from '../session.ts';
import { newRetryId } from './retry-id.ts';
import { type Unapplied, unappliedChanges } from './unapplied-changes.ts';

interface RetryOptions {
  reason?: string;
  requestedBy?: string;
  requestId?: string;
  watch?: true;
  yes?: true;
}

/** What is requested again, and what to say about it. */
interface Retried {
  changes: Change[];
  /** For the JSON document. */
  extra: object;
  text: string;
}

/** The statuses after which it makes sense to request the same again. */
const RETRIED: ReadonlySet<RequestStatus> = new Set<RequestStatus>(['FAILED', 'PARTIALLY_APPLIED', 'EXPIRED']);

const EXAMPLES = `
It requests again the changes that failed, that met a conflict, or that nobody decided on in time.
The new request needs its own approval, and the approvers see each contact as it is by then. Changes
that are already in place are left out.

Examples:
  $ contacts retry jira-OPS-42-10124 --requested-by jane@example.com
  $ contacts retry jira-OPS-42-10124 --reason "The permission is there now" --watch`;

export function retryCommand(perform: Perform): Command {
  return new Command('retry')
    .description('request again the changes that failed, or that nobody decided on in time')
    .addArgument(requestIdArgument())
    .option('--reason <text>', 'why; the approvers read it (default: the reason of the first request)')
    .addOption(requestedByOption())
    .option('--request-id <id>', 'the idempotency key (default: <requestId>-retry-1, or the next number that is free)')
    .option('--yes', 'request more than 100 changes without asking')
    .option('--watch', 'follow the new request until it ends (Ctrl-C stops watching, not the request)')
    .addHelpText('after', EXAMPLES)
    .action((name: RequestName, options: RetryOptions, command: Command) =>
      perform(command, (session) => retry(session, name, options)),
    );
}

async function retry(session: Session, retried: RequestName, options: RetryOptions): Promise<ExitCode> {
  const retriedId = requestIdOf(retried);
  const record = await findRetried(session, retried);
  const { changes, extra, text } = await findUnapplied(session, record);
  const head = {
    requestId: options.requestId ?? (await newRetryId(session, retriedId, changes)),
    ...requesterOf(options.requestedBy),
    reason: options.reason ?? record.request.reason,
    source: retrySource(record),
  };
  const written = recordedChanges(changes);
  const checked = checkedRequest(head, written);
  if (!session.isJson) session.terminal.print(`${text}\n`);
  const { watch, yes } = options;
  return sendRequest(session, checked, { written, watch, yes, extra: { retries: retriedId, ...extra } });
}

/** @throws RefusedError when there is nothing to retry, or a retry is not the way. */
async function findRetried(session: Session, name: RequestName): Promise<RequestRecord> {
  const { status, record } = await existingRequest(session, name);
  refuseRedacted(record, 'retry');
  if (record && RETRIED.has(status)) return record;
  const meaning = record ? outcomeSentence(record) : statusWords(status).sentence;
  throw new RefusedError(`${requestIdOf(name)} is ${status}. ${meaning} ${whyNot(status)}`);
}

/** @throws RefusedError when everything is in place, as after a request that failed in its last step. */
async function findUnapplied(session: Session, record: RequestRecord): Promise<Retried> {
  const retried = record.request.changeSet ? await ofCampaign(session, record) : ofRequest(session, record);
  if (retried.changes.length > 0) return retried;
  throw new RefusedError(`${record.request.requestId} is ${record.status}, but each of its changes is in place`);
}

function ofRequest({ terminal }: Session, record: RequestRecord): Retried {
  const { changes, ...extra } = unappliedChanges(record);
  return { changes, extra, text: splitText(extra, terminal) };
}

/** The changes of a campaign are counted and not listed. */
async function ofCampaign(session: Session, record: RequestRecord): Promise<Retried> {
  const { changes, ...counts } = await unappliedOfCampaign(session, record);
  const asked = Object.entries(counts.asked).map(([status, count]) => `${numberText(count)} ${status}`);
  const leftOut = counts.leftOut > 0 ? [`Left out: ${counted(counts.leftOut, 'change')} already in place`] : [];
  return { changes, extra: { counts }, text: [...leftOut, `Requested again: ${asked.join(', ')}`].join('\n') };
}

function whyNot(status: RequestStatus): string {
  if (!isFinal(status)) return 'You can retry a request once it has ended';
  if (status === 'APPLIED' || status === 'UNCHANGED') return 'There is nothing to retry';
  return 'It is not sent again unchanged: make a new request with `contacts request`';
}

/** The ticket stays, so that the approvers can find it, but the request does not come from the ticket system. */
function retrySource({ request: { source } }: RequestRecord): ChangeRequest['source'] {
  const { reference, url } = source;
  return { system: CLI_SYSTEM, ...(reference !== undefined && { reference }), ...(url !== undefined && { url }) };
}

function splitText({ asked, leftOut }: Omit<Unapplied, 'changes'>, terminal: Terminal): string {
  return sections([
    titled('Left out: already in place', changeTable(leftOut, terminal), terminal),
    titled('Requested again', changeTable(asked, terminal), terminal),
  ]);
}
