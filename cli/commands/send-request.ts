import { requestKeyOf } from '../../functions/domain/request/request-key.ts';
import { counted } from '../../functions/wording/counted.ts';
import type { ChangeRequest } from '../../schemas/compiled/change-request.js';
import { InvalidRequestError, RefusedError, WrongChangesError } from '../errors.ts';
import type { ExitCode } from '../exit-code.ts';
import type { WrittenChanges } from '../input/changes.ts';
import { type CheckedRequest, placedReason } from '../input/check-request.ts';
import { askedGroups, askedGroupTable } from '../output/change-groups.ts';
import { printResult, type Session } from './session.ts';
import { watchToEnd } from './status.ts';
import { uploadChangeSet } from './upload.ts';

/** What sending a request involves besides the request. */
export interface Sending {
  /** Its changes as they were written, to name their places when the service finds something wrong. */
  written: WrittenChanges;
  /** Whether to follow it to its end. */
  watch?: true | undefined;
  /** Not to ask before a campaign is sent. */
  yes?: true | undefined;
  /** What the JSON document holds besides the request. */
  extra?: object;
}

/**
 * Sends a checked request to the service, and says what to do next, or how it ended. Before a campaign, it asks whoever sits at a
 * terminal.
 */
export async function sendRequest(
  session: Session,
  checked: CheckedRequest,
  { written, watch, yes, extra = {} }: Sending,
): Promise<ExitCode> {
  const { request, changes, changeSet } = checked;
  await refuseTakenId(session, request);
  if (changeSet && !yes) await confirm(session, checked);
  if (changeSet) await uploadChangeSet(session, changeSet);
  await sendChecked(session, checked, written);
  if (!watch) {
    const { requestId } = request;
    const set = request.changeSet && { changeSet: request.changeSet };
    const document = { requestId, stage: session.stage, changes: changes.length, ...set, ...extra };
    printResult(session, document, () => sentText(session, checked));
    return 0;
  }
  if (!session.isJson) session.terminal.print(sentLine(session, checked));
  return watchToEnd(session, requestKeyOf(request), { reasonText: (reason) => placedReason(reason, written), extra });
}

/** `1,204 changes in 402 accounts, as one campaign` */
export function sizeText({ changes, changeSet }: CheckedRequest): string {
  const accounts = new Set(changes.map(({ accountId }) => accountId)).size;
  const size = `${counted(changes.length, 'change')} in ${counted(accounts, 'account')}`;
  return changeSet ? `${size}, as one campaign` : size;
}

/**
 * A script does not read what is shown: where nobody can answer, the approvers' look at the plan must do.
 * @throws RefusedError when somebody says no
 */
async function confirm(session: Session, checked: CheckedRequest): Promise<void> {
  const { terminal, isJson, ask } = session;
  if (isJson || !terminal.isInteractive) return;
  terminal.printError(`${askedGroupTable(askedGroups(checked.changes), terminal)}\n`);
  const answer = await ask(`Request ${sizeText(checked)}? [y/N] `);
  if (answer !== undefined && !/^\s*y(es)?\s*$/i.test(answer)) throw new RefusedError('nothing was sent');
}

/** What the service finds wrong is told at the place where the user wrote it. */
async function sendChecked({ aws }: Session, { request }: CheckedRequest, written: WrittenChanges): Promise<void> {
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

function sentText(session: Session, checked: CheckedRequest): string {
  const { requestId } = checked.request;
  return `${sentLine(session, checked)}\n\nFollow it:\n  contacts status ${requestId} --watch${session.repeatedFlags}`;
}

function sentLine({ stage, terminal: { paint } }: Session, checked: CheckedRequest): string {
  return `${paint('green', '✓')} Sent ${paint('bold', checked.request.requestId)}: ${sizeText(checked)}, stage ${stage}`;
}
