import { Command } from 'commander';
import { refuseCancellation } from '../../functions/domain/approval/cancellation.ts';
import type { RequestRecord } from '../../functions/domain/ledger/record.ts';
import { isRequester } from '../../functions/domain/request/request.ts';
import { schemaReasons } from '../../functions/wording/reason.ts';
import { cancellationRefusalWords } from '../../functions/wording/refusal.ts';
import { outcomeSentence } from '../../functions/wording/status.ts';
import { utcText } from '../../functions/wording/time.ts';
import validate from '../../schemas/compiled/cancellation-event.js';
import { RefusedError, WrongChangesError } from '../errors.ts';
import type { ExitCode } from '../exit-code.ts';
import { flagOf } from '../input/change-flags.ts';
import { requestIdArgument } from '../input/request-id.ts';
import { requestedByOption, requesterOf } from '../input/requester.ts';
import { isUndecided } from '../output/request-status.ts';
import { unknownRequest } from './find-request.ts';
import { type Perform, printResult, type Session } from './session.ts';

interface CancelOptions {
  requestedBy?: string;
  reason?: string;
}

const PATIENCE_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 500;

const EXAMPLES = `
Only the requester can cancel a request, and only until its changes are being applied.

Examples:
  $ contacts cancel cli-mgx0k2fz-7d1q --requested-by jane@example.com
  $ contacts cancel cli-mgx0k2fz-7d1q --reason "The old team keeps the mailbox"`;

export function cancelCommand(perform: Perform): Command {
  return new Command('cancel')
    .description('cancel a request whose changes are not being applied yet')
    .addArgument(requestIdArgument())
    .addOption(requestedByOption())
    .option('--reason <text>', 'why you cancel it')
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
  if (latest.status !== 'CANCELLED') throw new RefusedError(notCancelledText(session, latest));
  printResult(
    session,
    { requestId, status: latest.status },
    () => `${session.terminal.paint('green', '✓')} ${requestId} is CANCELLED. ${outcomeSentence(latest)}`,
  );
  return 0;
}

function checkCancellation(detail: object): void {
  if (validate({ detail })) return;
  throw new WrongChangesError(
    schemaReasons(validate.errors ?? []).map(
      ({ pointer, message }) => `${flagOf(pointer.slice('/detail'.length))} ${message}`,
    ),
  );
}

/** The service refuses the same, but has no way to answer. */
function checkRecord({ now }: Session, record: RequestRecord, requester: string): void {
  const { requestId, requestedBy } = record.request;
  const tooLate = whyTooLate(record, now());
  if (tooLate !== undefined) throw new RefusedError(`${requestId} can no longer be cancelled: ${tooLate}`);
  if (!isRequester(record.request, requester)) {
    throw new RefusedError(`${requestId} was requested by ${requestedBy}, and only they can cancel it`);
  }
}

/** The record once it is too late to cancel, or as it is when patience ends. */
async function waitForDecision(session: Session, record: RequestRecord): Promise<RequestRecord> {
  const { requestId } = record.request;
  const spinner = session.isJson ? undefined : session.terminal.spin(`cancelling ${requestId}`);
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

function notCancelledText({ now, repeatedFlags }: Session, record: RequestRecord): string {
  const { requestId } = record.request;
  const tooLate = whyTooLate(record, now());
  return tooLate === undefined
    ? `${requestId} is still ${record.status} a minute after the cancellation was sent: see \`contacts status ${requestId}${repeatedFlags}\``
    : `${requestId} was not cancelled: ${tooLate}`;
}

/** Why nobody can cancel the request any more; `undefined` while its requester still can. */
function whyTooLate(record: RequestRecord, now: Date): string | undefined {
  const { status, expiresAt = '' } = record;
  const refusal = refuseCancellation(record, now.toISOString());
  if (refusal === undefined) return undefined;
  if (refusal === 'applying') return cancellationRefusalWords(refusal);
  return isUndecided(status)
    ? `the time for its approval ended at ${utcText(expiresAt, { seconds: true })}`
    : `it is ${status}. ${outcomeSentence(record)}`;
}
