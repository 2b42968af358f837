import { requestKeyOf } from '../../functions/domain/request/request-key.ts';
import { counted } from '../../functions/wording/counted.ts';
import type { ChangeRequest } from '../../schemas/compiled/change-request.js';
import { InvalidRequestError, RefusedError, WrongChangesError } from '../errors.ts';
import type { ExitCode } from '../exit-code.ts';
import type { WrittenChanges } from '../input/changes.ts';
import { placedReason } from '../input/check-request.ts';
import type { Signed } from '../signed.ts';
import { printResult, type Session } from './session.ts';
import { watchToEnd } from './status.ts';

/** What sending a request involves besides the request. */
export interface Sending {
  /** Its changes as they were written, to name their places when the service finds something wrong. */
  written: WrittenChanges;
  /** Whether to follow it to its end. */
  watch?: true | undefined;
  /** What the JSON document holds besides the request. */
  extra?: object;
}

/** Sends a checked request to the service, and says what to do next, or how it ended. */
export async function sendRequest(
  session: Session,
  checked: Signed<ChangeRequest>,
  { written, watch, extra = {} }: Sending,
): Promise<ExitCode> {
  const { requestId, changes } = checked;
  await refuseTakenId(session, checked);
  await sendChecked(session, checked, written);
  if (!watch) {
    const document = { requestId, stage: session.stage, changes: changes.length, ...extra };
    printResult(session, document, () => sentText(session, checked));
    return 0;
  }
  if (!session.isJson) session.terminal.print(sentLine(session, checked));
  return watchToEnd(session, requestKeyOf(checked), { reasonText: (reason) => placedReason(reason, written), extra });
}

/** What the service finds wrong is told at the place where the user wrote it. */
async function sendChecked({ aws }: Session, request: Signed<ChangeRequest>, written: WrittenChanges): Promise<void> {
  try {
    await aws.sendRequest(request);
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    throw new WrongChangesError(error.reasons.map((reason) => placedReason(reason, written)));
  }
}

/**
 * The service would accept a second request with the same id from the same source, and nobody would see how the workflow ends it.
 * @throws RefusedError when there is a request with this id.
 */
export async function refuseTakenId(
  { aws, repeatedFlags }: Session,
  request: Pick<ChangeRequest, 'requestId' | 'source'>,
): Promise<void> {
  const { requestId } = request;
  const known = await aws.readRecord(requestKeyOf(request));
  if (!known) return;
  throw new RefusedError(
    `there already is a request ${requestId}, and it is ${known.status}: see \`contacts status ${requestId}${repeatedFlags}\`, or choose another --request-id`,
  );
}

function sentText(session: Session, checked: Signed<ChangeRequest>): string {
  return `${sentLine(session, checked)}\n\nFollow it:\n  contacts status ${checked.requestId} --watch${session.repeatedFlags}`;
}

function sentLine({ stage, terminal: { paint } }: Session, { requestId, changes }: Signed<ChangeRequest>): string {
  const accounts = new Set(changes.map(({ accountId }) => accountId)).size;
  const what = `${counted(changes.length, 'change')} in ${counted(accounts, 'account')}`;
  return `${paint('green', '✓')} Sent ${paint('bold', requestId)}: ${what}, stage ${stage}`;
}
