import { type AccountOperation, QUOTAS } from '../../../local/services/account-quotas.ts';

/**
 * Calls that one change needs when none is throttled: a read to plan it, one to compare before the write, and two in a row
 * that show it.
 */
export const CALLS_OF_A_CHANGE = { GetAlternateContact: 4, PutAlternateContact: 1 } as const;

/** How long an operation's quota takes at least to let so many changes through, in seconds. */
export interface QuotaMinimum {
  operation: AccountOperation;
  seconds: number;
  /** How it is computed. */
  formula: string;
}

/** The minimum of each operation; that of the whole is the largest of them. */
export function quotaMinima(changes: number): QuotaMinimum[] {
  return [minimum('GetAlternateContact', changes), minimum('PutAlternateContact', changes)];
}

function minimum(operation: keyof typeof CALLS_OF_A_CHANGE, changes: number): QuotaMinimum {
  const { perSecond, burst } = QUOTAS[operation];
  const each = CALLS_OF_A_CHANGE[operation];
  const seconds = Math.max(0, (each * changes - burst) / perSecond);
  return { operation, seconds, formula: `(${each} × ${changes} − ${burst}) / ${perSecond} = ${seconds.toFixed(1)} s` };
}
