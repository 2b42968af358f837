import { QUOTAS } from 'embedded-aws/services/account/quotas.ts';

/** The least time, in seconds, in which the quota of Put lets so many changes through. */
export function putMinimum(changes: number): number {
  const { perSecond, burst } = QUOTAS.PutAlternateContact;
  return Math.max(0, (changes - burst) / perSecond);
}
