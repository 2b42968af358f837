import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { InventoryItem } from '../../functions/domain/inventory/inventory.ts';
import { inventoryItemOf } from '../../functions/domain/inventory/inventory-item.ts';
import { call } from './call.ts';
import type { Settings } from './settings.ts';

/** Reads what the service knows of the accounts of the organization. */
export interface InventoryReader {
  /** All accounts that the inventory knows, in the order of their ids. */
  readInventory(): Promise<InventoryItem[]>;
}

/** So many parts of the table are read at the same time: a page has a megabyte, and one after the other they take their time. */
const SEGMENTS = 8;

export function connectInventory({ client, serviceName }: Settings): InventoryReader {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(client));
  return {
    async readInventory() {
      const segments = Array.from({ length: SEGMENTS }, (_, segment) =>
        readSegment(table, `${serviceName}-inventory`, segment),
      );
      const items = (await Promise.all(segments)).flat();
      return items.sort((left, right) => (left.accountId < right.accountId ? -1 : 1));
    },
  };
}

async function readSegment(
  table: DynamoDBDocumentClient,
  TableName: string,
  Segment: number,
): Promise<InventoryItem[]> {
  const items: InventoryItem[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const command = new ScanCommand({ TableName, Segment, TotalSegments: SEGMENTS, ExclusiveStartKey });
    const { Items = [], LastEvaluatedKey } = await call('dynamodb:Scan', () => table.send(command));
    items.push(...Items.flatMap((item) => inventoryItemOf(item) ?? []));
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}
