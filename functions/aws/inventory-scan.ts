import type { InventoryItem } from '../domain/inventory/inventory.ts';
import { inventoryItemOf } from '../domain/inventory/inventory-item.ts';

/** So many parts of the table are read at the same time: a page has a megabyte, and one after the other they take their time. */
const SEGMENTS = 8;

/** A part of the table, as a scan names it. */
interface Part {
  Segment: number;
  TotalSegments: number;
}

type Page = { Items?: Record<string, unknown>[] | undefined };

/**
 * All accounts that the inventory knows, in the order of their ids.
 * @param scan reads a part of its table
 */
export async function scanInventory(scan: (part: Part) => AsyncIterable<Page>): Promise<InventoryItem[]> {
  const parts = Array.from({ length: SEGMENTS }, (_, Segment) => itemsIn(scan({ Segment, TotalSegments: SEGMENTS })));
  const items = (await Promise.all(parts)).flat();
  return items.sort((left, right) => (left.accountId < right.accountId ? -1 : 1));
}

async function itemsIn(pages: AsyncIterable<Page>): Promise<InventoryItem[]> {
  const items: InventoryItem[] = [];
  for await (const { Items = [] } of pages) items.push(...Items.flatMap((item) => inventoryItemOf(item) ?? []));
  return items;
}
