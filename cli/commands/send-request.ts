import { counted } from '../../functions/wording/counted.ts';
import type { ChangeRequest } from '../../schemas/compiled/change-request.js';
import { RefusedError } from '../errors.ts';
import type { ExitCode } from '../exit-code.ts';
import type { WrittenChanges } from '../input/changes.ts';
import { placedReason } from '../input/check-request.ts';
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

/** Puts a checked request on the event bus, and says what to do next, or how it ended. */
export async function sendRequest(
  session: Session,
  checked: ChangeRequest,
  { written, watch, extra = {} }: Sending,
): Promise<ExitCode> {
  const { requestId, changes } = checked;
  await refuseTakenId(session, requestId);
  await session.aws.putEvent('Alternate Contact Change Requested', checked);
  if (!watch) {
    const document = { requestId, stage: session.stage, changes: changes.length, ...extra };
    printResult(session, document, () => sentText(session, checked));
    return 0;
  }
  if (!session.isJson) session.terminal.print(sentLine(session, checked));
  return watchToEnd(session, requestId, { reasonText: (reason) => placedReason(reason, written), extra });
}

/**
 * The event bus would accept a second request with the same id, and nobody would see how the workflow ends it. Reading
 * also shows whether the stage exists: an event bus that does not exist accepts every event.
 * @throws RefusedError when there is a request with this id.
 */
export async function refuseTakenId({ aws, repeatedFlags }: Session, requestId: string): Promise<void> {
  const known = await aws.readRecord(requestId);
  if (!known) return;
  throw new RefusedError(
    `there already is a request ${requestId}, and it is ${known.status}: see \`contacts status ${requestId}${repeatedFlags}\`, or choose another --request-id`,
  );
}

function sentText(session: Session, checked: ChangeRequest): string {
  return `${sentLine(session, checked)}\n\nFollow it:\n  contacts status ${checked.requestId} --watch${session.repeatedFlags}`;
}

function sentLine({ stage, terminal: { paint } }: Session, { requestId, changes }: ChangeRequest): string {
  const accounts = new Set(changes.map(({ accountId }) => accountId)).size;
  const what = `${counted(changes.length, 'change')} in ${counted(accounts, 'account')}`;
  return `${paint('green', '✓')} Sent ${paint('bold', requestId)}: ${what}, stage ${stage}`;
}
