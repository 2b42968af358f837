import { paginateQuery, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import { TableName, table } from './table.ts';

type Item = NonNullable<QueryCommandOutput['Items']>[number];

/** The items that wait for this, oldest first, as the index holds them. It may lag behind for a moment. */
export async function* listWaitingItems(awaited: string): AsyncGenerator<Item> {
  const query = {
    TableName,
    IndexName: 'waiting',
    KeyConditionExpression: 'waitingFor = :awaited',
    ExpressionAttributeValues: { ':awaited': awaited },
  };
  for await (const { Items = [] } of paginateQuery({ client: table }, query)) yield* Items;
}
