/**
 * What steps take on AWS, in milliseconds, as far as they are modelled. They are round figures of what users see in one
 * region, not promises of AWS. What a function computes takes no modelled time.
 */

/** From the client's call to its answer, by the service's name in signatures. */
const CALL_MS: Record<string, number> = { dynamodb: 5, account: 80, organizations: 60, s3: 30, ses: 60 };
const OTHER_CALL_MS = 20;

/** From a service's decision to invoke a function until its handler begins. */
export const INVOCATION_MS = 30;

/** How much longer it takes when no instance of the function is idle. */
export const COLD_START_MS = 600;

const SERVICE = /Credential=[^/]+\/[^/]+\/[^/]+\/([^/]+)\//;

/** How long a call takes, by its header `Authorization`. */
export function latencyOf(authorization: string): number {
  return CALL_MS[SERVICE.exec(authorization)?.[1] ?? ''] ?? OTHER_CALL_MS;
}
