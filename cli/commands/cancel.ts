import { Command } from 'commander';
import { refuseCancellation } from '../../functions/domain/approval/cancellation.ts';
import type { RequestRecord } from '../../functions/domain/ledger/record.ts';
import { isUndecided } from '../../functions/domain/request/request.ts';
import { requestKeyOf } from '../../functions/domain/request/request-key.ts';
import { schemaReasons } from '../../functions/wording/reason.ts';
import { cancellationRefusalWords } from '../../functions/wording/refusal.ts';
import { outcomeSentence } from '../../functions/wording/status.ts';
import { utcText } from '../../functions/wording/time.ts';
import validate from '../../schemas/compiled/cancellation.js';
import { RefusedError, WrongChangesError } from '../errors.ts';
import type { ExitCode } from '../exit-code.ts';
import { flagOf } from '../input/change-flags.ts';
import { type RequestName, requestIdArgument, requestIdOf } from '../input/request-id.ts';
import { requestedByOption, requesterOf, SIGNER } from '../input/requester.ts';
import { findRecord, unknownRequest } from './find-request.ts';
import { type Perform, printResult, type Session } from './session.ts';
import { steer } from './steer.ts';

interface CancelOptions {
  requestedBy?: string;
  reason?: string;
}

const EXAMPLES = `
Only the requester can cancel a request, and only until its changes are being applied. A campaign can be
cancelled then, too, by its requester or an approver: what has been applied stays, and nothing else begins.

Examples:
  $ contacts cancel cli-mgx0k2fz-7d1q --requested-by jane@example.com
  $ contacts cancel cli-mgx0k2fz-7d1q --reason "The old team keeps the mailbox"`;

export function cancelCommand(perform: Perform): Command {
  return new Command('cancel')
    .description('cancel a request whose changes are not being applied yet, or a campaign')
    .addArgument(requestIdArgument())
    .addOption(requestedByOption())
    .option('--reason <text>', 'why you cancel it')
    .addHelpText('after', EXAMPLES)
    .action((name: RequestName, options: CancelOptions, command: Command) =>
      perform(command, (session) => cancel(session, name, options)),
    );
}

async function cancel(session: Session, name: RequestName, options: CancelOptions): Promise<ExitCode> {
  const { reason } = options;
  const requestId = requestIdOf(name);
  const cancellation = { requestId, ...requesterOf(options.requestedBy), ...(reason !== undefined && { reason }) };
  checkCancellation(cancellation);
  const record = await findRecord(session, name);
  if (!record) throw unknownRequest(name, session);
  if (isBeingApplied(record)) return steer(session, record, 'cancel', steeringOf(options));
  const tooLate = whyTooLate(record, session.now());
  if (tooLate !== undefined) throw new RefusedError(`${requestId} can no longer be cancelled: ${tooLate}`);
  const { system } = record.request.source;
  await session.aws.cancelRequest({ ...cancellation, source: { system } });
  const latest = (await session.aws.readRecord(requestKeyOf(record.request))) ?? record;
  printResult(
    session,
    { requestId, status: latest.status },
    () => `${session.terminal.paint('green', '✓')} ${requestId} is ${latest.status}. ${outcomeSentence(latest)}`,
  );
  return 0;
}

function isBeingApplied({ request, status, applyingSince }: RequestRecord): boolean {
  return request.changeSet !== undefined && status === 'APPROVED' && applyingSince !== undefined;
}

function steeringOf({ requestedBy, reason }: CancelOptions) {
  return { ...(requestedBy && { by: requestedBy }), ...(reason !== undefined && { comment: reason }) };
}

function checkCancellation(cancellation: object): void {
  if (validate({ ...SIGNER, ...cancellation })) return;
  throw new WrongChangesError(
    schemaReasons(validate.errors ?? []).map(({ pointer, message }) => `${flagOf(pointer)} ${message}`),
  );
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
