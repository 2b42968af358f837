import { RequestTooLargeError } from '../errors.ts';

/**
 * In bytes of JSON.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const LARGEST_STATE = 262_144;

/** The names of what the state holds, and what the workflow itself adds to it. */
const OVERHEAD = 2_000;

/** The largest state of an execution is what was asked with what was found out about it. @throws RequestTooLargeError */
export function requireFittingState(asked: unknown, found: unknown): void {
  const bytes = Buffer.byteLength(JSON.stringify([asked, found]));
  if (bytes <= LARGEST_STATE - OVERHEAD) return;
  throw new RequestTooLargeError(
    'the request and what is known of its accounts are too large for one execution: split it',
  );
}
