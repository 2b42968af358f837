import type { Account } from '../../../schemas/compiled/account.js';
import { GONE, type InventoryItem } from './inventory.ts';

/**
 * An account that a sweep has not listed as ACTIVE. Listing takes a while, so an account that joins or moves meanwhile may be missed:
 * only one that two sweeps in a row have missed is GONE.
 * @param other what AWS Organizations says of it, if the sweep has found it
 * @param since when the sweep began (ISO 8601)
 */
export function unlistedItem(item: InventoryItem, other: Account | undefined, since: string): InventoryItem {
  const { missedSince, ...known } = item;
  if (!other && item.state !== GONE && (missedSince ?? since) === since) {
    return missedSince === undefined ? { ...item, missedSince: since } : item;
  }
  const state = other?.state ?? GONE;
  const isNews = state !== item.state || missedSince !== undefined;
  return isNews ? { ...known, state, listedAt: new Date().toISOString() } : item;
}
