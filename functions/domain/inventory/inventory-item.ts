import type { Account } from '../../../schemas/compiled/account.js';
import type { InventoryItem } from './inventory.ts';

/** An account as the table of the inventory holds it; nothing if it is none. What only the table needs is left out. */
export function inventoryItemOf(item: Record<string, unknown>): InventoryItem | undefined {
  if (!isInventoryItem(item)) return undefined;
  const { accountId, name, ouPath, parentIds, tags, state, listedAt, missedSince, contacts } = item;
  return {
    accountId,
    ...(name !== undefined && { name }),
    ...(ouPath && { ouPath }),
    parentIds,
    ...(tags && { tags }),
    state,
    listedAt,
    ...(missedSince !== undefined && { missedSince }),
    contacts,
  };
}

/** An account of which the inventory knows no contact yet. @param at when AWS Organizations was asked about it (ISO 8601) */
export function newItem(account: Pick<Account, 'accountId'> & Partial<Account>, at: string): InventoryItem {
  const { accountId, name, ouPath, parentIds = [], tags, state = 'ACTIVE' } = account;
  return {
    accountId,
    ...(name !== undefined && { name }),
    ...(ouPath && { ouPath }),
    parentIds,
    ...(tags && { tags }),
    state,
    listedAt: at,
    contacts: {},
  };
}

/** Only the service itself writes the table, so what an item is made of is not looked at further. */
function isInventoryItem(item: object): item is InventoryItem {
  const { accountId, parentIds, state, contacts }: Partial<Record<keyof InventoryItem, unknown>> = item;
  return (
    typeof accountId === 'string' &&
    Array.isArray(parentIds) &&
    typeof state === 'string' &&
    typeof contacts === 'object' &&
    contacts !== null
  );
}
