import type { Rate } from './token-bucket.ts';

/**
 * Step Functions' quotas of an account in us-east-1, for standard state machines.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const START_EXECUTION: Rate = { perSecond: 300, burst: 1_300 };
export const STATE_TRANSITIONS: Rate = { perSecond: 5_000, burst: 5_000 };

/** An assumption: AWS doesn't say how many calls of each operation Organizations answers. */
export const ORGANIZATIONS: Rate = { perSecond: 20, burst: 40 };

/** Calls of one prefix of a bucket. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html */
export const S3_READS: Rate = { perSecond: 5_500, burst: 5_500 };
export const S3_WRITES: Rate = { perSecond: 3_500, burst: 3_500 };
