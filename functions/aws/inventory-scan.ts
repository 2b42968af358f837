import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { InventoryItem } from '../domain/inventory/inventory.ts';
import { environmentVariable } from '../runtime/environment.ts';
import { inventoryItemOf } from './inventory.ts';
import { table } from './table.ts';

const TableName = environmentVariable('INVENTORY_TABLE_NAME');

/** All accounts that are known, in no order: those that are gone, too. */
export async function* listInventory(): AsyncGenerator<InventoryItem> {
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const scan = new ScanCommand({ TableName, ...(ExclusiveStartKey && { ExclusiveStartKey }) });
    const { Items = [], LastEvaluatedKey } = await table.send(scan);
    for (const item of Items) yield inventoryItemOf(item);
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey);
}
