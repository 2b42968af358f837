import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { InventoryItem } from '../domain/inventory/inventory.ts';
import { environmentVariable } from '../runtime/environment.ts';
import { scanInventory } from './inventory-scan.ts';
import { table } from './table.ts';

const TableName = environmentVariable('INVENTORY_TABLE_NAME');

/** All accounts that the inventory knows, in the order of their ids. */
export function readWholeInventory(): Promise<InventoryItem[]> {
  return scanInventory((part) => paginateScan({ client: table }, { TableName, ...part }));
}
