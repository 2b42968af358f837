import { vi } from 'vitest';
import type { InventoryItem } from '../../../../functions/domain/inventory/inventory.ts';

/** What is known of accounts, by their ids. */
export const items = new Map<string, InventoryItem>();

export function reset(): void {
  items.clear();
  for (const call of [readInventory, updateInventory]) call.mockReset();
}

export const readInventory = vi.fn(async (accountId: string) => items.get(accountId));

export const updateInventory = vi.fn(
  async (accountId: string, change: (item: InventoryItem | undefined) => InventoryItem | undefined) => {
    const next = change(items.get(accountId));
    if (next) items.set(accountId, next);
    return next;
  },
);
