import { isDeepStrictEqual } from 'node:util';
import { requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import { counted } from '../../../functions/wording/counted.ts';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { RefusedError, UsageError } from '../../errors.ts';
import type { ExitCode } from '../../exit-code.ts';
import type { Signed } from '../../signed.ts';
import { printResult, type Session } from '../session.ts';

/** A part, and whether an earlier try has already sent it. */
interface Part {
  request: Signed<ChangeRequest>;
  isSent: boolean;
}

/**
 * Sends the parts of a request that was too long for one, but not those that an earlier try with the same id has sent.
 * @throws RefusedError when one of the ids is taken by another request, or when sending fails halfway: it says how to go on.
 */
export async function sendParts(
  session: Session,
  requestId: string,
  requests: Signed<ChangeRequest>[],
  watch: true | undefined,
  extra: object,
): Promise<ExitCode> {
  if (watch) {
    throw new UsageError(
      `these changes become ${requests.length} requests, and --watch follows one: leave it out, and follow each with \`contacts status\``,
    );
  }
  const parts = await knownParts(session, requests);
  await sendMissing(session, requestId, parts);
  const document = {
    requestId,
    stage: session.stage,
    changes: requests.reduce((sum, { changes }) => sum + changes.length, 0),
    requests: parts.map(({ request, isSent }) => ({
      requestId: request.requestId,
      changes: request.changes.length,
      sentBefore: isSent,
    })),
    ...extra,
  };
  printResult(session, document, () => partsText(session, parts));
  return 0;
}

/** Whether an id is taken is known of all parts before the first is sent. */
async function knownParts({ aws }: Session, requests: Signed<ChangeRequest>[]): Promise<Part[]> {
  const parts: Part[] = [];
  for (const request of requests) {
    const known = await aws.readRecord(requestKeyOf(request));
    if (known && !isDeepStrictEqual(known.request.changes, request.changes)) {
      throw new RefusedError(
        `there already is a request ${request.requestId}, which asks for other changes: choose another --request-id`,
      );
    }
    parts.push({ request, isSent: known !== undefined });
  }
  return parts;
}

async function sendMissing(session: Session, requestId: string, parts: Part[]): Promise<void> {
  const sent = parts.filter(({ isSent }) => isSent).map(({ request }) => request.requestId);
  for (const { request } of parts.filter(({ isSent }) => !isSent)) {
    try {
      await session.aws.sendRequest(request);
      sent.push(request.requestId);
    } catch (cause) {
      if (sent.length === 0) throw cause;
      throw new RefusedError(
        `only ${sent.join(', ')} of ${parts.length} requests could be sent. Once the cause is removed, send the rest with the same command and --request-id ${requestId}: what has been sent is not sent again`,
        { cause },
      );
    }
  }
}

function partsText({ stage, terminal: { paint }, repeatedFlags }: Session, parts: Part[]): string {
  const changes = parts.flatMap(({ request }) => request.changes);
  const accounts = new Set(changes.map(({ accountId }) => accountId)).size;
  const what = `${counted(changes.length, 'change')} in ${counted(accounts, 'account')}`;
  const lines = parts.map(({ request, isSent }) => {
    const note = isSent ? ', which was sent before' : '';
    return `  ${paint('bold', request.requestId)}: ${counted(request.changes.length, 'change')}${note}`;
  });
  const follow = parts.map(({ request }) => `  contacts status ${request.requestId}${repeatedFlags}`);
  const sent = parts.filter(({ isSent }) => !isSent).length;
  return `${paint('green', '✓')} Sent ${sent} of ${counted(parts.length, 'request')}: ${what}, stage ${stage}\n${lines.join('\n')}\n\nFollow them:\n${follow.join('\n')}`;
}
