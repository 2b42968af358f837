import { AwsError } from '../../endpoint/aws-error.ts';
import { TokenBucket } from '../../token-bucket.ts';

/**
 * Requests per second and burst of each operation.
 * @see https://docs.aws.amazon.com/accounts/latest/reference/quotas.html
 */
export const QUOTAS = {
  PutAlternateContact: { perSecond: 5, burst: 8 },
  GetAlternateContact: { perSecond: 10, burst: 15 },
  DeleteAlternateContact: { perSecond: 1, burst: 6 },
};

/** Those of the partition aws-cn. */
const CHINA_QUOTAS: typeof QUOTAS = {
  PutAlternateContact: { perSecond: 1, burst: 6 },
  GetAlternateContact: { perSecond: 3, burst: 5 },
  DeleteAlternateContact: { perSecond: 1, burst: 6 },
};

/** An operation of the Account Management API. */
export type AccountOperation = keyof typeof QUOTAS;

/** Whether the quotas are enforced; scaled ones allow more calls as `timeScale` shortens time, `china` are those of China. */
export type AccountQuotas = (typeof ACCOUNT_QUOTAS)[number];

export const ACCOUNT_QUOTAS = ['on', 'off', 'scaled', 'china'] as const;

/** How the quotas are enforced. */
export interface QuotaOptions {
  quotas: AccountQuotas;
  /** Scaled quotas count their seconds in scaled time. */
  timeScale: number;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Makes a counter of an operation's calls, for each calling account separately; it throws when there are too many. */
export function createQuota(
  operation: AccountOperation,
  { quotas, timeScale, now }: QuotaOptions,
): (callerAccountId: string) => void {
  const { perSecond, burst } = (quotas === 'china' ? CHINA_QUOTAS : QUOTAS)[operation];
  const quota = { perSecond: quotas === 'scaled' ? perSecond / timeScale : perSecond, burst };
  const buckets = new Map<string, TokenBucket>();
  return (accountId) => {
    const bucket = buckets.get(accountId) ?? new TokenBucket(quota, now);
    buckets.set(accountId, bucket);
    if (quotas !== 'off' && !bucket.take()) {
      throw new AwsError('TooManyRequestsException', 'Too Many Requests', 429);
    }
  };
}
