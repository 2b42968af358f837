import { DynamoDBClient, PutItemCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, test } from 'vitest';
import { sharedStack } from './stack.ts';

const TableName = 'fixture-table';

const client = new DynamoDBClient(sharedStack().client);

beforeAll(async () => {
  for (const pk of ['a', 'b', 'c']) await put(pk, { status: 'OPEN' });
  await put('vote', { voter: 'jane' });
});

async function put(pk: string, attributes: Record<string, string>): Promise<void> {
  const values = Object.entries({ pk, createdAt: `2026-01-01T00:00:00Z#${pk}`, ...attributes });
  const Item = Object.fromEntries(values.map(([key, value]) => [key, { S: value }]));
  await client.send(new PutItemCommand({ TableName, Item }));
}

const query = (IndexName: string, attribute: string, value: string, given: Partial<QueryCommandInput> = {}) =>
  client.send(
    new QueryCommand({
      TableName,
      IndexName,
      KeyConditionExpression: '#attribute = :value',
      ExpressionAttributeNames: { '#attribute': attribute },
      ExpressionAttributeValues: { ':value': { S: value } },
      ...given,
    }),
  );

test('an index holds only the items that have its attribute', async () => {
  expect((await query('byVoter', 'voter', 'jane')).Items).toMatchObject([{ pk: { S: 'vote' } }]);
  expect((await query('byVoter', 'voter', 'OPEN')).Items).toEqual([]);
});

test('an index counts its items', async () => {
  const counted = await query('byStatus', 'status', 'OPEN', { Select: 'COUNT' });
  expect(counted).toMatchObject({ Count: 3 });
  expect(counted.Items).toBeUndefined();
});

test('an index is read page by page, in its order', async () => {
  const pages: (string | undefined)[][] = [];
  let next: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = await query('byStatus', 'status', 'OPEN', {
      Limit: 2,
      ScanIndexForward: false,
      ExclusiveStartKey: next,
    });
    pages.push(page.Items?.map((item) => item['pk']?.S) ?? []);
    next = page.LastEvaluatedKey;
  } while (next);
  expect(pages).toEqual([['c', 'b'], ['a']]);
});
