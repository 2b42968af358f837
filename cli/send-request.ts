import type { ChangeRequest } from '../functions/domain/request.ts';
import type { WrittenChanges } from './changes.ts';
import { placedReason } from './check-request.ts';
import { RefusedError } from './errors.ts';
import { type ExitCode, printResult, type Session } from './session.ts';
import { watchToEnd } from './status.ts';

/** What is done about a request besides sending it. */
export interface Sending {
  /** Its changes where the user finds them: the service's reasons are told of these. */
  written: WrittenChanges;
  /** Follows it to its end. */
  watch?: true | undefined;
  /** What the JSON document tells, too. */
  told?: object;
}

/** Puts a request that is checked on the bus, and tells what to do next, or what became of it. */
export async function sendRequest(
  session: Session,
  checked: ChangeRequest,
  { written, watch, told = {} }: Sending,
): Promise<ExitCode> {
  const { requestId, changes } = checked;
  await refuseTakenId(session, requestId);
  await session.aws.putEvent('Alternate Contact Change Requested', checked);
  if (!watch) {
    const document = { requestId, stage: session.stage, changes: changes.length, ...told };
    printResult(session, document, () => sentText(session, checked));
    return 0;
  }
  if (!session.isJson) session.terminal.print(sentLine(session, checked));
  return watchToEnd(session, requestId, { placed: (reason) => placedReason(reason, written), told });
}

/**
 * A bus takes a second request with the same id, and the workflow then ends it unseen. A bus that is not there takes all.
 * @throws RefusedError when there is a request with this id.
 */
export async function refuseTakenId({ aws, repeatedFlags }: Session, requestId: string): Promise<void> {
  const known = await aws.readRecord(requestId);
  if (!known) return;
  throw new RefusedError(
    `there is a request ${requestId} already, it is ${known.status}: see \`contacts status ${requestId}${repeatedFlags}\`, or choose another --request-id`,
  );
}

function sentText(session: Session, checked: ChangeRequest): string {
  return `${sentLine(session, checked)}\n\nFollow it:\n  contacts status ${checked.requestId} --watch${session.repeatedFlags}`;
}

function sentLine({ stage, terminal: { paint } }: Session, { requestId, changes }: ChangeRequest): string {
  const accounts = new Set(changes.map(({ accountId }) => accountId)).size;
  const what = `${counted(changes.length, 'change')} in ${counted(accounts, 'account')}`;
  return `${paint('green', '✓')} ${paint('bold', requestId)} is sent: ${what}, stage ${stage}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
