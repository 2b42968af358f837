import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { Operation, Service } from '../endpoint/service.ts';
import { isObject, type JsonObject, objectAt, textAt } from '../json.ts';
import { callListener } from '../net/in-process.ts';
import { refuseOtherSites } from '../net/other-sites.ts';
import { REGION, type StackAccount } from '../stack-account.ts';
import { ItemThroughput } from './item-throughput.ts';
import { leadingKeys } from './leading-keys.ts';

export interface DynamodbOptions {
  /** What CreateTable takes, one for each table of the template. */
  tables: JsonObject[];
  account: StackAccount;
  /** Where the tables of an earlier run are, and are kept; without it, they are in memory. */
  path: string | undefined;
  /** Whether an item stands only so many calls a second. */
  isLimited: boolean;
}

const OPERATIONS = ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan'];

/**
 * The DynamoDB API, implemented by dynalite. It lacks transactions and never removes expired items; on AWS, too, an item
 * can outlive its time to live by days.
 */
export async function startDynamodb({
  tables,
  account,
  path,
  isLimited,
}: DynamodbOptions): Promise<Service & { server: Server }> {
  // dynalite keeps small buffers forever, and each keeps the whole pool alive that it was cut from.
  Buffer.poolSize = 8_192;
  const server = dynalite({ createTableMs: 0, ...(path === undefined ? {} : { path }) });
  server.keepAliveTimeout = 0;
  const [listener] = server.listeners('request');
  refuseOtherSites(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  const url = `http://127.0.0.1:${isObject(address) ? address['port'] : ''}`;
  const client = new DynamoDBClient({
    endpoint: url,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  for (const table of tables) await createTable(client, readTable(table));
  client.destroy();
  const throughput = isLimited ? new ItemThroughput() : undefined;
  const operation = (name: string): Operation => ({
    resources: (input) => tableResources(account, input),
    context: (input) => ({ 'dynamodb:LeadingKeys': leadingKeys(tables, input) }),
    run: (input, { request }) => {
      throughput?.admit(name, input);
      return callListener(listener, request);
    },
  });
  return {
    server,
    name: 'dynamodb',
    actionPrefix: 'dynamodb',
    operations: Object.fromEntries(OPERATIONS.map((name) => [name, operation(name)])),
    errorStatuses: { InternalServerError: 500 },
  };
}

/** A table of an earlier run stays as it is. */
async function createTable(client: DynamoDBClient, table: CreateTableCommandInput): Promise<void> {
  try {
    await client.send(new CreateTableCommand(table));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}

function tableResources(account: StackAccount, input: JsonObject): string[] {
  const tableArn = (name: string) => account.arn('dynamodb', `table/${name}`);
  const batch = Object.keys(objectAt(input, 'RequestItems'));
  if (batch.length > 0) return batch.map(tableArn);
  const table = tableArn(textAt(input, 'TableName') ?? '');
  const index = textAt(input, 'IndexName');
  return [index ? `${table}/index/${index}` : table];
}

function readTable(table: JsonObject): CreateTableCommandInput {
  const { TableName, KeySchema, AttributeDefinitions } = table;
  if (typeof TableName !== 'string' || !Array.isArray(KeySchema) || !Array.isArray(AttributeDefinitions)) {
    throw new Error(`the table ${TableName} has no key`);
  }
  return { ...table, TableName, KeySchema, AttributeDefinitions };
}
