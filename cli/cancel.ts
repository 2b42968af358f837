import { Command } from 'commander';
import { refuseCancellation } from '../functions/domain/cancellation.ts';
import { isRequester } from '../functions/domain/request.ts';
import type { RequestRecord } from '../functions/domain/request-record.ts';
import { schemaReasons } from '../functions/domain/schema-reasons.ts';
import validate from '../schemas/compiled/cancellation-event.js';
import { flagOf } from './change-flags.ts';
import { RefusedError, WrongChangesError } from './errors.ts';
import { unknownRequest } from './find-request.ts';
import { plainReasons } from './plain-reason.ts';
import { requestIdArgument } from './request-id.ts';
import { requestedByOption, requesterOf } from './requester.ts';
import { type ExitCode, type Perform, printResult, type Session } from './session.ts';
import { isUndecided, statusText } from './status-text.ts';
import { utcText } from './time-text.ts';

interface CancelOptions {
  requestedBy?: string;
  reason?: string;
}

const PATIENCE_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 500;

const EXAMPLES = `
Only who made the request can take it back, and only until the changes are being applied.

Examples:
  $ contacts cancel cli-mgx0k2fz-7d1q --requested-by jane@example.com
  $ contacts cancel cli-mgx0k2fz-7d1q --reason "The old team keeps the mailbox"`;

/** `contacts cancel`: takes a request back. */
export function cancelCommand(perform: Perform): Command {
  return new Command('cancel')
    .description('take back a request whose changes are not being applied yet')
    .addArgument(requestIdArgument())
    .addOption(requestedByOption())
    .option('--reason <text>', 'why')
    .addHelpText('after', EXAMPLES)
    .action((requestId: string, options: CancelOptions, command: Command) =>
      perform(command, (session) => cancel(session, requestId, options)),
    );
}

async function cancel(session: Session, requestId: string, { requestedBy, reason }: CancelOptions): Promise<ExitCode> {
  const requester = requesterOf(requestedBy);
  const detail = { requestId, requestedBy: requester, ...(reason !== undefined && { reason }) };
  checkCancellation(detail);
  const record = await session.aws.readRecord(requestId);
  if (!record) throw unknownRequest(requestId, session);
  checkRecord(session, record, requester);
  await session.aws.putEvent('Alternate Contact Change Cancellation Requested', detail);
  const latest = await waitForDecision(session, record);
  if (latest.status !== 'CANCELLED') throw new RefusedError(notTakenBackText(session, latest));
  printResult(
    session,
    { requestId, status: latest.status },
    () => `${session.terminal.paint('green', '✓')} ${requestId} is taken back: nothing was changed`,
  );
  return 0;
}

function checkCancellation(detail: object): void {
  if (validate({ detail })) return;
  const reasons = plainReasons(schemaReasons(validate.errors ?? []));
  throw new WrongChangesError(
    reasons.map(({ pointer, message }) => `${flagOf(pointer.slice('/detail'.length))} ${message}`),
  );
}

/** The service refuses the same, but cannot answer. */
function checkRecord({ now }: Session, record: RequestRecord, requester: string): void {
  const { requestId, requestedBy } = record.request;
  const tooLate = whyTooLate(record, now());
  if (tooLate !== undefined) throw new RefusedError(`${requestId} cannot be taken back any more: ${tooLate}`);
  if (!isRequester(record.request, requester)) {
    throw new RefusedError(`${requestId} was requested by ${requestedBy}: nobody else can take it back`);
  }
}

/** The record once nothing can be taken back of it any more, or as it is when patience ends. */
async function waitForDecision(session: Session, record: RequestRecord): Promise<RequestRecord> {
  const { requestId } = record.request;
  const spinner = session.isJson ? undefined : session.terminal.spin(`taking ${requestId} back`);
  try {
    for (const giveUpAt = session.now().getTime() + PATIENCE_MILLISECONDS; ; await session.sleep(POLL_MILLISECONDS)) {
      const latest = (await session.aws.readRecord(requestId)) ?? record;
      const now = session.now();
      if (whyTooLate(latest, now) !== undefined || now.getTime() >= giveUpAt) return latest;
    }
  } finally {
    spinner?.stop();
  }
}

function notTakenBackText({ now, repeatedFlags }: Session, record: RequestRecord): string {
  const { requestId } = record.request;
  const tooLate = whyTooLate(record, now());
  return tooLate === undefined
    ? `${requestId} is still ${record.status} a minute after the cancellation was sent: see \`contacts status ${requestId}${repeatedFlags}\``
    : `${requestId} was not taken back: ${tooLate}`;
}

/** Why nobody can take the request back; nothing while its requester can. */
function whyTooLate(record: RequestRecord, now: Date): string | undefined {
  const { status, expiresAt = '' } = record;
  const refusal = refuseCancellation(record, now.toISOString());
  if (refusal === 'applying') return 'the changes are being applied, it is too late';
  if (refusal === 'ended' && isUndecided(status)) return `the time for its approval ended at ${utcText(expiresAt)}`;
  return refusal && `it is ${status}, ${statusText(status).sentence}`;
}
