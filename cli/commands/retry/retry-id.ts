import { isDeepStrictEqual } from 'node:util';
import { CLI_SYSTEM, isFinal } from '../../../functions/domain/request/request.ts';
import { requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import type { Change, ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { RefusedError } from '../../errors.ts';
import { changeSetOf } from '../../input/change-set.ts';
import { derivedRequestId } from '../../input/request-id.ts';
import type { Session } from '../session.ts';

const ATTEMPTS = 99;

/**
 * `<requestId>-retry-<n>` with the first number that is free. The retry of a retry has the next number. Somebody may have taken
 * an id for something else, so only a request for the same changes counts as an earlier retry.
 * @throws RefusedError when an earlier retry has not ended yet.
 */
export async function newRetryId(
  { aws, repeatedFlags }: Session,
  requestId: string,
  changes: Change[],
): Promise<string> {
  const [, original = requestId, number = '0'] = /^(.+)-retry-(\d{1,6})$/.exec(requestId) ?? [];
  for (let next = 1; next <= ATTEMPTS; next += 1) {
    const retryId = derivedRequestId(original, { suffix: `-retry-${Number(number) + next}` });
    const known = await aws.readRecord(requestKeyOf({ source: { system: CLI_SYSTEM }, requestId: retryId }));
    if (!known) return retryId;
    if (isFinal(known.status) || !asksFor(known.request, changes)) continue;
    throw new RefusedError(
      `${retryId} already requests the same again, and it is ${known.status}: see \`contacts status ${retryId}${repeatedFlags}\`, or choose another --request-id`,
    );
  }
  throw new RefusedError(`${requestId} has been retried ${ATTEMPTS} times: choose another --request-id`);
}

function asksFor({ changes, changeSet }: ChangeRequest, asked: Change[]): boolean {
  return changeSet ? changeSet.sha256 === changeSetOf(asked).sha256 : isDeepStrictEqual(changes, asked);
}
