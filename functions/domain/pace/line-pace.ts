import type { AccountQuotas } from './quotas.ts';

/** How long one call, or one change, has a line for itself, and how much of that a line lends when it was idle. */
export interface LinePace {
  /** Milliseconds of the line of contacts for a read of a contact. */
  read: number;
  /** Milliseconds of the line of contacts for a change: a read that compares, the write, and a read that confirms. */
  change: number;
  /** Milliseconds of the line of deletions, in which a change that removes a contact stands as well. */
  deletion: number;
  /** Milliseconds that each line lends: part of the burst. */
  credit: { contacts: number; deletions: number };
}

/** For how long so many changes have the lines for themselves, in milliseconds; some of them remove a contact. */
export function millisecondsToApply({ change, deletion }: LinePace, changes: number, removals: number): number {
  return Math.max(changes * change, removals * deletion);
}

/** What is left of each quota for clocks that differ. */
const USED_SHARE = 0.99;

/** How much of a burst is lent: the rest is for calls that come together because the first of them were late. */
const LENT_SHARE = 0.4;

/** The pace at which the quotas are used up, and not more. */
export function linePace({ get, put, delete: remove }: AccountQuotas): LinePace {
  const each = (perSecond: number) => 1000 / (perSecond * USED_SHARE);
  const lent = (seconds: number) => LENT_SHARE * seconds * 1000;
  return {
    read: each(get.perSecond),
    change: Math.max(2 * each(get.perSecond), each(put.perSecond)),
    deletion: each(remove.perSecond),
    credit: {
      contacts: lent(Math.min(get.burst / get.perSecond, put.burst / put.perSecond)),
      deletions: lent(remove.burst / remove.perSecond),
    },
  };
}
