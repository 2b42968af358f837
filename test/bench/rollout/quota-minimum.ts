import { type AccountOperation, QUOTAS } from 'embedded-aws/services/account/quotas.ts';

/**
 * Calls that one change needs when none is throttled: a read to plan it, one to compare before the write, and two in a row
 * that show it.
 */
export const CALLS_OF_A_CHANGE = { GetAlternateContact: 4, PutAlternateContact: 1 } as const;

/** The least time, in seconds, in which an operation's quota lets a number of changes through. */
export interface QuotaMinimum {
  operation: AccountOperation;
  seconds: number;
  formula: string;
}

/** The minimum of each operation; a rollout takes at least the larger of them. */
export function quotaMinima(changes: number): QuotaMinimum[] {
  return [minimum('GetAlternateContact', changes), minimum('PutAlternateContact', changes)];
}

function minimum(operation: keyof typeof CALLS_OF_A_CHANGE, changes: number): QuotaMinimum {
  const { perSecond, burst } = QUOTAS[operation];
  const each = CALLS_OF_A_CHANGE[operation];
  const seconds = Math.max(0, (each * changes - burst) / perSecond);
  return { operation, seconds, formula: `(${each} × ${changes} − ${burst}) / ${perSecond} = ${seconds.toFixed(1)} s` };
}
