import type { ExpirationRule } from '../../template/bucket-models.ts';

const DAY_MS = 86_400_000;

/**
 * Whether a lifecycle rule has removed an object: at the midnight (UTC) that follows the last of its days.
 * @param modifiedAt milliseconds since 1970, as is `now`
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export function hasExpired(key: string, modifiedAt: number, rules: ExpirationRule[], now: number): boolean {
  return rules.some(({ prefix, days }) => {
    const midnight = Math.ceil((modifiedAt + days * DAY_MS) / DAY_MS) * DAY_MS;
    return key.startsWith(prefix) && midnight <= now;
  });
}
