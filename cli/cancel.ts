import { Command } from 'commander';
import { isRequester, type RequestStatus } from '../functions/domain/request.ts';
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

interface CancelOptions {
  requestedBy?: string;
  reason?: string;
}

const PATIENCE_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 500;

const EXAMPLES = `
Only who made the request can take it back, and only while nobody has decided it.

Examples:
  $ contacts cancel cli-mgx0k2fz-7d1q --requested-by jane@example.com
  $ contacts cancel cli-mgx0k2fz-7d1q --reason "The old team keeps the mailbox"`;

/** `contacts cancel`: takes a request back. */
export function cancelCommand(perform: Perform): Command {
  return new Command('cancel')
    .description('take back a request that is not decided yet')
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
  refuseCancellation(record, requester);
  await session.aws.putEvent('Alternate Contact Change Cancellation Requested', detail);
  const status = await waitForDecision(session, requestId);
  if (status !== 'CANCELLED') throw new RefusedError(becameText(session, requestId, status));
  printResult(
    session,
    { requestId, status },
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
function refuseCancellation({ status, request }: RequestRecord, requester: string): void {
  const { requestId, requestedBy } = request;
  if (!isUndecided(status)) {
    throw new RefusedError(
      `${requestId} cannot be taken back any more, it is ${status}: ${statusText(status).sentence}`,
    );
  }
  if (!isRequester(request, requester)) {
    throw new RefusedError(`${requestId} was requested by ${requestedBy}: nobody else can take it back`);
  }
}

async function waitForDecision(session: Session, requestId: string): Promise<RequestStatus> {
  const spinner = session.isJson ? undefined : session.terminal.spin(`taking ${requestId} back`);
  try {
    for (const giveUpAt = session.now().getTime() + PATIENCE_MILLISECONDS; ; await session.sleep(POLL_MILLISECONDS)) {
      const status = (await session.aws.readRecord(requestId))?.status ?? 'RECEIVED';
      if (!isUndecided(status) || session.now().getTime() >= giveUpAt) return status;
    }
  } finally {
    spinner?.stop();
  }
}

function becameText({ repeatedFlags }: Session, requestId: string, status: RequestStatus): string {
  return isUndecided(status)
    ? `${requestId} is still ${status} a minute after the cancellation was sent: see \`contacts status ${requestId}${repeatedFlags}\``
    : `${requestId} was not taken back: it became ${status}, ${statusText(status).sentence}`;
}
