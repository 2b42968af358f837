import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { environmentVariable } from '../runtime/environment.ts';

/** The service's only table. What it holds is told apart by the prefix of its key: see docs/operate.md. */
export const table = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
});

export const TableName = environmentVariable('TABLE_NAME');
