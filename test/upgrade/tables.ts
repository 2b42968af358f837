import { once } from 'node:events';
import { type AttributeValue, DynamoDBClient, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan as paginateDocuments } from '@aws-sdk/lib-dynamodb';
import type { JsonObject } from 'embedded-aws/json.ts';
import { startDynamodb } from 'embedded-aws/services/dynamodb.ts';
import { REGION, StackAccount } from 'embedded-aws/stack-account.ts';
import { recordOf } from '../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../functions/domain/ledger/record.ts';

/** The one table of the service. */
const TableName = 'alternate-contacts-local';

/** As DynamoDB writes it. */
export type Item = Record<string, AttributeValue>;

/** Every item of the table that a stack has kept in this directory, in the order of their keys. */
export async function readItems(directory: string): Promise<Item[]> {
  return withTables(directory, [], async (client) => {
    const pages = await Array.fromAsync(paginateScan({ client }, { TableName }));
    return pages.flatMap(({ Items = [] }) => Items).toSorted((left, right) => keyOf(left).localeCompare(keyOf(right)));
  });
}

/** The records that a stack has kept in this directory, as today's code reads them. */
export async function readRecords(directory: string): Promise<RequestRecord[]> {
  return withTables(directory, [], async (client) => {
    const pages = paginateDocuments({ client: DynamoDBDocumentClient.from(client) }, { TableName });
    const items = (await Array.fromAsync(pages)).flatMap(({ Items = [] }) => Items);
    const requests = items.filter(({ pk }) => String(pk).startsWith('REQUEST#'));
    return requests.map(({ history }) => recordOf(history)).toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
  });
}

/** Creates the tables, as a stack keeps them, and puts the items. */
export async function writeItems(directory: string, tables: JsonObject[], items: Item[]): Promise<void> {
  await withTables(directory, tables, async (client) => {
    for (const Item of items) await client.send(new PutItemCommand({ TableName, Item }));
  });
}

function keyOf(item: Item): string {
  return item['pk']?.S ?? '';
}

async function withTables<Result>(
  directory: string,
  tables: JsonObject[],
  use: (client: DynamoDBClient) => Promise<Result>,
): Promise<Result> {
  const { server } = await startDynamodb({
    tables,
    account: new StackAccount('111111111111', null),
    path: directory,
    isLimited: false,
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: `http://127.0.0.1:${port}`, region: REGION, credentials });
  try {
    return await use(client);
  } finally {
    client.destroy();
    server.close();
    await once(server, 'close');
  }
}
