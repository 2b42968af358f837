import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { environmentVariable } from '../runtime/environment.ts';
import { namingFaults } from './service-faults.ts';

/** The service's only table. What it holds is told apart by the prefix of its key: see docs/operate.md. */
export const table = DynamoDBDocumentClient.from(namingFaults(new DynamoDBClient({})), {
  marshallOptions: { removeUndefinedValues: true },
});

export const TableName = environmentVariable('TABLE_NAME');

/** Waits for a write. @returns whether its condition held */
export async function isConditionMet(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** The time as items hold it. */
export function epochSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
