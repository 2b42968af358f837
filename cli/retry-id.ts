import { RefusedError } from './errors.ts';
import { derivedRequestId } from './request-id.ts';
import type { Session } from './session.ts';
import { isFinal } from './status-text.ts';

const ATTEMPTS = 99;

/**
 * `<requestId>-retry-<n>` with the first number that is free; the retry of a retry has the next number.
 * @throws RefusedError when an earlier retry is under way.
 */
export async function newRetryId({ aws, repeatedFlags }: Session, requestId: string): Promise<string> {
  const [, original = requestId, number = '0'] = /^(.+)-retry-(\d{1,6})$/.exec(requestId) ?? [];
  for (let next = 1; next <= ATTEMPTS; next += 1) {
    const retryId = derivedRequestId(original, { suffix: `-retry-${Number(number) + next}` });
    const known = await aws.readRecord(retryId);
    if (!known) return retryId;
    if (isFinal(known.status)) continue;
    throw new RefusedError(
      `${retryId} asks for it again already, it is ${known.status}: see \`contacts status ${retryId}${repeatedFlags}\`, or choose another --request-id`,
    );
  }
  throw new RefusedError(`${requestId} was retried ${ATTEMPTS} times: choose another id by --request-id`);
}
