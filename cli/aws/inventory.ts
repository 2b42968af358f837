import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { scanInventory } from '../../functions/aws/inventory-scan.ts';
import type { InventoryItem } from '../../functions/domain/inventory/inventory.ts';
import { call } from './call.ts';
import type { Settings } from './settings.ts';

/** Reads what the service knows of the accounts of the organization. */
export interface InventoryReader {
  /** All accounts that the inventory knows, in the order of their ids. */
  readInventory(): Promise<InventoryItem[]>;
}

export function connectInventory({ client, serviceName }: Settings): InventoryReader {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(client));
  const TableName = `${serviceName}-inventory`;
  return {
    readInventory: () =>
      call('dynamodb:Scan', () => scanInventory((part) => paginateScan({ client: table }, { TableName, ...part }))),
  };
}
