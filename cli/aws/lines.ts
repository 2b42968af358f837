import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type Line, type LineName, lineOf } from '../../functions/domain/pace/line.ts';
import { call } from './call.ts';
import type { Settings } from './settings.ts';

/** Reads the lines in which changes wait for their turn. */
export interface LineReader {
  /** A line as it is now; `undefined` before its first turn. */
  readLine(name: LineName): Promise<Line | undefined>;
}

export function connectLines({ client, serviceName: TableName }: Settings): LineReader {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(client));
  return {
    async readLine(name) {
      const command = new GetCommand({ TableName, Key: { pk: `LINE#${name}` }, ConsistentRead: true });
      const { Item } = await call('dynamodb:GetItem', () => table.send(command));
      return Item && lineOf(Item);
    },
  };
}
