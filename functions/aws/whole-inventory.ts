import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { InventoryItem } from '../domain/inventory/inventory.ts';
import { inventoryItemOf } from '../domain/inventory/inventory-item.ts';
import { environmentVariable } from '../runtime/environment.ts';
import { table } from './table.ts';

const TableName = environmentVariable('INVENTORY_TABLE_NAME');

/** So many parts of the table are read at the same time: a page has a megabyte, and one after the other they take their time. */
const SEGMENTS = 8;

/** All accounts that the inventory knows, in the order of their ids. */
export async function readWholeInventory(): Promise<InventoryItem[]> {
  const items = (await Promise.all(Array.from({ length: SEGMENTS }, (_, segment) => readSegment(segment)))).flat();
  return items.sort((left, right) => (left.accountId < right.accountId ? -1 : 1));
}

async function readSegment(Segment: number): Promise<InventoryItem[]> {
  const items: InventoryItem[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.send(
      new ScanCommand({ TableName, Segment, TotalSegments: SEGMENTS, ...(ExclusiveStartKey && { ExclusiveStartKey }) }),
    );
    items.push(...Items.flatMap((item) => inventoryItemOf(item) ?? []));
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}
